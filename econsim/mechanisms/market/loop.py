"""The market, one page: take the next event and handle it.

Time is continuous inside an epoch: events are handled by height, then kind (lease end, top-up, withdrawal, funds
check, decision, arrival), then serial. With schedules held fixed, results do not depend on the epoch length.
"""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.market.arrival import arrive
from econsim.mechanisms.market.decision import decide
from econsim.mechanisms.market.heap import ARRIVAL, DECISION, LEASE_END, NEVER, TOP_UP, kind_of, remove_first
from econsim.mechanisms.market.lease import close, end, top_up, withdraw
from econsim.mechanisms.market.money import most_flows_of_an_event
from econsim.mechanisms.market.records import LeaseParties, Market, MarketState, Records


@njit
def run_events(m: Market, until_height: int) -> bool:
    """Handle the events before a height one after the other; stop early, with False, when some table is full.

    An event that is stale (what it speaks of has ended or waits for something else by now) is dropped.
    """
    state = m.state
    while True:
        kind, height, slot, version = _next_event(state, m.intentions)
        if height >= until_height:
            return True
        if not _has_room_for_one_more(state, m.bids.size, m.leases.size):
            return False
        if kind == ARRIVAL:
            arrive(m)
            continue
        remove_first(state.events, state.book)
        if kind == DECISION:
            order = m.orders[slot]
            if order.version == version:
                decide(m, height, order)
            continue
        lease = m.leases[slot]
        if lease.version != version:
            continue
        bundle = m.bundles[lease.bundle]
        tenant, provider, node = m.tenants[lease.tenant], m.providers[lease.provider], m.nodes[lease.node]
        who = LeaseParties(lease, tenant, provider, node, bundle, m.by_model[bundle.gpu_model])
        if kind == TOP_UP:
            top_up(state, height, who)
        elif kind == LEASE_END:
            end(m, height, who)
        elif withdraw(state, height, who):  # on schedule, or because a funds check has found the account dry
            close(m, height, who)


@njit
def _next_event(state: MarketState, intentions: Records) -> tuple[int, int, int, int]:
    """Return kind, height, slot and version of the next event: the heap's first, or an intention before it."""
    kind, height, slot, version = ARRIVAL, NEVER, -1, 0
    if state.book.cursor < state.rules.stop_due:
        height = intentions[state.book.cursor - state.rules.first_due].height
    if state.book.n_events > 0 and state.events[0].height <= height:
        event = state.events[0]
        kind, height, slot, version = kind_of(event), event.height, event.slot, event.version
    return kind, height, slot, version


@njit
def _has_room_for_one_more(state: MarketState, n_bids: int, n_leases: int) -> bool:
    """Return whether every table has room for the next event, whatever it is, given how many slots there are."""
    book, n_providers = state.book, state.rules.n_providers
    most_flows = most_flows_of_an_event(n_providers, n_bids - book.free_bids, n_leases - book.free_leases)
    return bool(
        book.free_orders > 0
        and book.free_leases > 0
        and book.free_bids >= n_providers
        and book.n_events < state.events.size
        and state.counts.n_flows + most_flows <= state.flows.rows.size
    )
