"""Dated events act at the epoch boundary nearest to their date and change the law only in ways it allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.errors import UsageError
from econsim.mechanisms.upgrades.releases import known_migrations, known_releases, release
from econsim.mechanisms.upgrades.rules import MIGRATIONS
from econsim.networks.catalogue import load_scenario
from econsim.scenario.origin import leaves
from econsim.scenario.run import nearest_epoch
from econsim.scenario.values import plain
from tests.scenario.scenario_files import child, mistakes

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


@pytest.mark.parametrize("asked", ["2023-09-27", "27", 27.0, True, datetime(2023, 9, 27, tzinfo=UTC), None])
def test_events_are_asked_for_by_the_number_of_an_epoch(asked):
    with pytest.raises(
        UsageError, match=r"^epoch is .*; expected a number of epochs, such as 27; the epoch of each event"
    ):
        load_scenario("mainnet7").events_at(asked)


def test_a_whole_number_of_numpys_is_an_epoch_too():
    assert [event.name for event in load_scenario("mainnet7").events_at(np.int64(27))] == ["mainnet_7"]


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


@pytest.mark.parametrize("name", ["mainnet7", "mainnet18"])
def test_each_value_can_be_set_to_what_it_is_and_nothing_else_moves(name):
    law = load_scenario(name).chain
    paths = [(path, value) for path, value in leaves(plain(law)) if value is not None]
    assert len(paths) > 40
    for path, value in paths:
        assert law.with_changes({".".join(path): value}) == law
    assert law.with_changes({".".join(("chain", *path)): value for path, value in paths}) == law
    assert law.with_changes({}) is law


def test_axlusdc_becomes_a_deposit_of_five_million_uusdc():
    scenario = load_scenario("mainnet6")
    law = scenario.chain.with_changes(scenario.timeline[0].set)
    assert dict(law.deployment.min_deposits) == {"uakt": 5_000_000, "uusdc": 5_000_000}


def test_the_upgrade_of_mainnet6_turns_the_law_of_mainnet5_into_its_own():
    five, six = load_scenario("mainnet5").chain, load_scenario("mainnet6").chain
    upgraded = five.with_changes(release("v0.24.0").set)
    assert upgraded.model_copy(update={"release": "v0.24.0"}) == six


def test_null_in_an_event_removes_a_denom_from_then_on(tmp_path):
    mine = child(tmp_path, "timeline: {x: {date: 2023-12-01, set: {chain.deployment.min_deposits.uusdc: null}}}")
    law = mine.chain
    for event in mine.timeline:
        law = law.with_changes(event.set)
    assert dict(law.deployment.min_deposits) == {"uakt": 5_000_000}


@pytest.mark.parametrize(
    ("event", "complaint"),
    [
        (
            "{date: 2023-12-01, set: {chain.staking.max_validators: null}}",
            "3:40 timeline.x.set.chain.staking.max_validators is empty; give it a value or leave it out",
        ),
        (
            "{date: 2023-12-01, set: {chain.deployment.min_deposits: {uakt: 5 AKT, uusdc: null}}}",
            "3:40 timeline.x.set.chain.deployment.min_deposits: has uusdc: null; a map takes the place of the whole "
            "one here, leave uusdc out",
        ),
        (
            "{date: 2023-12-01, set: {chain.staking.max_validators: 90}, migrations: [lift_to_flor]}",
            "3:88 timeline.x.migrations.0 is 'lift_to_flor'; known migrations: "
            "deployments_to_act, lift_max_rate_only, lift_to_floor, register_bme, reserve_to_credits; "
            "did you mean lift_to_floor?",
        ),
        (
            "{date: 2023-12-01, migrations: lift_to_floor}",
            "3:34 timeline.x.migrations is 'lift_to_floor'; expected a list; write [lift_to_floor]",
        ),
        (
            "{date: 2023-12-01, upgrade: v0.31.0}",
            "3:34 timeline.x.upgrade is 'v0.31.0'; "
            "known releases: v0.20.0, v0.24.0, v0.26.0, v0.28.0, v0.30.0, v0.32.0, "
            "v0.34.0, v0.36.0, v0.38.0, v1.0.0, v1.1.0, v1.2.0, v2.0.0, v2.1.0; did you mean v0.32.0?",
        ),
        (
            "{date: 2023-12-01, upgrade: 0.26.0}",
            "3:34 timeline.x.upgrade is '0.26.0'; "
            "known releases: v0.20.0, v0.24.0, v0.26.0, v0.28.0, v0.30.0, v0.32.0, "
            "v0.34.0, v0.36.0, v0.38.0, v1.0.0, v1.1.0, v1.2.0, v2.0.0, v2.1.0; did you mean v0.26.0?",
        ),
    ],
)
def test_an_event_that_cannot_be_is_refused(tmp_path, event, complaint):
    assert mistakes(tmp_path, f"timeline: {{x: {event}}}") == [complaint]


@pytest.mark.parametrize(
    ("first", "second", "complaint"),
    [
        (
            "set: {chain.mint.goal_bonded: 0.5}",
            "set: {chain.mint.goal_bonded: 0.6}",
            "timeline.b.set.chain.mint.goal_bonded: timeline.a sets it too at the same time, 2023-12-01T00:00:00Z; "
            "give one of them another time",
        ),
        (
            "set: {chain.deployment.min_deposits: {uakt: 5}}",
            "set: {chain.deployment.min_deposits.uakt: 6}",
            "timeline.b.set.chain.deployment.min_deposits.uakt: timeline.a sets chain.deployment.min_deposits at the "
            "same time, 2023-12-01T00:00:00Z; give one of them another time",
        ),
        (
            "upgrade: v0.26.0",
            "set: {chain.staking.min_commission_rate: 0.1}",
            "timeline.b: with timeline.a, one sets chain.staking.min_commission_rate and one runs a migration that "
            "reads it at the same time, 2023-12-01T00:00:00Z; give one of them another time",
        ),
    ],
)
def test_two_events_of_one_moment_that_meddle_with_each_other_are_refused(tmp_path, first, second, complaint):
    text = f"timeline: {{a: {{date: 2023-12-01, {first}}}, b: {{date: 2023-12-01, {second}}}}}"
    (line,) = mistakes(tmp_path, text)
    assert line.partition(" ")[2] == complaint


def test_two_events_of_one_moment_that_have_nothing_in_common_are_fine(tmp_path):
    set_tax, set_goal = "{chain.distribution.community_tax: 0.3}", "{chain.mint.goal_bonded: 0.6}"
    text = f"timeline: {{a: {{date: 2023-12-01, set: {set_tax}}}, b: {{date: 2023-12-01, set: {set_goal}}}}}"
    assert len(child(tmp_path, text).timeline) == 3


def test_every_migration_that_an_event_may_name_is_one_that_can_be_run():
    assert set(known_migrations()) == set(MIGRATIONS)


WITHOUT_A_STEP = (  # their handlers move stores alone, or what the model has no counterpart of
    *(f"v0.{number}.0" for number in (28, 30, 32, 34, 36, 38)),
    *("v1.0.0", "v1.1.0", "v1.2.0"),
)


def test_releases_know_their_migrations():
    """The handler of v0.24.0 lifts max rates only, that of v0.26.0 the rates, that of v2.0.0 opens x/bme."""
    in_akt, in_act = ("v0.20.0", "v0.24.0", "v0.26.0", *WITHOUT_A_STEP), ("v2.0.0", "v2.1.0")
    assert known_releases() == (*in_akt, *in_act)
    assert [release(name).migrations for name in known_releases()] == [
        (),
        ("lift_max_rate_only",),
        ("lift_to_floor",),
        *[()] * len(WITHOUT_A_STEP),
        *[("register_bme", "deployments_to_act")] * len(in_act),
    ]
    with pytest.raises(
        UsageError,
        match=r"known releases: v0.20.0, v0.24.0, v0.26.0, v0.28.0, .*, v0.38.0, v1.0.0, .*, v2.1.0",
    ):
        release("v0.25.0")
