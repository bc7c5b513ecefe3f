"""A run with broken books stops and says where."""

from __future__ import annotations

import pytest

from econsim.errors import BrokenBooks
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.simulation.invariants import InvariantLog, check_the_books
from econsim.world.series import Moment


def shift(source, destination):
    """Move one more uakt than there is, or a single one of many, past the ledger: the total stays."""
    amount = 1 + source[0] if source is destination else 1
    source[0] -= amount
    destination[-1] += amount


def moment_of(model):
    return Moment(model.world, None, None, None)


def pot(world, name):
    return world.ledger.pots[name]


@pytest.fixture
def model():
    return AkashModel(load_scenario("mainnet6"), epochs=2)


def test_an_untouched_world_passes_every_check(model):
    check_the_books(moment_of(model), model.invariants)
    assert model.invariants.checked > 10
    assert model.invariants.violations == 0


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda world: world.delegators.wallet_uakt.__setitem__(3, 1 + world.delegators.wallet_uakt[3]),
            "total supply",
        ),
        (lambda world: world.tenants.wallet.__setitem__((1, 0), 1), "total supply of uusdc"),
        (lambda world: world.delegations.shares.__setitem__(0, world.delegations.shares[0] + 1), "delegator shares"),
        (lambda world: world.validators.commission_uakt.__setitem__(0, 10**6), "commission beyond outstanding"),
        (lambda world: world.nodes.free_threads.__setitem__(0, -1), "threads beyond"),
        (lambda world: world.nodes.free_gpus.__setitem__(0, 1 + world.nodes.gpus[0]), "gpus beyond"),
        (lambda world: shift(world.delegators.wallet_uakt, world.delegators.wallet_uakt), "balance below zero"),
        (
            lambda world: shift(pot(world, "outside_uakt"), pot(world, "fee_collector_uakt")),
            "fee collector not emptied",
        ),
    ],
)
def test_one_unit_out_of_place_stops_the_run(model, damage, message):
    damage(model.world)
    with pytest.raises(BrokenBooks, match=message):
        check_the_books(moment_of(model), model.invariants)
    assert model.invariants.violations == 1


def test_a_minted_uakt_that_nobody_owns_is_noticed(model):
    model.world.ledger.supply["uakt"] += 1
    with pytest.raises(BrokenBooks, match="out by -1"):
        check_the_books(moment_of(model), model.invariants)


def test_logs_add_up_and_the_largest_imbalance_counts() -> None:
    logs = [InvariantLog(10, 0, 0), InvariantLog(7, 2, 30), InvariantLog(1, 1, 5)]
    assert sum(logs, InvariantLog()) == InvariantLog(18, 3, 30)
