"""A market whose supply enters and leaves: books, luck, checkpoints, and where capacity goes."""

from __future__ import annotations

import pickle
from functools import cache
from typing import Any

import numpy as np
import pytest

import econsim
from econsim.networks.akash_model import AkashModel
from econsim.world.projects import LISTED
from tests.properties.watched_run import WatchedRun
from tests.simulation.test_world_is_the_state import differing

SMALL = {
    "population.delegators.accounts": 200,
    "population.providers.supply.delivery_lag": "0 days",
    "population.providers.supply.reserve_days": 20.0,
    "policies.provider_supply": {"kind": "enter_exit_expand", "first_day": 5.0},
}
BOOM = {"shocks.gpu_demand.boom": {"kind": "step", "start_day": 20.0, "size": 3.0}}
SLUMP = {"shocks.gpu_demand.slump": {"kind": "step", "start_day": 20.0, "size": -0.9}}
EPOCHS = 80


def model_of(kind: type[AkashModel] = AkashModel, epochs: int = EPOCHS, **changes: Any) -> Any:
    scenario = econsim.load_scenario("gpu_entry").with_changes(SMALL | changes)
    return kind(scenario, seed=3, epochs=epochs)


@cache
def run_of(what: str) -> Any:
    """Return a run that is watched: every account, reason by reason, capacity and orders after every epoch."""
    changes = {"boom": BOOM, "slump": SLUMP, "rest": {}}[what]
    return model_of(WatchedRun, **changes).run(EPOCHS)


@pytest.mark.parametrize("what", ["boom", "slump"])
def test_books_balance_while_nodes_come_and_go(what: str) -> None:
    series = run_of(what).series
    assert (series["imbalance_uakt"] == 0).all()
    assert series[["nodes_listed", "nodes_given_up", "nodes_insolvent"]].sum().sum() > 5


def test_gpus_listed_change_by_net_entry_alone() -> None:
    """Nodes given up in an epoch are still counted in it, and no longer in the next."""
    run = run_of("slump")
    listed = run.series[[f"gpus_listed_{model}" for model in run.world.gpu_models]].sum(axis=1)
    assert listed.iloc[-1] == 180 + run.series["gpus_net_entry"].sum()


def test_supply_follows_demand() -> None:
    boom, slump = (run_of(what).series["gpus_net_entry"].sum() for what in ("boom", "slump"))
    assert boom > 20
    assert slump < -20


def test_the_past_of_a_shock_knows_nothing_of_it() -> None:
    boom, slump = (run_of(what).series.iloc[:20] for what in ("boom", "slump"))
    assert boom.equals(slump)


def test_tenants_of_nodes_that_are_given_up_lose_their_leases_to_the_provider() -> None:
    run = model_of(**SLUMP, **{"shocks.node_outages": {"kind": "none"}}).run(EPOCHS)
    assert run.series["leases_ended_provider"].sum() > 0
    assert run.series["leases_ended_failure"].sum() == 0


def test_a_world_laid_aside_while_nodes_are_on_order_steps_on_as_if_it_had_not_been() -> None:
    model = model_of(**BOOM, **{"population.providers.supply.delivery_lag": "9 days"})
    model.run(45)
    assert (model.world.projects.state != LISTED).any()
    other = model_of(**BOOM, **{"population.providers.supply.delivery_lag": "9 days"})
    other.world = pickle.loads(pickle.dumps(model.world))
    model.run(20)
    for _ in range(20):
        other.one_epoch()
    assert differing(model.world, other.world) == []


def test_how_often_a_newcomers_node_breaks_does_not_depend_on_who_else_has_come() -> None:
    """Two worlds of the same draws: in one a single project is listed, in the other all of its model."""
    alone, among_many = (model_of(epochs=60, **{"policies.provider_supply": {"kind": "fixed"}}) for _ in range(2))
    newcomers = np.flatnonzero(alone.world.projects.state != LISTED)
    last = newcomers[-1]
    alone.world.projects.state[last], among_many.world.projects.state[newcomers] = 1, 1  # on order, delivered by now
    node = int(alone.world.projects.node[last])
    states = []
    for model in (alone, among_many):
        seen = []
        for _ in range(60):
            model.one_epoch()
            seen.append((int(model.world.nodes.state[node]), int(model.world.nodes.changed_at[node])))
        states.append(seen)
    assert states[0] == states[1]
    assert len(set(states[0])) > 2


RENTED = {
    "population.providers.supply.rented_share": 1.0,
    "policies.provider_supply": {"kind": "fixed"},
    "shocks.spot_market": {"kind": "interruptions", "spike_start_day": 30.0, "spike_days": 10.0},
}


def test_leases_on_rented_nodes_end_by_interruption_and_on_owned_ones_never() -> None:
    rented = model_of(WatchedRun, epochs=45, **RENTED).run(45).series
    owned = model_of(epochs=45, **RENTED | {"population.providers.supply.rented_share": 0.0}).run(45).series
    assert rented["leases_ended_spot_interruption"].sum() > 20
    assert owned["leases_ended_spot_interruption"].sum() == 0
    in_spike = rented["leases_ended_spot_interruption"].iloc[30:40].mean()
    assert in_spike > 2 * rented["leases_ended_spot_interruption"].iloc[10:30].mean()


def test_who_rents_pays_the_spot_price_and_no_machines() -> None:
    books = {"policies.provider_supply": {"kind": "enter_exit_expand"}}
    series = model_of(WatchedRun, epochs=30, **RENTED | books).run(30).series
    assert series["rent_cost_uusdc"].sum() > 0
    assert series[["machines_cost_uusdc", "power_cost_uusdc", "machines_resold_uusdc"]].to_numpy().sum() == 0
