"""The words of a verdict: told by hand from an interval and what matters, and explained where people read of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from econsim.analysis.verdicts import MEANINGS, CallWord, StandingWord, WayWord, called, strongest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(
    ("difference", "low", "high", "word"),
    [
        (98_637.0, 81_084.0, 116_190.0, "cannot be said yet"),  # it is no 0, and 100,000 lies inside
        (-98_637.0, -116_190.0, -81_084.0, "cannot be said yet"),
        (60_000.0, 40_000.0, 80_000.0, "no difference that matters"),
        (5_000.0, -40_000.0, 50_000.0, "no difference that matters"),  # not found, and shown to be small
        (5_000.0, -140_000.0, 150_000.0, "cannot be said yet"),  # not found, and not shown to be small
        (120_000.0, 90_000.0, 150_000.0, "matters"),  # it reaches what matters and is no 0, as an objective has to
        (-120_000.0, -150_000.0, -90_000.0, "matters"),
        (150_000.0, -10_000.0, 310_000.0, "cannot be said yet"),
        (150_000.0, None, None, "cannot be said yet"),
        (None, None, None, "no number"),
    ],
)
def test_a_difference_of_which_a_hundred_thousand_matters(difference, low, high, word) -> None:
    assert called(difference, low, high, 100_000.0, is_identical=False) == word


def test_where_every_difference_matters_the_interval_alone_tells() -> None:
    assert called(0.1, 0.05, 0.15, 0.0, is_identical=False) == "matters"
    assert called(0.1, -0.05, 0.25, 0.0, is_identical=False) == "cannot be said yet"
    assert called(0.0, 0.0, 0.0, 0.0, is_identical=True) == "identical"


def test_of_several_things_what_matters_of_any_is_said_and_small_only_where_all_are() -> None:
    assert strongest(["no difference that matters", "matters", "identical"]) == "matters"
    assert strongest(["no difference that matters", "cannot be said yet"]) == "cannot be said yet"
    assert strongest(["identical", "no difference that matters"]) == "no difference that matters"


def test_every_word_has_a_meaning_and_the_table_of_the_docs_is_the_codes() -> None:
    def words(kind) -> set[str]:
        return {word for one in get_args(kind) for word in (words(one) or {one})}

    assert set(MEANINGS) == words(CallWord) | words(StandingWord) | words(WayWord)
    rows = re.findall(r"^\| \*([^*]+)\* \| (.*) \|$", (DOCS / "reports.md").read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == dict(MEANINGS)
