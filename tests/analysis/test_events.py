"""Events with what the run has seen of them, and the marks of time paths."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.event_data import EVENT, SHOCK
from econsim.analysis.events import events
from econsim.analysis.marks import marks
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.networks.seen import Seen
from econsim.runs.run import run
from econsim.units import dec18
from econsim.world.validators import BONDED
from tests.analysis.hand_made import hand_made_run

SMALL = ["population.delegators.accounts=300", "population.tenants.accounts=100"]
LIFT = "{date: 2023-09-02T15:45:00Z, set: {chain.staking.min_commission_rate: 0.1}, migrations: [lift_to_floor]}"
BOOM = "shocks.gpu_demand.boom={kind: pulse, start_day: 10, days: 20, size: 1.0}"


def test_a_run_says_whom_its_events_lift() -> None:
    """Epoch 2 lifts: whoever is below 10 % when epoch 1 ends, and their part of bonded stake, counted in the world."""
    scenario = load_scenario("mainnet6", [*SMALL, "policies.validator_commission={kind: hold}", f"timeline.up={LIFT}"])
    rows = AkashModel(scenario, epochs=3).run(2).world.validators
    is_below, stake = rows.commission_rate_dec18 < dec18("0.10"), np.where(rows.status == BONDED, rows.tokens_uakt, 0)
    expected = Seen(float(is_below.sum()), float(stake[is_below].sum() / stake.sum()))
    assert expected.validators > 1
    (event,) = events(scenario, run(scenario, replicates=1, epochs=3, workers=1))[:1]
    assert event.name == "up"
    assert event.lifted.validators == expected.validators
    assert event.lifted.stake_ratio == pytest.approx(expected.stake_ratio, rel=1e-12)
    assert event.below == Seen(0.0, 0.0)
    assert f"lifts {expected.validators:.0f} validators with " in event.sentence


def seen(changes, epochs=40, **columns):
    scenario = load_scenario("mainnet7", changes)
    made = hand_made_run(scenario, epochs=epochs)
    for name, values in columns.items():
        made.series[name] = values
    return {event.name: event for event in events(scenario, made)}


def test_numbers_are_means_over_replicates_at_the_event_alone() -> None:
    """Epoch 27 of six replicates: 20 to 25 lifted, a quarter of stake; nothing of any other epoch counts."""
    epoch, replicate = np.tile(np.arange(40), 6), np.repeat(np.arange(6), 40)
    lifted = np.where(epoch == 27, 20 + replicate, 99)
    found = seen([], validators_lifted=lifted, stake_lifted_uakt=np.where(epoch == 27, 2, 9), bonded_at_start_uakt=8.0)
    assert found["mainnet_7"].lifted == Seen(22.5, 0.25)
    assert found["axlusdc_accepted"].lifted is None


def test_what_the_run_does_not_reach_has_no_numbers() -> None:
    late = seen([], epochs=27)["mainnet_7"]
    assert (late.is_reached, late.lifted, late.below) == (False, None, None)
    assert late.does == "brings release v0.26.0, lifts every validator below 5 % to it"
    assert late.when.endswith("after the end of the run (27 epochs): nothing of it is seen here")


def test_of_two_that_lift_in_one_epoch_the_law_speaks_alone() -> None:
    found = seen(["timeline.again={date: 2023-09-27T18:00:00Z, migrations: [lift_to_floor]}"])
    assert found["mainnet_7"].lifted is None
    assert found["again"].does == "lifts every validator below 5 % to it"


def marked(*changes: str, epochs=40):
    scenario = load_scenario("mainnet7", changes)
    return marks(scenario, events(scenario), epochs)


def test_events_and_shocks_are_marked_from_when_to_when() -> None:
    """Day 10 after 31 August is 10 September, day 30 the 30th; events act at the boundary, 15:45."""
    found = [(mark.kind, mark.name, mark.begin, mark.end) for mark in marked(BOOM)]
    assert found == [
        (EVENT, "axlusdc_accepted", "2023-09-07T15:45:00Z", None),
        (SHOCK, "boom", "2023-09-10T15:45:00Z", "2023-09-30T15:45:00Z"),
        (EVENT, "mainnet_7", "2023-09-27T15:45:00Z", None),
    ]
    assert marked(BOOM)[1].words == "GPU demand 2 times its base for 20 days"


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("kind: step, start_day: 1, size: -0.5", "GPU demand 0.5 times its base from then on"),
        ("kind: ramp, start_day: 1, days: 9, size: 1", "GPU demand to 2 times its base within 9 days, and stays there"),
        ("kind: pulse, start_day: 1, days: 99, size: 1", "GPU demand 2 times its base for 99 days"),
    ],
)
def test_a_shock_that_outlasts_the_run_has_no_end(shape: str, words: str) -> None:
    (shock,) = (mark for mark in marked(f"shocks.gpu_demand.x={{{shape}}}") if mark.kind == SHOCK)
    assert (shock.end, shock.words) == (None, words)


def test_what_begins_after_the_end_is_not_marked() -> None:
    assert [mark.name for mark in marked(BOOM, epochs=10)] == ["axlusdc_accepted"]


def test_the_end_of_the_recorded_price_is_marked() -> None:
    """The record ends at noon of the 16th of its last month, December 2024: 472.84 days after 31 August 2023."""
    price = "shocks.akt_price={kind: history, then: {kind: constant, usd: 2.0}}"
    (mark,) = (mark for mark in marked(price, epochs=480) if mark.name == "akt_price")
    assert (mark.begin, mark.words) == (
        "2024-12-16T12:00:00Z",
        "AKT price recorded until then, held at 2 USD after",
    )
    assert not [mark for mark in marked(price, epochs=470) if mark.name == "akt_price"]
