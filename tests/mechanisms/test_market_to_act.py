"""The migration of v2.0.0: what leases, orders and escrow become, by the chain's own cases and by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.bme.rules import opened_conversions, register_module
from econsim.mechanisms.market.to_act import deployments_in_akt_to_act, deployments_in_usdc_to_act
from econsim.units import MICRO, UACT, UAKT, UUSDC
from econsim.world.ledger import Account
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_in_act import act_habits, in_act, open_with_act, quotes_of
from tests.mechanisms.market_worlds import AKT, cheapest, flat_asks, habits, one_room_world, open_for


def leased(denom: int, balance_micro: int, payment_micro: int, rate_micro: int) -> Any:
    """Return a world with one lease whose account holds so much, in a denom."""
    share = 1.0 if denom == UUSDC else 0.0
    accepted = {"uakt": 0, "uusdc": 0}
    world = one_room_world([(0, 10**6)], min_deposits=accepted, denom_uniform=0.5)
    open_for(world, 100, flat_asks(world, 1_000_000), cheapest(world), habits(bid_wait_blocks=0, uusdc_share=share))
    lease, name = world.market.leases.rows[world.market.leases.rate_micro_per_block > 0][0], ("uakt", "uusdc")[denom]
    row = int(np.flatnonzero(world.market.leases.rate_micro_per_block > 0)[0])
    held = int(world.market.leases.rows[row][f"escrow_{name}"])
    assert lease["denom"] == denom
    wanted = (balance_micro + payment_micro) // MICRO
    outside, account = Account(f"outside_{name}"), Account(f"leases.escrow_{name}", row)
    if wanted > held:
        world.ledger.move(outside, account, wanted - held, "bought by tenants")
    else:
        world.ledger.move(account, outside, held - wanted, "bought by tenants")
    for field, value in (("balance_micro", balance_micro), ("payment_micro", payment_micro)):
        world.market.leases.rows[row][field] = value
    world.market.leases.rows[row]["rate_micro_per_block"] = rate_micro
    return world, row


def turned(world: Any, price: float) -> None:
    """Register the module and turn everything, AKT at a price."""
    register_module(world, world.law.bme)
    world.ledger.journal.begin()
    deployments_in_usdc_to_act(world)
    quotes = quotes_of(world, world.height + 50, price)
    law = changed_law(world.law, "v2.0.0")
    deployments_in_akt_to_act(world, opened_conversions(world, law.bme, law.oracle, law.software.rules, quotes))


# akash-network/node x/deployment/migrate/v7/act.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de: 1,000,000.5 in the
# account and 250,000.25 in the payment of a deployment in AKT at a price of 0.437 (case bme.migrate.d_akt)
def test_an_account_in_akt_becomes_act_at_the_oracle_price() -> None:
    world, row = leased(UAKT, 1_000_000_500_000, 250_000_250_000, 12_345_000)
    akt, held = world.supply_uakt, world.ledger.total("leases.escrow_uakt")
    turned(world, 0.437)
    lease = world.market.leases.rows[row]
    assert (lease["denom"], lease["rate_micro_per_block"]) == (UACT, 5_394_765)
    assert (int(lease["escrow_uakt"]), int(lease["escrow_uact"])) == (0, 546_250)
    assert (held, akt - world.supply_uakt) == (1_250_000, 1_250_000)
    assert world.ledger.supply["uact"] == world.bme.state.migrated_uact == world.bme.state.supply_uact == 546_250
    assert (world.bme.state.credits_uakt, world.ledger.total("bme_uakt")) == (0, 0)
    assert [world.ledger.imbalance(denom) for denom in ("uakt", "uusdc", "uact")] == [0, 0, 0]


def test_an_account_in_usdc_becomes_act_one_for_one_without_a_price() -> None:
    world, row = leased(UUSDC, 7_000_000_000_000, 3_000_000, 2_000_000)
    register_module(world, world.law.bme)
    deployments_in_usdc_to_act(world)
    lease = world.market.leases.rows[row]
    assert (lease["denom"], lease["rate_micro_per_block"]) == (UACT, 2_000_000)
    assert (int(lease["escrow_uusdc"]), int(lease["escrow_uact"])) == (0, 7_000_003)
    assert world.ledger.supply["uact"] == 7_000_003


def test_without_a_price_what_is_in_akt_waits() -> None:
    world, row = leased(UAKT, 5_000_000_000_000, 0, 1_000_000)
    register_module(world, world.law.bme)
    deployments_in_usdc_to_act(world)
    law = changed_law(world.law, "v2.0.0")
    quotes = quotes_of(world, world.height + 50, 1.0, silence=[(world.height, world.height + 50)])
    deployments_in_akt_to_act(world, opened_conversions(world, law.bme, law.oracle, law.software.rules, quotes))
    assert world.market.leases.rows[row]["denom"] == UAKT
    assert world.market.state[0].awaits_price == 1


@pytest.mark.parametrize("price", [0.5, 1.0, 3.0])
def test_an_open_order_is_decided_in_act(price: float) -> None:
    """10 uakt a block when it was posted; whatever the price becomes later, the lease costs what that was then."""
    world = one_room_world([(0, 200)], min_deposits={"uakt": AKT})
    open_for(world, 5, flat_asks(world, 10 * MICRO), cheapest(world), habits())
    world = in_act(world)
    deployments_in_usdc_to_act(world)
    quotes = quotes_of(world, 20, price)
    law = world.law
    deployments_in_akt_to_act(world, opened_conversions(world, law.bme, law.oracle, law.software.rules, quotes))
    done = open_with_act(world, 8, 10 * MICRO, act_habits(), price=price)
    assert done.orders == 0
    order = world.market.orders.rows[0]
    assert order["denom"] == UACT
    assert world.market.bids.rows[order["first_bid"]]["price_micro_per_block"] == round(10 * MICRO * price)
