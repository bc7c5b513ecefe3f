"""The seed of the vault as remint credit: nothing moves, and without a module there is none."""

from __future__ import annotations

import pytest

from econsim.errors import RunError
from econsim.mechanisms.bme.rules import fund_vault, register_module, reserve_to_credits, statements
from econsim.mechanisms.law import Law
from econsim.networks.catalogue import load_scenario
from econsim.world.build import empty_world
from econsim.world.ledger import Account


def test_it_takes_the_reserve_whole_and_moves_no_money() -> None:
    world = empty_world()
    world.ledger.mint(Account("community_pool_uakt"), 300_000_000_000, "given")
    register_module(world, load_scenario("mainnet7").part(Law).bme)
    fund_vault(world, 300_000_000_000)
    reserve_to_credits(world)
    state = world.bme.state
    assert (state.credits_uakt, state.free_reserve_uakt) == (300_000_000_000, 0)
    assert world.ledger.total("bme_uakt") == 300_000_000_000
    assert all(not excess for _, excess in statements(world, world.bme.numbers()))


def test_without_a_module_it_is_refused() -> None:
    with pytest.raises(RunError, match="there is no x/bme yet whose reserve could become credit"):
        reserve_to_credits(empty_world())
