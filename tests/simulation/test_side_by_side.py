"""Models that live side by side give the numbers that each gives alone, to the last bit."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from econsim.columns import Own
from econsim.contracts import Policy, Public
from econsim.draws import Draws
from econsim.errors import EconsimError, RunError, ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.akash_side_by_side import TABLES, Market, could_share
from econsim.networks.catalogue import Catalogue, load_scenario
from econsim.policies.validators.decisions import CommissionEdit
from econsim.runs.replicates import Job, simulate, simulate_together
from econsim.scenario.load import load
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.simulation.side_by_side import SideBySide
from econsim.world.ledger import Ledger
from econsim.world.tables import Table
from econsim.world.world import World
from tests.properties.random_scenarios import Drawn, changed_scenarios
from tests.small_world import as_small, small_file

EPOCHS = 30
WHEN = {"date": "2023-09-12T12:00:00Z"}  # acts at the beginning of epoch 12
OF_STAKE = {  # changes of which the market knows nothing
    "seats": {"chain.staking.max_validators": 40},
    "tax": {"chain.distribution.community_tax": 0.3},
    "inflation": {"chain.mint.inflation_min": 0.18, "chain.mint.inflation_max": 0.2},
    "bonding": {"policies.bonding": {"kind": "fixed"}},
    "commission": {"policies.validator_commission": {"kind": "land_grab", "grab_days": 20.0}},
    "later tax": {"timeline.tax": WHEN | {"set": {"chain.distribution.community_tax": 0.5}}},
    "nothing": {},
}
OF_THE_MARKET_LATER = {
    "take": WHEN | {"set": {"chain.take.default_take_rate": 40}},
    "deposit": WHEN | {"set": {"chain.deployment.min_deposits.uakt": "50 AKT"}},
    "bids": WHEN | {"set": {"chain.market.order_max_bids": 1}},
}
NEVER_TOGETHER = {
    "take": {"chain.take.default_take_rate": 40},
    "demand": {"shocks.gpu_demand.boom": {"kind": "step", "start_day": 5.0, "size": 1.0}},
    "providers": {"population.providers.accounts": 61},
    "pricing": {"policies.provider_pricing": {"kind": "price_script"}},
    "no market": {"run.market": False},
    "burn and mint": {"timeline.act": WHEN | {"migrations": ["register_bme"]}},
}
OWN = {  # what a world has for itself: all that is not of the market, its clock and its books
    *("inflation", "akt_price_usd", "epoch_seconds", "seconds_per_block", "start_height", "ledger", "validators"),
    *("delegators", "delegations", "unbondings", "away", "redelegations", "proposals", "votes", "missed_votes"),
    *("double_signs", "genesis_preferences", "price_impact", "bme", "traders", "tranche_ratio"),
    *("downtime_half_life_days", "return_asked_per_year", "real_yield", "epoch"),
}


@pytest.fixture(scope="module")
def world() -> Scenario:
    return as_small(load_scenario("mainnet6")).with_changes({"run.epochs": EPOCHS})


def models(*scenarios: Scenario) -> list[AkashModel]:
    return [AkashModel(scenario, seed=3, replicate=1) for scenario in scenarios]


def stepped(together: SideBySide[AkashModel], epochs: int) -> Iterator[list[int]]:
    """Step models and give how many live together after each epoch."""
    for _ in range(epochs):
        together.step()
        yield [len(group) for group in together._groups]


def the_same(found: ReplicateResult, alone: ReplicateResult) -> None:
    pd.testing.assert_frame_equal(found.series, alone.series, check_exact=True)
    pd.testing.assert_frame_equal(found.agents, alone.agents, check_exact=True)
    assert found.invariants == alone.invariants


def jobs(*scenarios: Scenario) -> list[Job]:
    return [Job(scenario, 3, 1, scenario.run.epochs) for scenario in scenarios]


def alone(scenario: Scenario) -> ReplicateResult:
    return simulate(scenario, 3, 1, scenario.run.epochs)


@pytest.mark.parametrize("name", OF_STAKE)
def test_worlds_that_differ_in_stake_alone_share_a_market_to_the_end(world: Scenario, name: str) -> None:
    changed = world.with_changes(OF_STAKE[name])
    both = models(world, changed)
    assert all(sizes == [2] for sizes in stepped(SideBySide(both, Market()), EPOCHS))
    assert both[0].world.market is both[1].world.market
    for model, scenario in zip(both, (world, changed), strict=True):
        assert not model.running
        the_same(model.replicate(), alone(scenario))
    if name != "nothing":
        assert not both[0].series.equals(both[1].series)


@pytest.mark.parametrize("name", OF_THE_MARKET_LATER)
def test_a_world_whose_market_law_changes_goes_its_own_way_from_that_day_on(world: Scenario, name: str) -> None:
    changed = world.with_changes({"timeline.later": OF_THE_MARKET_LATER[name], **OF_STAKE["tax"]})
    taxed = world.with_changes(OF_STAKE["tax"])
    three = models(world, changed, taxed)
    sizes = list(stepped(SideBySide(three, Market()), EPOCHS))
    assert sizes == [[3]] * 12 + [[2, 1]] * (EPOCHS - 12)
    assert three[0].world.market is three[2].world.market is not three[1].world.market
    for model, scenario in zip(three, (world, changed, taxed), strict=True):
        the_same(model.replicate(), alone(scenario))


@pytest.mark.parametrize("name", NEVER_TOGETHER)
def test_worlds_whose_markets_differ_never_share_one(world: Scenario, name: str) -> None:
    changed = world.with_changes(NEVER_TOGETHER[name])
    assert not could_share(world, changed)
    assert [len(group) for group in SideBySide(models(world, changed), Market())._groups] == [1, 1]
    for found, scenario in zip(simulate_together(jobs(world, changed)), (world, changed), strict=True):
        the_same(found, alone(scenario))


def test_where_trade_moves_the_price_nothing_is_shared(world: Scenario) -> None:
    deep = world.with_changes({"population.outside.akt_depth_usd": 1e6})
    taxed = deep.with_changes(OF_STAKE["tax"])
    assert [len(group) for group in SideBySide(models(deep, taxed), Market())._groups] == [1, 1]
    for found, scenario in zip(simulate_together(jobs(deep, taxed)), (deep, taxed), strict=True):
        the_same(found, alone(scenario))


def test_where_akt_might_have_lacked_each_is_run_again_by_itself(
    world: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def enough(market: Market, own: AkashModel, effects: Any) -> bool:
        asked.append(own.epoch)
        return own.epoch < 7

    monkeypatch.setattr(Market, "has_enough", enough)
    taxed = world.with_changes(OF_STAKE["tax"])
    for found, scenario in zip(simulate_together(jobs(world, taxed)), (world, taxed), strict=True):
        the_same(found, alone(scenario))
    assert max(asked) == 7


def test_an_error_names_the_scenario_and_the_epoch_in_which_it_came(
    world: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Market.keep_up

    def broken(market: Market, own: AkashModel, other: AkashModel) -> None:
        if own.epoch == 4:
            raise ZeroDivisionError("on purpose")
        whole(market, own, other)

    monkeypatch.setattr(Market, "keep_up", broken)
    changed = world.with_changes(OF_STAKE["tax"], name="taxed")
    with pytest.raises(RunError, match="taxed, seed 3, replicate 1, epoch 4: ZeroDivisionError: on purpose"):
        simulate_together(jobs(world, changed))


class Sitting(Policy):
    """A policy of a user's own, of stake alone; what its code may look at nobody knows."""

    kind: ClassVar[str] = "sitting"
    decides: ClassVar[str] = "validator_commission"

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        return CommissionEdit.none(len(own))


def test_with_a_class_of_a_users_own_nothing_is_shared(tmp_path: Path) -> None:
    catalogue = Catalogue()
    catalogue.register(Sitting)
    own = load(small_file(tmp_path), ["policies.validator_commission={kind: sitting}"], catalogue)
    plain = load(small_file(tmp_path), [], catalogue)
    assert could_share(plain, plain)
    assert not could_share(own, own)
    assert [len(group) for group in SideBySide(models(own, own), Market())._groups] == [1, 1]


@pytest.mark.parametrize("worlds", [("nothing",), ("nothing", "tax"), ("nothing", "take")])
def test_models_are_freed_as_they_end_with_all_that_they_hold(world: Scenario, worlds: tuple[str, ...]) -> None:
    """Nothing waits for the collector of rings: a worker that runs many would grow by a world each until it comes."""
    asked = jobs(*(world.with_changes((OF_STAKE | NEVER_TOGETHER)[name]) for name in worlds))
    simulate_together(asked)  # what is kept for good is made now
    gc.collect()
    gc.disable()
    try:
        before = _alive()
        simulate_together(asked)
        assert _alive() == before
    finally:
        gc.enable()


def _alive() -> int:
    """Return how many models, worlds and their books and tables there are."""
    return sum(issubclass(type(each), (AkashModel, World, Ledger, Table)) for each in gc.get_objects())


def test_all_that_a_world_holds_is_of_the_market_or_its_own() -> None:
    """Who adds a table says which; what trade and x/bme move is nobody's while a market is shared."""
    assert {each.name for each in fields(World)} == set(TABLES) | OWN
    assert not set(TABLES) & OWN


@st.composite
def of_one_market(draw: st.DrawFn) -> tuple[Drawn, Mapping[str, Any]]:
    """Return a random scenario and a change of it that concerns stake, or the market from a later day on."""
    return draw(changed_scenarios()), draw(st.sampled_from([*OF_STAKE.values(), *map(_later, OF_THE_MARKET_LATER)]))


def _later(name: str) -> dict[str, Any]:
    return {"timeline.later": OF_THE_MARKET_LATER[name] | {"date": "2023-09-03"}}


@given(of_one_market())
def test_any_two_scenarios_give_side_by_side_what_they_give_alone(drawn: tuple[Drawn, Mapping[str, Any]]) -> None:
    first, changes = drawn
    scenarios = [first.scenario()]
    try:
        scenarios.append(scenarios[0].with_changes(changes))
    except ScenarioError:
        reject()
    try:
        apart = [alone(scenario) for scenario in scenarios]
    except EconsimError:  # a run that ends in a refusal: there is nothing to compare
        reject()
    for found, by_itself in zip(simulate_together(jobs(*scenarios)), apart, strict=True):
        the_same(found, by_itself)
