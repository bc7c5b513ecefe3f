"""How sure: which belief the answer leans on most, where it would flip, and assumptions ranked by what is known."""

from __future__ import annotations

import dataclasses

import pytest

from econsim.analysis.compare import compared
from econsim.analysis.outcomes import BeliefRow, Finding, WhatIf
from econsim.analysis.verdicts import BETTER, OPEN
from econsim.report.comparison_document import document
from econsim.report.document import Code, Quantity, Section, Table
from tests.analysis.hand_made import hand_made_arms, relabelled
from tests.report.test_comparison_document import parts, text

SHARE = "population.delegators.large_stake_share"


def row(name: str, words: str, changes: dict[str, object], difference: float, *, flips: bool) -> BeliefRow:
    found = Finding(difference, difference, difference, OPEN if flips else BETTER, flips)
    return BeliefRow(name, words, changes, {"mainnet7": {"real_yield": found}})


@pytest.fixture(scope="module")
def asked():
    """A smallest effect of the real yield is .001: the second belief moves it by two, the third by five."""
    rows = (
        row("base", "as compared", {}, -0.002, flips=False),
        row("price", "AKT costs 0.50 USD", {"shocks.akt_price": 0.5}, -0.004, flips=False),
        row("large", "the largest hold 90 %", {SHARE: 0.9}, 0.003, flips=True),
    )
    made = compared(hand_made_arms(shifts={"real_yield": -0.002}))
    return dataclasses.replace(made, numbers=dataclasses.replace(made.numbers, what_if=WhatIf(6, rows, ())))


def section(made, name: str) -> Section:
    return next(one for one in (*made.first_page, *made.sections) if isinstance(one, Section) and one.id == name)


def test_the_belief_that_moves_an_objective_most_is_named_with_both_differences(asked) -> None:
    sure = section(document(asked), "sure")
    assert "if the largest hold 90 %, the difference in delegators' real yield is" in text(sure)
    assert [one.value for one in parts(sure, Quantity)] == pytest.approx([0.3, -0.2])


def test_where_the_answer_would_flip_is_said(asked) -> None:
    assert "An objective stands otherwise if the largest hold 90 %." in text(section(document(asked), "sure"))


def test_a_pair_is_simulated_twice_and_two_proposals_and_their_baseline_three_times() -> None:
    arms = hand_made_arms()
    many = [*arms, relabelled(arms[1], "another")]
    for made, often in ((arms, "each simulated twice over"), (many, "each simulated 3 times over")):
        assert often in text(section(document(compared(made)), "sure"))


def test_several_objectives_are_said_to_be_tested_together(asked) -> None:
    assert "All objectives are tested together (Holm's rule)" in text(section(document(asked), "sure"))


def test_what_was_not_asked_is_said_with_the_way_to_ask() -> None:
    sure = section(document(compared(hand_made_arms())), "sure")
    assert "was not asked" in text(sure)
    told = [one.text for one in parts(sure, Code)]
    assert told[0].endswith(" --what-if --switching")


def test_assumptions_stand_in_the_order_of_what_they_are_known_to_move(asked) -> None:
    table = next(parts(section(document(asked), "assumptions"), Table))
    first = table.rows[0].cells
    assert next(parts(first, Code)).text == SHARE
    assert next(parts(first[-1], Quantity)).value == pytest.approx(5.0)


def test_the_badge_of_the_books_is_explained() -> None:
    assert "“books 0 uakt”: all accounts add up to the supply" in text(
        section(document(compared(hand_made_arms())), "sure")
    )
