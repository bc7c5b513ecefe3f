"""The market, one page: take the next event and handle it.

Time is continuous inside an epoch: events are handled by height, then kind (outages, leases broken off, lease end,
top-up, withdrawal, funds check, decision, return, arrival), then serial. With schedules held fixed, results do not
depend on the epoch length.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.arrival import arrive
from econsim.mechanisms.market.calendar import DECISION, begin_calendar, first_waiting
from econsim.mechanisms.market.decision import decide
from econsim.mechanisms.market.outages import change_nodes, next_outage
from econsim.mechanisms.market.posting import post
from econsim.mechanisms.market.records import Books, Market, Record
from econsim.mechanisms.market.returning import come_back
from econsim.mechanisms.market.running import finish, has_room_for_flows, let_leases_run


@njit_borrowing
def run_events(m: Market, until_height: int) -> bool:
    """Handle the events before a height one after the other; stop early, with False, when some table is full.

    At the end of the stretch what is paid late is paid and counted. A deposit that cannot be paid is the end, too.
    """
    book, stretch, intentions, orders, waits = (
        m.book,
        m.calendar.stretch,
        m.intentions,
        m.orders,
        m.order_calendar.waits,
    )
    if stretch.is_begun == 0:
        begin_calendar(m.calendar)
        begin_calendar(m.order_calendar)
        stretch.is_begun = 1
    while True:
        arrival = of_order = until_height
        if book.cursor < stretch.stop_due:
            arrival = intentions[book.cursor - stretch.first_due].height
        slot = first_waiting(m.order_calendar)
        if slot >= 0:
            of_order = waits[slot].height
        outage = next_outage(m, until_height)
        height = min(arrival, of_order, outage)
        if not let_leases_run(m, height if outage == height else height + 1):
            return bool(m.books.counts.lacking_uakt > 0)
        if height == until_height:
            break
        if outage == height:
            change_nodes(m, height)
            continue
        if not _has_room(book, m.books, m.supply.providers.size, m.bids.size, m.leases.size):
            return False
        posted = -1
        if of_order > arrival:
            posted = arrive(m)
        elif waits[slot].kind == DECISION:
            if not decide(m, height, orders[slot]):
                return True
        else:
            come_back(m, orders[slot])
            posted = slot
        if posted >= 0:
            post(m, height, orders[posted])
    if until_height == stretch.until:
        finish(m)
    return True


@njit_borrowing
def _has_room(book: Record, books: Books, n_providers: int, n_bids: int, n_leases: int) -> bool:
    """Return whether every table has room for an order, all bids on it and a lease."""
    if book.free_orders == 0 or book.free_leases == 0 or book.free_bids < n_providers:
        return False
    return has_room_for_flows(books, n_providers, n_bids - book.free_bids, n_leases - book.free_leases)
