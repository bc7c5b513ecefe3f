"""Every format writes every kind of node, refuses what it does not know, and says no number that the tree lacks."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, get_args

import pytest

from econsim.analysis.compare import compared
from econsim.report import document as nodes
from econsim.report.comparison_document import document
from econsim.report.document import Column, Document, Inline, Paragraph, Row, Section, Table
from econsim.report.tables_csv import tables_csv
from econsim.report.written import text
from tests.analysis.hand_made import hand_made_arms
from tests.report.every_node import AS_WORDS, EVERY_NODE

NUMBER = re.compile(r"[+−]?\d[\d,]*(?:\.\d+)?")
SHIFTS = {"net_apr": -0.002, "commission_rate_mean": 0.02, "break_even_33_usd": -0.3}
WORDS = (
    "the title", "the subtitle", "bare badge", "badge", "with words", "loud and some.code by arm", "12,345.68 AKT",
    "0.100 to 0.900 points", "out there", "further down", "nowhere", "plain words", "first point", "second point",
    "econsim list --json", "a section",
    "a section inside", "deep down", "a caption", "who", "gain", "people of a group",
    "delegators", "−1,234.5", "everybody", "2 to 3 days", "a note of the table", "the first source", "the second",
)  # fmt: skip
BY_FORMAT = {
    "html": ("what was found", "in AKT", "a second finding", "folded away", "in the annex"),
    "markdown": ("what was found", "in AKT", "it falls to the end", "folded away", "in the annex"),
    "pdf": ("what was found", "in AKT", "a second finding", "folded away"),
    "terminal": ("what was found", "in AKT", "it falls to the end", "folded away"),
    "notebook": ("what was found", "in AKT", "a second finding", "more is elsewhere"),
}


@dataclass(frozen=True)
class Unheard:
    """A kind of node that no format knows, with all that one might be asked for."""

    text: str = "unheard"
    words: str = "unheard"


A_TABLE: Any = Table((Column("a"),), (Row(((Unheard(),),)),))


def kinds(node: Any) -> set[type]:
    """Return the kinds of a node and of everything below it."""
    if isinstance(node, tuple):
        return set().union(*map(kinds, node))
    if not is_dataclass(node):
        return set()
    return {type(node)}.union(*(kinds(getattr(node, one.name)) for one in fields(node)))


def lines(node: Any) -> Iterator[str]:
    """Return every line of text of a tree as it is written, and every other text and number of it."""
    if isinstance(node, tuple):
        if node and all(isinstance(part, get_args(Inline)) for part in node):
            yield text(node)
        for part in node:
            yield from lines(part)
    elif is_dataclass(node):
        for one in fields(node):
            yield from lines(getattr(node, one.name))
    elif isinstance(node, str | int):
        yield str(node)


def numbers(said: str) -> set[str]:
    return set(NUMBER.findall(said))


@pytest.fixture(scope="module")
def real() -> Document:
    return document(compared(hand_made_arms(shifts=SHIFTS, moved_uakt=5_000_000)))


def test_the_document_of_these_tests_has_every_kind_of_node_that_there_is() -> None:
    """A new kind turns this red until it stands in `EVERY_NODE`, where every format must write it."""
    there_are = {
        one for _, one in inspect.getmembers(nodes, inspect.isclass)
        if is_dataclass(one) and one.__module__ == nodes.__name__
    }  # fmt: skip
    assert kinds(EVERY_NODE) == there_are


@pytest.mark.parametrize("name", AS_WORDS)
def test_every_format_writes_every_node(name: str) -> None:
    written = " ".join(AS_WORDS[name](EVERY_NODE).split())
    assert [one for one in (*WORDS, *BY_FORMAT[name]) if one not in written] == []


@pytest.mark.parametrize("name", AS_WORDS)
@pytest.mark.parametrize(
    "block",
    [Unheard(), Section("s", "s", (Unheard(),)), Paragraph((Unheard(),)), A_TABLE],
    ids=["block", "inside a section", "inside a line", "inside a cell"],
)  # fmt: skip
def test_a_format_that_meets_an_unheard_node_refuses_it(name: str, block: Any) -> None:
    """Python's formats by `assert_never`, which the type checker reads too; typst by a panic."""
    with pytest.raises((AssertionError, RuntimeError), match=r"[Uu]nheard"):
        AS_WORDS[name](replace(EVERY_NODE, first_page=(block,)))


def test_csv_refuses_a_cell_that_it_has_never_heard_of() -> None:
    with pytest.raises(AssertionError, match="Unheard"):
        tables_csv(replace(EVERY_NODE, first_page=(A_TABLE,)))


@pytest.mark.parametrize("name", AS_WORDS)
@pytest.mark.parametrize("which", ["every node", "a comparison"])
def test_no_format_says_a_number_that_the_tree_does_not_hold(real: Document, name: str, which: str) -> None:
    """HTML and JSON hold the same quantities (`test_formats`); here none adds, rounds or joins one of its own."""
    told = EVERY_NODE if which == "every node" else real
    known = set().union(*(numbers(line) for line in lines(told)))
    said = numbers(AS_WORDS[name](told))
    assert len(said) > (5 if which == "every node" else 40)
    assert said - known == set()
