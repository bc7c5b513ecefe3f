"""The parameter book as one Markdown page: the law of three mainnets side by side, then everything else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from econsim.networks.deeds import deeds
from econsim.networks.parameter_book import ParameterRow, RuleRow, law_of_its_upgrade, parameter_book, rule_book
from econsim.scenario.load import load
from econsim.scenario.network import Kinds
from econsim.scenario.schema import Scenario
from econsim.scenario.values import LONGEST_DAYS, moment_text

MAINNETS = ("mainnet5", "mainnet6", "mainnet7")
NOT_READ = "no mechanism yet"
_HEADINGS = ("Mainnet 5", "Mainnet 6", "Mainnet 7")
_WIDE = 10_000  # from here on thousands are set apart

_INTRODUCTION = """\
# The parameter book

Every number that a scenario can set: what it is now, in what unit, what it means, where it is from, how sure it is and
which room of `econsim/` reads it. Made by `econsim list params --markdown`; a test keeps it so. Change a number in a
scenario, never here.

**Status** says what a number rests on: *from code* (the chain's code, its genesis or a passed proposal, in force on the
day), *measured*, *fitted* (to data, by a stated criterion), *inferred* (from data or from an earlier value taken to
hold), *estimated elsewhere* (on other chains), *assumed*, *choice* (of the scenario's author). Fractions are fractions;
take rates are whole percent, as on chain. Numbers in brackets are [sources](#sources).
"""
_LAW = """\
## The law

Chain parameters, under the chain's own key (`subspace/Key`; the keys of x/gov and agov hold several values each, named
after the dot) in snake_case. The columns are the law in force at the block of activation: Mainnet 5 is the same day had
v0.24.0 not been applied, Mainnet 6 is 2023-08-31, Mainnet 7 is 2023-09-27. *Read by: no mechanism yet* means that the
number is part of the law and that no result of the model depends on it so far.
"""
_RULES = """\
## What the software decides

What no parameter says and only an upgrade changes (`econsim/data/upgrades/*.yaml`).
"""
_NO_PARAMETERS = """\
The same in all three: voting power is tokens // 10^6; a commission rate changes once in 24 hours at most; take fees go
to the community pool (x/escrow has no parameters); an order takes bids until their number *exceeds* `order_max_bids`.
x/inflation stores parameters that nothing reads; inflation followed governance proposals. Parameters that came after
2023 (expedited proposals, burn and mint) are not in the book.
"""


@dataclass
class _Sources:
    """Numbers for sources, in the order in which they are first cited."""

    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, source: str) -> str:
        return f"[{self.numbers.setdefault(source, len(self.numbers) + 1)}]"

    def lines(self) -> Iterator[str]:
        return (f"{number}. {_cell(source)}" for source, number in self.numbers.items())


def books_of_mainnets(kinds: Kinds) -> dict[str, dict[str, ParameterRow]]:
    """Return the three books by mainnet and path, each with the law that its last upgrade leaves in force."""
    scenarios = {name: load(name, (), kinds) for name in MAINNETS}
    books = {name: parameter_book(kinds, one, law_of_its_upgrade(one)) for name, one in scenarios.items()}
    return {name: {row.path: row for row in rows} for name, rows in books.items()}


def parameter_page(kinds: Kinds) -> str:
    """Return the whole page."""
    books, sources = books_of_mainnets(kinds), _Sources()
    rows = books["mainnet6"].values()
    law = [row for row in rows if row.path.startswith("chain.")]
    rest = [row for row in rows if not row.path.startswith("chain.")]
    parts = [_INTRODUCTION, _LAW]
    for holder, inner in groupby(law, key=_holder):
        title = "The software's version" if holder == "chain" else f"`{holder}`"
        parts.append(_section(3, title, _law_table(list(inner), books, sources)))
    parts += [_section(3, "Dated changes", _events(load("mainnet7", (), kinds)))]
    parts += [_RULES, markdown_table(*_rules(rule_book(), sources)), "", _NO_PARAMETERS]
    for section, found in groupby(rest, key=lambda row: row.path.split(".")[0]):
        parts.append(f"## {section.capitalize()}\n")
        for holder, inner in groupby(found, key=_holder):
            parts.append(_section(3, f"`{holder}`", _value_table(list(inner), sources)))
    return "\n".join([*parts, "## Sources\n", *sources.lines(), ""])


def _holder(row: ParameterRow) -> str:
    return row.path.rpartition(".")[0]


def _section(level: int, title: str, body: str) -> str:
    return f"{'#' * level} {title}\n\n{body}\n"


def _law_table(rows: Sequence[ParameterRow], books: Mapping[str, Mapping[str, ParameterRow]], sources: _Sources) -> str:
    head = ("parameter", "chain key", *_HEADINGS, "unit", "range", "meaning", "status", "read by", "source")
    lines = [
        (
            f"`{row.path.rpartition('.')[2]}`",
            row.chain_key and f"`{row.chain_key}`",
            *(value_text(books[name][row.path].value) for name in MAINNETS),
            *_described(row, sources),
        )
        for row in rows
    ]
    return markdown_table(head, lines)


def _value_table(rows: Sequence[ParameterRow], sources: _Sources) -> str:
    head = ("parameter", "value", "unit", "range", "meaning", "status", "read by", "source")
    return markdown_table(
        head, [(f"`{row.path.rpartition('.')[2]}`", value_text(row.value), *_described(row, sources)) for row in rows]
    )


def _described(row: ParameterRow | RuleRow, sources: _Sources) -> tuple[str, ...]:
    read_by = ", ".join(f"`{file}`" for file in row.read_by) or NOT_READ
    unit = "" if row.range.endswith(f"to {LONGEST_DAYS} days") else row.unit  # a duration is written with its unit
    return unit, row.range, row.meaning, row.status, read_by, sources.cite(row.source)


def _rules(rows: Sequence[RuleRow], sources: _Sources) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    head = ("rule", *rows[0].by_release, "unit", "range", "meaning", "status", "read by", "source")
    return head, [
        (f"`{row.name}`", *map(value_text, row.by_release.values()), *_described(row, sources)) for row in rows
    ]


def _events(scenario: Scenario) -> str:
    does = deeds(scenario)
    lines = [
        (f"`{event.name}`", moment_text(event.date), str(event.epoch), does[event.name]) for event in scenario.timeline
    ]
    return markdown_table(("event of mainnet7", "date", "in force from epoch", "what it does"), lines)


def value_text(value: Any) -> str:
    """Return a value in one line, as YAML would write it, with thousands set apart."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {value_text(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(value_text, value)) + "]"
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    return f"{value:,}" if isinstance(value, int) and value >= _WIDE else str(value)


def markdown_table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a Markdown table."""
    heading = list(head)
    return "\n".join(
        f"| {' | '.join(map(_cell, line))} |" for line in (heading, ["---"] * len(heading), *map(list, rows))
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
