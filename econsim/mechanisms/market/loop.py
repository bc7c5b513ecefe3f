"""The market, one page: take the next event and handle it.

Time is continuous inside an epoch: events are handled by height, then kind (lease end, top-up, withdrawal, funds
check, decision, arrival), then serial. With schedules held fixed, results do not depend on the epoch length.
"""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.market.arrival import arrive
from econsim.mechanisms.market.calendar import (
    ARRIVAL,
    DECISION,
    LEASE_END,
    TOP_UP,
    await_nothing,
    begin_calendar,
    first_waiting,
)
from econsim.mechanisms.market.decision import decide
from econsim.mechanisms.market.lease import (
    await_next_event,
    close,
    end,
    make_withdrawals,
    top_up,
    withdraw,
    withdraw_before,
)
from econsim.mechanisms.market.money import most_flows_of_an_event
from econsim.mechanisms.market.records import LeaseParties, Market, Record
from econsim.world.market_book import NEVER


@njit
def begin(m: Market) -> None:
    """Begin a stretch of time."""
    begin_calendar(m.calendar)


@njit
def run_events(m: Market, until_height: int) -> bool:
    """Handle the events before a height one after the other; stop early, with False, when some table is full."""
    while True:
        kind, height, slot = _next_event(m)
        if height >= until_height:
            return True
        if not _has_room_for_one_more(m):
            return False
        if kind == ARRIVAL:
            arrive(m)
        elif kind == DECISION:
            decide(m, height, m.orders[slot])
        else:
            _happen_to(m, kind, height, m.leases[slot])


@njit
def finish(m: Market) -> None:
    """Bring withdrawals and spending up to the end of the stretch."""
    until = m.calendar.stretch.until
    for slot in range(m.leases.size):
        if m.leases[slot].rate_micro_per_block > 0:
            make_withdrawals(m, until, m.leases[slot])


@njit
def _happen_to(m: Market, kind: int, height: int, lease: Record) -> None:
    """Let the event happen that a lease has waited for."""
    bundle = m.bundles[lease.bundle]
    tenant, provider, node = m.tenants[lease.tenant], m.providers[lease.provider], m.nodes[lease.node]
    who = LeaseParties(lease, tenant, provider, node, bundle, m.by_model[bundle.gpu_model])
    await_nothing(m.calendar, lease.slot)
    if kind == TOP_UP:
        top_up(m.rules, m.books, m.calendar, height, who)
        return
    withdraw_before(m.rules, m.books, height, who)
    if kind == LEASE_END:
        end(m, height, who)
    elif withdraw(m.rules, m.books, height, who):  # on schedule, or because a funds check has found the account dry
        close(m, height, who)
    else:
        await_next_event(m.rules, m.calendar, lease)


@njit
def _next_event(m: Market) -> tuple[int, int, int]:
    """Return kind, height and slot of the next event: something a lease waits for, a decision, or an intention."""
    kind, height, slot = ARRIVAL, NEVER, m.book.first_order
    if m.book.cursor < m.calendar.stretch.stop_due:
        height = m.intentions[m.book.cursor - m.calendar.stretch.first_due].height
    if slot >= 0 and m.orders[slot].decided_at <= height:
        kind, height = DECISION, m.orders[slot].decided_at
    waiting = first_waiting(m.calendar)
    if waiting >= 0 and m.calendar.waits[waiting].height <= height:
        kind, height, slot = m.calendar.waits[waiting].kind, m.calendar.waits[waiting].height, waiting
    return kind, height, slot


@njit
def _has_room_for_one_more(m: Market) -> bool:
    """Return whether every table has room for the next event, whatever it is."""
    book, n_providers = m.book, m.providers.size
    if book.free_orders == 0 or book.free_leases == 0 or book.free_bids < n_providers:
        return False
    most = most_flows_of_an_event(n_providers, m.bids.size - book.free_bids, m.leases.size - book.free_leases)
    return bool(m.books.flows.size == 0 or m.books.counts.n_flows + most <= m.books.flows.size)
