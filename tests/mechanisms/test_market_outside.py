"""What tenants buy comes from the pot `outside`: a purchase that it cannot pay stops the market before that event."""

from __future__ import annotations

from typing import Any

import pytest

from econsim.errors import BrokenBooks
from econsim.mechanisms.market.calendar import TOP_UP
from econsim.world.ledger import Account
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    MarketWorld,
    cheapest,
    flat_asks,
    habits,
    money_log,
    one_room_world,
    open_for,
)

RATE = 347_250_000
WEEK_UAKT, DAY_UAKT = 34_730_556, 4_961_508  # 100,016 and 14,288 blocks x 347.25 uakt
REFUSED = r"bought by tenants: outside_uakt\[0\] would be -1; all who are no agents hold less AKT than is wanted"


def leave_outside(world: MarketWorld, amount: int) -> None:
    spare = world.ledger.total("outside_uakt") - amount
    world.ledger.move(Account("outside_uakt"), Account("community_pool_uakt"), spare, "test")


def run_until_refused(world: MarketWorld, **ours: Any) -> None:
    with pytest.raises(BrokenBooks, match=REFUSED):
        open_for(world, 5 * DAY_BLOCKS, flat_asks(world, RATE), cheapest(world), habits(**ours))


def held(world: MarketWorld) -> list[int]:
    """Return what is outside, in the tenant's wallet, in escrow and in deposits of open bids [uakt]."""
    accounts = ("outside_uakt", "tenants.wallet_uakt", "leases.escrow_uakt", "orders.bid_deposit_uakt")
    return [world.ledger.total(name) for name in accounts]


@pytest.mark.parametrize("is_watched", [False, True])
def test_a_first_deposit_that_outside_cannot_pay_stops_the_market_before_the_decision(is_watched: bool) -> None:
    """The second of two orders lacks 1 uakt: its bid stays open; the first has its lease, which the journal knows."""
    world = one_room_world([(100, 2 * DAY_BLOCKS), (200, 2 * DAY_BLOCKS)], threads=8)
    leave_outside(world, 2 * WEEK_UAKT - 1)
    if is_watched:
        with money_log() as log:
            run_until_refused(world)
        assert log[-1][:2] == (200, "bid deposits locked")
    else:
        run_until_refused(world)
    assert held(world) == [WEEK_UAKT - 1, 0, WEEK_UAKT, 5 * AKT]
    assert world.market.n_leases == 1
    assert world.market.order_waits.height.min() == 210
    assert world.nodes.free_threads.tolist() == [0]
    assert world.journal.money["bought by tenants", "uakt"] == WEEK_UAKT
    assert world.ledger.imbalance("uakt") == 0


def test_a_top_up_that_outside_cannot_pay_stops_the_market_before_it() -> None:
    """The first deposit is the least one, 5 AKT; a day later a day's rent lacks 1 uakt. The lease waits still."""
    world = one_room_world([(100, 10 * DAY_BLOCKS)])
    leave_outside(world, 5 * AKT + DAY_UAKT - 1)
    run_until_refused(world, deposit_blocks=DAY_BLOCKS, top_up_blocks=DAY_BLOCKS, withdrawal_blocks=5 * DAY_BLOCKS)
    assert held(world) == [DAY_UAKT - 1, 0, 5 * AKT, 0]
    slot = int(world.market.leases.rate_micro_per_block.argmax())
    wait = world.market.waits.rows[slot]
    assert (wait.height, wait.kind) == (110 + DAY_BLOCKS, TOP_UP)
    assert world.market.leases.next_top_up[slot] == 110 + DAY_BLOCKS
    assert world.ledger.imbalance("uakt") == 0


def test_who_has_the_deposit_needs_nothing_from_outside() -> None:
    world = one_room_world([(100, 2 * DAY_BLOCKS)])
    world.ledger.move(Account("outside_uakt"), Account("tenants.wallet_uakt", 0), WEEK_UAKT, "test")
    leave_outside(world, 0)
    tally = open_for(world, DAY_BLOCKS, flat_asks(world, RATE), cheapest(world), habits())
    assert (tally.orders_filled, tally.bought.tolist()) == (1, [0, 0, 0])
