"""One event that ends many leases: a toy in which a node loses all of them at once, and room for what that moves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.compiled import njit
from econsim.errors import BrokenBooks
from econsim.mechanisms.market import rules
from econsim.mechanisms.market.calendar import await_nothing
from econsim.mechanisms.market.lease import end
from econsim.mechanisms.market.money import most_flows_of_an_event, post
from econsim.mechanisms.market.records import FLOW, LeaseParties, Market
from econsim.mechanisms.market.running import free_lease
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    cheapest,
    flat_asks,
    go_to,
    habits,
    law_of,
    money_log,
    one_room_world,
    open_for,
    watch,
)


@njit
def end_leases(m: Market, height: int, slots: Any) -> None:
    for slot in slots:
        lease = m.leases[slot]
        bundle = m.bundles[lease.bundle]
        tenant, provider, node = m.tenants[lease.tenant], m.supply.providers[lease.provider], m.supply.nodes[lease.node]
        counted = m.by_model[bundle.gpu_model], m.by_class[tenant.tenant_class]
        who = LeaseParties(lease, tenant, m.purses[lease.tenant], provider, node, bundle, *counted, m.origins[slot])
        await_nothing(m.calendar, slot)
        end(m.rules, m.books, m.calendar.stretch.first, height, who)
        free_lease(m.leases, m.book, slot)


def on_node(world: Any, node: int) -> Any:
    """Return the slots of the leases on a node, by serial."""
    leases = world.market.leases
    slots = np.flatnonzero((leases.rate_micro_per_block > 0) & (leases.node == node))
    return slots[np.argsort(leases.serial[slots])]


def busiest_node(world: Any) -> int:
    leases = world.market.leases
    return int(np.bincount(leases.node[leases.rate_micro_per_block > 0], minlength=1).argmax())


def opened(world: Any, until: int, schedules: Schedules) -> Market:
    due = world.market.due(world.intentions, until)
    wanted = np.ones(due.stop - due.start)
    return rules.opened(world, law_of(world), schedules, wanted, until, is_watched=True)


def run_with_a_failure(world: Any, at: int, until: int, schedules: Schedules) -> tuple[Any, int, int]:
    """Let the busiest node lose all its leases in one event before anything else of a height; the node stands again.

    Return the counts, the node and how many leases it had.
    """
    show = watch()
    assert show is not None
    market = rules.run_to(world, opened(world, until, schedules), at, show)
    node = busiest_node(world)
    slots = on_node(world, node)
    market = rules.with_room(market, world)
    end_leases(market, at, slots)
    market = rules.run_to(world, market, until, show)
    post(world.journal, market.books.counts)
    go_to(world, until)
    return market.books.counts, node, slots.size


# --- room for what one event moves ---------------------------------------------------------------------------


def crowded_world(n_leases: int) -> Any:
    """One node on which a lease begins with every block, each for a year."""
    return one_room_world(
        [(at, 365 * DAY_BLOCKS) for at in range(n_leases)],
        threads=4 * n_leases,
        provider_uakt=10 * n_leases * AKT,
    )


SLOW: MarketHabits = habits(withdrawal_blocks=100 * DAY_BLOCKS)


def test_an_event_that_ends_500_leases_moves_every_uakt_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each gets its deposit, payout, take fee and refund back: 2,000 movements where 1 is kept room for."""
    monkeypatch.setattr(rules, "_FLOWS", 1)
    world = crowded_world(500)
    schedules = Schedules(flat_asks(world, 347_250_000), cheapest(world), SLOW)
    with money_log() as log:
        _, _, n = run_with_a_failure(world, 5_000, DAY_BLOCKS, schedules)
    at_once = [why for height, why, *_ in log if height == 5_000]
    assert n == 500
    assert {why: at_once.count(why) for why in set(at_once)} == {
        "paid to providers": 500,
        "take fees": 500,
        "escrow refunds": 500,
        "bid deposits of closed leases": 500,
        "dust left in escrow": at_once.count("dust left in escrow"),
    }
    assert world.market.n_leases == world.ledger.total("leases.escrow_uakt") == 0
    assert world.nodes.free_threads[0] == world.nodes.threads[0]
    assert world.ledger.imbalance("uakt") == 0


def test_orders_with_501_bids_each_move_a_thousand_deposits(monkeypatch: pytest.MonkeyPatch) -> None:
    """order_max_bids of 500 takes 501; posted in one event, all but the winner's returned in another; ten such orders.

    Together they move more than there is ever room for, so some are posted while the market stands still.
    """
    monkeypatch.setattr(rules, "_FLOWS", 1)
    world = one_room_world([(at, 100) for at in range(0, 200, 20)], n_providers=600, bids=500)
    with money_log() as log:
        tally = open_for(world, DAY_BLOCKS, flat_asks(world, 10**6), cheapest(world), habits())
    whys = [why for _, why, *_ in log]
    assert (tally.orders_filled, tally.bids) == (10, 5_010)
    assert (whys.count("bid deposits locked"), whys.count("deposits of lost bids")) == (5_010, 5_000)
    assert world.ledger.total("providers.wallet_uakt") == 600 * 1_000 * AKT + tally.payout[0]
    assert world.ledger.imbalance("uakt") == 0


def test_what_finds_no_room_is_not_written_and_stops_the_run() -> None:
    """Three rows are free and 40 are wanted: the rows behind them are as they were, and nothing is shown or posted."""
    world = crowded_world(10)
    schedules = Schedules(flat_asks(world, 347_250_000), cheapest(world), SLOW)
    open_for(world, 5_000, schedules.pricing, schedules.choice, SLOW)
    rows, before = np.zeros(100, dtype=FLOW), world.ledger.journal.money.copy()
    rows["amount"] = -1
    market = rules.run_to(world, opened(world, DAY_BLOCKS, schedules), 5_000)
    market = market._replace(books=market.books._replace(flows=rows[:3]))
    end_leases(market, 5_000, on_node(world, 0))
    assert (rows["amount"][:3] > 0).all()
    assert (rows["amount"][3:] == -1).all()
    with pytest.raises(BrokenBooks, match="most_flows_of_an_event"):
        rules.show(market, lambda flows: pytest.fail("flows were shown"))
    assert world.ledger.journal.money == before


def test_no_event_may_move_money_more_often_than_every_bid_and_lease_allows() -> None:
    """A lost bid moves one deposit, one that wins three amounts, a lease that ends eight, an order one a bid.

    Where ACT is lacking three more are moved for the order.

    A node that has room again brings a bid on each open order at most.
    """
    assert most_flows_of_an_event(7, 0, 0, 0) == 3 + 7
    assert most_flows_of_an_event(0, 4, 0, 0) == 3 + 4
    assert most_flows_of_an_event(0, 0, 2, 0) >= 1 + 3
    assert most_flows_of_an_event(0, 0, 0, 3) >= 3 * 8
