"""A run that goes on from a history says what has made its world, and what is known of that day."""

from __future__ import annotations

import dataclasses

from econsim.analysis.begun import begun_by_a_history
from econsim.networks.catalogue import load_scenario
from econsim.runs.run_result import RunResult
from tests.analysis.hand_made import hand_made_run

SUPPLY_UAKT, RATIO = 217_700_000_000_000, 0.65


def run_from(start: str) -> RunResult:
    """Return a run of one supply and bonded ratio, as if it had been started then."""
    made = hand_made_run()
    scenario = load_scenario("akash_history", [f"run.start={start}"])
    series = made.series.assign(supply_uakt=SUPPLY_UAKT, bonded_ratio=RATIO)
    return dataclasses.replace(made, scenario=scenario, series=series)


def test_a_run_without_a_history_has_nothing_to_say() -> None:
    assert begun_by_a_history(hand_made_run()) == ""


def test_what_is_known_of_the_day_stands_beside_what_the_history_made() -> None:
    """The first epoch ends on 3 September 2023, 15:45, 4.65625 days after the row of 30 August (217,609,680 AKT).

    The next row is that of 9 September, 218,088,373 AKT: 217,609,680 x (218,088,373 / 217,609,680)^.465625 =
    217,832,440, and 217.7 million is .061 % less. The bonded ratio goes in 30 days from .6561 to .6428: .6540, and .65
    is .004 less.
    """
    said = begun_by_a_history(run_from("2023-09-02T15:45:00Z"))
    assert "begins 2023-09-02 15:45 UTC, after 2 epochs of akash_history" in said
    assert "a supply of 217,700,000 AKT, 0.650 of it bonded" in said
    assert "Known of that day are a supply of 217,832,4" in said
    assert "AKT (-0.06% here)" in said
    assert "a bonded ratio of 0.654 (-0.004 here); they are checked against, not imposed." in said


def test_after_the_record_it_says_that_nothing_can_be_checked() -> None:
    said = begun_by_a_history(run_from("2025-01-01"))
    assert "after 488 epochs of akash_history" in said
    assert said.endswith("Nothing is recorded of either after 2023-09-29, so neither can be checked.")
