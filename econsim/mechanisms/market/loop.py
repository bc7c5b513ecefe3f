"""The market, one page: take the next event, handle it, and post the money that moved.

Time is continuous inside an epoch: events are handled by height, then kind (lease end, top-up, withdrawal, funds
check, decision, arrival), then serial. With schedules held fixed, results do not depend on the epoch length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.arrival import arrive
from econsim.mechanisms.market.decision import decide
from econsim.mechanisms.market.heap import ARRIVAL, DECISION, LEASE_END, NEVER, TOP_UP, kind_of
from econsim.mechanisms.market.lease import close, end_as_planned, top_up, withdraw
from econsim.mechanisms.market.money import REASONS, post_flows
from econsim.mechanisms.market.records import (
    BUNDLE,
    FLOW,
    NODE,
    Desk,
    Flows,
    Market,
    Parties,
    Record,
    Records,
    cut,
    put_back,
)
from econsim.mechanisms.market.schedules import Asks, Weights
from econsim.mechanisms.market.tally import BY_CLASS, MarketTally, bring_up_to, market_tally, new_counts
from econsim.mechanisms.market.terms import (
    MarketHabits,
    asks_of,
    draws_of,
    intentions_of,
    open_market_prices,
    providers_of,
    rules_of,
    suppliers_of,
    tenants_of,
)
from econsim.units import DENOMS, FloatArray
from econsim.world.market_book import MarketBook, records

if TYPE_CHECKING:
    from econsim.world.world import World

_FLOWS = 32_768  # noted before they are posted; more in one epoch are posted in several turns
_MOST_FLOWS_BESIDE_BIDS = 8  # of one event


def run_market(
    world: World,
    until_height: int,
    pricing: Asks,
    choice: Weights,
    wanted: FloatArray,
    habits: MarketHabits,
    watch: Callable[[Records], None] | None = None,
) -> MarketTally:
    """Let everything happen in the market that happens before a height; return the epoch in numbers.

    pricing: one row a provider; choice: one row a tenant; wanted: for each intention that comes up (the rows
    `world.market.due(world.intentions, until_height)`) the share of its tenant's trust with which it is acted on,
    0 for one that is not wanted at all. `watch` is shown every movement of money (records FLOW) before it is posted.
    """
    market = _open(world, world.market.due(world.intentions, until_height), pricing, choice, wanted, habits)
    moved = np.zeros((len(REASONS), len(DENOMS)), dtype=np.int64)
    is_done = False
    while not is_done:
        market = _with_room(market, world.market)
        is_done = run_events(market, until_height)
        if watch is not None:
            watch(market.desk.flows.rows[: market.desk.counts.n_flows])
        moved += post_flows(world.ledger, market)
    bring_up_to(market, until_height)
    withdrawn = market.providers["earned"].T - world.providers.earned
    put_back(market.tenants, world.tenants, ("trust", "n_orders", "n_filled", "spent"))
    put_back(market.providers, world.providers, ("earned",))
    put_back(market.nodes, world.nodes, ("free_gpus", "free_threads", "free_memory_gib", "free_storage_gib"))
    return market_tally(market, world.market.n_leases, moved, withdrawn)


@njit
def run_events(m: Market, until_height: int) -> bool:
    """Handle the events before a height one after the other; stop early, with False, when some table is full."""
    desk = m.desk
    while True:
        kind, height, slot = _next_event(desk, m.intentions)
        if height >= until_height:
            return True
        if not _has_room_for_one_more(desk.rules, desk.state, desk.counts):
            return False
        if kind == ARRIVAL:
            arrive(m)
        elif kind == DECISION:
            decide(m, height, m.orders[slot])
        else:
            lease = m.leases[slot]
            bundle = m.bundles[lease.bundle]
            tenant, provider, node = m.tenants[lease.tenant], m.providers[lease.provider], m.nodes[lease.node]
            who = Parties(lease, tenant, provider, node, bundle, m.by_model[bundle.gpu_model])
            if kind == TOP_UP:
                top_up(desk, height, who)
            elif kind == LEASE_END:
                end_as_planned(desk, height, who)
                close(m, height, who)
            elif withdraw(desk, height, who):  # on schedule, or because a funds check has found the account dry
                close(m, height, who)


@njit
def _next_event(desk: Desk, intentions: Records) -> tuple[int, int, int]:
    """Return kind, height and slot of the next event: the heap's first, or an intention that comes up before it."""
    kind, height, slot = ARRIVAL, NEVER, -1
    if desk.state.cursor < desk.rules.stop_due:
        height = intentions[desk.state.cursor - desk.rules.first_due].height
    if desk.state.n_events > 0 and desk.events[0].height <= height:
        event = desk.events[0]
        kind, height, slot = kind_of(event.rank), event.height, event.slot
    return kind, height, slot


@njit
def _has_room_for_one_more(rules: Record, state: Record, counts: Record) -> bool:
    return bool(
        state.free_orders > 0
        and state.free_leases > 0
        and state.free_bids >= rules.n_providers
        and state.n_events < state.most_events
        and counts.n_flows + rules.n_providers + _MOST_FLOWS_BESIDE_BIDS <= counts.most_flows
    )


def _open(
    world: World,
    due: slice,
    pricing: Asks,
    choice: Weights,
    wanted: FloatArray,
    habits: MarketHabits,
) -> Market:
    """Return the market as it stands, with the terms of the epoch."""
    book, asks = world.market, asks_of(world, pricing)
    counts, by_model = new_counts(book.leases, world.bundles, len(world.gpu_models), world.height)
    visiting_order, taste_uniform = draws_of(world, due, asks)
    rules, flows = rules_of(world, habits, due), np.empty(_FLOWS + len(world.providers), dtype=FLOW)
    counts.most_flows = flows.size
    return Market(
        desk=Desk(rules, book.state[0], counts, Flows(flows, counts), book.events.rows),
        by_model=by_model,
        by_class=records(BY_CLASS, len(world.tenant_classes)),
        intentions=intentions_of(world, habits, due, wanted, asks),
        bundles=cut(BUNDLE, world.bundles, BUNDLE.names or ()),
        nodes=cut(NODE, world.nodes, NODE.names or ()),
        providers=providers_of(world),
        tenants=tenants_of(world, choice),
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
        visiting_order=visiting_order,
        taste_uniform=taste_uniform,
        asks=asks,
        has_supplier=suppliers_of(world, asks),
        open_market_micro_per_block=open_market_prices(world),
    )


def _with_room(market: Market, book: MarketBook) -> Market:
    """Return the market with every table of the book doubled that has no room for one more event."""
    n_providers, state = market.providers.size, book.state[0]
    if state.free_orders == 0:
        book.grow("orders", len(book.orders))
    if state.free_leases == 0:
        book.grow("leases", len(book.leases))
    if state.free_bids < n_providers:
        book.grow("bids", max(len(book.bids), n_providers))
    if state.n_events == len(book.events):
        book.grow("events", len(book.events))
    return market._replace(
        desk=market.desk._replace(events=book.events.rows),
        orders=book.orders.rows,
        bids=book.bids.rows,
        leases=book.leases.rows,
    )
