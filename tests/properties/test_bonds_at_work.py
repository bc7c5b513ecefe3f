"""Provider bonds in a market at work: books, what bonds change and what they must leave alone."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Any

import numpy as np
import pytest

import econsim
from econsim.mechanisms.bonds import series as bond_series
from econsim.networks.akash_model import AkashModel
from tests.properties.watched_run import WatchedRun
from tests.simulation.test_world_is_the_state import differing

EPOCHS = 45
SMALL = {
    "population.delegators.accounts": 200,
    "policies.provider_bond": {"kind": "at_level", "first_day": 5.0},
    "shocks.provider_faults": {"kind": "dishonest", "dishonest_share": 0.3},
}
DRAFTED = {"counterfactual.bonds.design": "as_drafted"}
NOBODY_ASKS = {"policies.tenant_choice": {"kind": "logit", "trust_weight": 1.0}}
HONEST = {"shocks.provider_faults": {"kind": "dishonest", "dishonest_share": 0.0}}
FORESIGHT = {"policies.provider_bond": {"kind": "at_level", "first_day": 5.0, "unbonds_before_vote": True}}

ABOUT_BONDS = {
    "account_providers__bonded_uakt",
    "account_bond_unbondings__balance_uakt",
    *(series.name for series in bond_series.SERIES),
}


def model_of(*changes: Any, kind: type[AkashModel] = AkashModel, epochs: int = EPOCHS) -> Any:
    scenario = econsim.load_scenario("provider_bonds")
    for each in (SMALL, *changes):
        scenario = scenario.with_changes(each)
    return kind(scenario, seed=3, epochs=epochs)


@cache
def series_of(what: str) -> Any:
    """Return the series of a run that is watched: every account, reason by reason, after every epoch."""
    design = {"none": "none", "drafted": "as_drafted", "foresight": "as_drafted", "automatic": "slashed_automatically"}
    changes = {"counterfactual.bonds.design": design[what]}
    return model_of(changes, *([FORESIGHT] if what == "foresight" else []), kind=WatchedRun).run(EPOCHS).series


@pytest.mark.parametrize("what", ["drafted", "automatic", "foresight"])
def test_books_balance_while_bonds_are_posted_slashed_and_paid_out(what: str) -> None:
    series = series_of(what)
    assert (series["imbalance_uakt"] == 0).all()
    posted, out = (
        series["bonds_bought_uakt"].sum(),
        series["bonds_sold_uakt"].sum() + series["bonds_slashed_uakt"].sum(),
    )
    left = series["provider_bonds_uakt"].iloc[-1] + series["provider_bonds_unbonding_uakt"].iloc[-1]
    assert posted == out + left
    assert out > 0


def test_who_foresees_slashes_is_never_slashed() -> None:
    assert series_of("foresight")["bonds_slashed_uakt"].sum() == 0
    assert series_of("foresight")["slashes_of_nothing"].sum() == series_of("foresight")["slashes"].sum() > 0
    assert series_of("drafted")["bonds_slashed_uakt"].sum() > 0


def test_slashed_automatically_every_detected_failure_of_who_is_bonded_counts_and_none_is_voted_on() -> None:
    series = series_of("automatic")
    assert series["slashes_proposed"].sum() == 0
    assert 0 < series["slashes"].sum() <= series["bad_leases_detected"].sum()
    assert series["bonds_slashed_uakt"].sum() > series_of("drafted")["bonds_slashed_uakt"].sum()


def test_without_levels_nothing_is_bonded_and_nobody_is_kept_from_bidding() -> None:
    asked = series_of("none")
    assert not asked[["provider_bonds_uakt", "providers_with_level", "bad_leases_detected"]].any().any()
    plain = model_of(NOBODY_ASKS).run(EPOCHS).series
    assert asked["orders"].equals(plain["orders"])
    assert asked["leases_ended_fault"].equals(plain["leases_ended_fault"])


def test_with_bonds_and_nobody_dishonest_failures_are_unchanged_to_the_bit() -> None:
    """Where no tenant asks for a level, so is everything but the bonds and the AKT that they come from."""
    without, bonded = (model_of(HONEST, NOBODY_ASKS, more).run(EPOCHS).series for more in ({}, DRAFTED))
    changed = {name for name in without if not without[name].equals(bonded[name])}
    assert bonded["provider_bonds_uakt"].iloc[-1] > 0
    assert changed - ABOUT_BONDS <= {"account_outside_uakt", "net_sold_uakt", "akt_bought_usd"}
    assert "provider_bonds_uakt" in changed


def test_nature_fails_the_same_nodes_whatever_the_rules_and_whoever_is_dishonest() -> None:
    """Failures of nature are seen where nobody's fault comes before them: nobody is dishonest, some ask for levels."""
    without, bonded = (model_of(HONEST, more).run(EPOCHS).series for more in ({}, DRAFTED))
    assert without["nodes_down"].equals(bonded["nodes_down"])
    assert series_of("none")["nodes_down"].equals(series_of("automatic")["nodes_down"])
    assert not without["fill_ratio"].equals(bonded["fill_ratio"])


def test_a_world_laid_aside_while_bonds_unbond_steps_on_as_if_it_had_not_been() -> None:
    model = model_of(DRAFTED)
    model.run(35)
    assert len(model.world.bond_unbondings) > 0
    assert len(model.world.slash_proposals) > 0
    other = model_of(DRAFTED)
    other.world = pickle.loads(pickle.dumps(model.world))
    for _ in range(10):
        model.one_epoch()
        other.one_epoch()
    assert differing(model.world, other.world) == []


def test_half_days_find_the_same_failures_by_fault() -> None:
    """Nature has them by the second: over 20 days as many, whatever the length of an epoch."""
    days, halves = (
        model_of(NOBODY_ASKS, {"run.epoch_length": length}, epochs=epochs).run(epochs).series
        for length, epochs in (("1 day", 20), ("12 hours", 40))
    )
    assert halves["leases_ended_fault"].sum() == pytest.approx(days["leases_ended_fault"].sum(), rel=0.25)
    assert np.isclose(days["nodes_down"].mean(), halves["nodes_down"].mean(), rtol=0.05)


def test_held_in_usd_a_bond_at_the_price_of_the_draft_is_that_of_the_draft() -> None:
    steady = {"shocks.akt_price": {"kind": "constant", "usd": 0.8}, "counterfactual.bonds.drafted_at_usd": 0.8}
    drafted, in_usd = (
        model_of(steady, {"counterfactual.bonds.design": design}, epochs=20).run(20).series
        for design in ("as_drafted", "in_usd")
    )
    assert drafted.equals(in_usd)
    assert drafted["provider_bonds_uakt"].iloc[-1] > 0
