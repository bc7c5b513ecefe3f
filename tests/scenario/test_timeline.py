"""Dated events act at the epoch boundary nearest to their date and change the law only in ways it allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from econsim.catalogue import load_scenario
from econsim.errors import UsageError
from econsim.scenario.releases import known_releases, release
from econsim.scenario.timeline import nearest_epoch

START = datetime(2023, 8, 31, 15, 45, tzinfo=UTC)
DAY = 86_400.0


@pytest.mark.parametrize(
    ("days", "epoch_seconds", "epoch"),
    [(0, DAY, 0), (0.49, DAY, 0), (0.5, DAY, 1), (27.016, DAY, 27), (27.016, 7 * DAY, 4), (27.016, 3_600.0, 648)],
)
def test_an_event_acts_at_the_nearest_boundary(days, epoch_seconds, epoch):
    assert nearest_epoch(START + timedelta(days=days), START, epoch_seconds) == epoch


def test_mainnet7_lands_on_epoch_27_of_one_day():
    assert nearest_epoch(datetime(2023, 9, 27, 16, 8, 2, tzinfo=UTC), START, DAY) == 27


def test_events_come_in_the_order_of_their_dates():
    scenario = load_scenario("mainnet7").with_changes(
        {"timeline.later": {"date": "2023-09-27T20:00:00Z", "set": {"chain.staking.min_commission_rate": 0.1}}}
    )
    assert [event.name for event in scenario.events_at(27)] == ["mainnet_7", "later"]


def test_an_event_later_than_the_horizon_is_fine():
    scenario = load_scenario("mainnet7", ["run.epochs=5"])
    assert [event.epoch for event in scenario.timeline] == [7, 27]


def test_the_law_changes_by_dotted_paths_and_is_checked_anew():
    law = load_scenario("mainnet6").chain
    changed = law.with_changes(
        {
            "chain.staking.min_commission_rate": 0.1,
            "take.denom_take_rates.uusdc": 4,
            "chain.staking.unbonding_time": "14 days",
        }
    )
    assert changed.staking.min_commission_rate == 0.1
    assert changed.staking.unbonding_time == 14 * DAY
    assert dict(changed.take.denom_take_rates) == {"uakt": 2, "uusdc": 4}
    assert law.staking.min_commission_rate == 0.05
    assert changed.mint == law.mint
    with pytest.raises(ValidationError):
        law.with_changes({"chain.staking.min_commission_rate": 2.0})


def test_axlusdc_becomes_a_deposit_of_five_million_uusdc():
    scenario = load_scenario("mainnet6")
    law = scenario.chain.with_changes(scenario.timeline[0].set)
    assert dict(law.deployment.min_deposits) == {"uakt": 5_000_000, "uusdc": 5_000_000}


def test_the_upgrade_of_mainnet6_turns_the_law_of_mainnet5_into_its_own():
    five, six = load_scenario("mainnet5").chain, load_scenario("mainnet6").chain
    upgraded = five.with_changes(release("v0.24.0").set)
    assert upgraded.model_copy(update={"release": "v0.24.0"}) == six


def test_releases_know_their_migrations():
    """The handler of v0.24.0 lifts max rates only, that of v0.26.0 the rates."""
    assert known_releases() == ("v0.20.0", "v0.24.0", "v0.26.0")
    assert [release(name).migrations for name in known_releases()] == [(), ("lift_max_rate_only",), ("lift_to_floor",)]
    with pytest.raises(UsageError, match=r"known releases: v0.20.0, v0.24.0, v0.26.0"):
        release("v0.25.0")
