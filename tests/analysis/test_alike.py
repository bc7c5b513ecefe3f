"""Variants that come to the same, on numbers made by hand: told once, run by run, whatever only one of them has."""

from __future__ import annotations

import numpy as np

from econsim.analysis.arms import FinishedArm
from econsim.analysis.compare import compared
from econsim.analysis.comparison import Comparison
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.document import Section
from econsim.report.terminal import terminal
from econsim.report.tree import first_page
from tests.analysis.hand_made import hand_made_run
from tests.report.test_comparison_document import parts

LAST_DAY = 40 * np.arange(1, 7) - 1  # of six runs of 40 days


def told(**supplies) -> Comparison:
    """Return mainnet6 against variants whose supply [AKT] on the last day differs by so much in each of six runs."""
    baseline = hand_made_run(load_scenario("mainnet6"))
    arms = [FinishedArm("now", "mainnet6", baseline.scenario, baseline)]
    for name, changes in supplies.items():
        run = hand_made_run(load_scenario("mainnet7"), shifts={"net_apr": -0.002})
        values = run.series["supply_uakt"].to_numpy().copy()
        values[LAST_DAY] += 1e6 * np.array(changes)
        run.series["supply_uakt"] = values
        arms.append(FinishedArm(name, "mainnet7", run.scenario, run))
    return compared(arms)


def test_what_is_equal_in_every_run_is_told_with_the_first_and_what_is_equal_on_average_is_not() -> None:
    made = told(first=[2, 4] * 3, again=[2, 4] * 3, turned=[4, 2] * 3, third=[2, 4] * 3)
    assert made.background.same_as == {"again": "first", "third": "first"}
    assert told(first=[2, 4] * 3, turned=[4, 2] * 3).background.same_as is None


def test_a_number_that_only_one_has_does_not_tell_them_apart() -> None:
    made = told(first=[2, 4] * 3, again=[2, 4] * 3)
    run = made.runs["again"]
    run.series["stake_hhi"] = np.nan
    arms = [FinishedArm(name, None, one.scenario, one) for name, one in made.runs.items()]
    assert compared(arms).background.same_as == {"again": "first"}


def test_a_page_tells_the_second_in_a_line_and_keeps_what_each_changes() -> None:
    page = document(told(first=[2, 4] * 3, again=[2, 4] * 3))
    assert [one.id for one in parts(page.first_page, Section)][:2] == ["answer-1", "who"]
    words = " ".join(terminal(first_page(page)).split())
    assert words.count("again comes to the same as first: every number that both have is equal in every run") == 1
    assert "What changes first" in words
    assert " again what " in words


def test_many_are_told_with_a_row_less() -> None:
    made = told(**{name: [2 * place] * 6 for place, name in enumerate("abc")}, d=[0] * 6)
    words = " ".join(terminal(first_page(document(made))).split())
    assert "d comes to the same as a" in words
    assert "Answer: b" not in words  # side by side as before
    names = [one.title for one in document(made).sections[:4]]
    assert names == ["a", "b", "c", "Outcomes"]
