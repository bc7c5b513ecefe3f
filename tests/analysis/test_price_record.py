"""What is said of the price: where none is recorded, and that recorded prices put no chance into an interval."""

from __future__ import annotations

import pytest

from econsim.analysis.compare import compared
from econsim.analysis.price_record import beyond_the_record, same_in_every_replicate
from econsim.networks.catalogue import load_scenario
from econsim.report.comparison_document import document
from econsim.report.html import page
from tests.analysis.hand_made import hand_made_arms, hand_made_run

BEYOND = "The AKT price is recorded until 2024-12-16; 1 of 474 epochs begins later, where it is held at 4.18 USD."
WALK = {"shocks.akt_price.then": {"kind": "gbm_jumps"}}


def with_one_price(run, price=1.25):
    run.series["akt_price_usd"] = price
    return run


def test_up_to_473_epochs_of_a_preset_have_a_recorded_price() -> None:
    """The 474th begins on 16 December 2024 at 15:45, after the last knot at noon."""
    assert beyond_the_record(load_scenario("mainnet7"), 473) == ""
    assert beyond_the_record(load_scenario("mainnet7"), 474) == BEYOND


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (WALK, "1 of 474 epochs begins later, where it is a random walk from 4.18 USD on"),
        ({"shocks.akt_price.then": {"kind": "constant", "usd": 2.5}}, "later, where it is held at 2.5 USD"),
        (
            {"run.start": "2025-02-01", "timeline.axlusdc_accepted": None, "timeline.mainnet_7": None},
            "the whole run begins later, where it is held at 4.18 USD",
        ),
        ({"shocks.akt_price": {"kind": "constant", "usd": 1.0}}, ""),
    ],
)
def test_what_is_not_recorded_is_told_with_what_stands_in_for_it(changes, told) -> None:
    said = beyond_the_record(load_scenario("mainnet7").with_changes(changes), 474)
    assert told in said
    assert bool(told) == bool(said)


def test_a_price_that_replicates_share_is_told_where_the_interval_is_explained() -> None:
    arms = hand_made_arms()
    assert same_in_every_replicate([arm.run.series for arm in arms]) == ""  # the hand-made prices are noisy
    assert "same in every replicate" not in page(document(compared(arms)))
    for arm in arms:
        with_one_price(arm.run)
    made = compared(arms)
    told = "The AKT price is the same in every replicate, so that its chance is in no interval."
    assert told in page(document(made))


def test_one_arm_with_a_price_of_chance_is_enough_for_the_caption_to_say_nothing() -> None:
    assert same_in_every_replicate([with_one_price(hand_made_run()).series, hand_made_run().series]) == ""


def test_the_page_of_a_run_beyond_the_record_says_so() -> None:
    arms = hand_made_arms()
    assert "is recorded until" not in page(document(compared(arms)))
    long = [arm.__class__(arm.label, arm.given, arm.scenario, hand_made_run(arm.scenario, epochs=474)) for arm in arms]
    assert BEYOND in page(document(compared(long)))
