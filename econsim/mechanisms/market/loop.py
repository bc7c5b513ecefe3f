"""The market, one page: take the next event and handle it.

Time is continuous inside an epoch: events are handled by height, then kind (outages, leases broken off, lease end,
top-up, withdrawal, funds check, decision, giving up, return, arrival), then serial; after one that frees room,
providers bid again. With schedules held fixed, results do not depend on the epoch length.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.arrival import arrive
from econsim.mechanisms.market.bidding_again import bid_again
from econsim.mechanisms.market.calendar import ARRIVAL, DECISION, GIVE_UP, begin_calendar, first_waiting
from econsim.mechanisms.market.decision import decide
from econsim.mechanisms.market.end_blocks import (
    end_a_block,
    has_room_for_requests,
    is_waited_for,
    next_of_leases,
    next_refill,
    refill_the_console,
)
from econsim.mechanisms.market.money import has_room_for_flows
from econsim.mechanisms.market.open_orders import count_taking
from econsim.mechanisms.market.outages import change_nodes, next_outage
from econsim.mechanisms.market.posting import give_up, post
from econsim.mechanisms.market.records import Market
from econsim.mechanisms.market.returning import close_unfilled, come_back
from econsim.mechanisms.market.running import finish, let_leases_run, plan_anew
from econsim.mechanisms.market.tally import NONE


@njit_borrowing
def run_events(m: Market, until_height: int) -> bool:
    """Handle the events before a height one after the other; stop early, with False, when some table is full.

    At the end of the stretch what is paid late is paid and counted. A deposit that cannot be paid is the end, too.
    """
    book, stretch, intentions, orders = m.book, m.calendar.stretch, m.intentions, m.orders
    waits = m.order_calendar.waits
    if stretch.is_begun == 0:
        if book.must_plan != 0:
            plan_anew(m)
        begin_calendar(m.calendar)
        begin_calendar(m.order_calendar)
        count_taking(orders, m.open_orders, m.rules)
        stretch.is_begun = 1
    while True:
        if stretch.n_freed > 0 and not bid_again(m):
            return False
        arrival = of_order = until_height
        if book.cursor < stretch.stop_due:
            arrival = intentions[book.cursor - stretch.first_due].height
        slot = first_waiting(m.order_calendar)
        if slot >= 0:
            of_order = waits[slot].height
        outage = next_outage(m.outages, stretch, until_height)
        refill = next_refill(m.rules, book, m.conversions, stretch.first, until_height)
        height = min(arrival, of_order, outage, refill)
        before, is_first = height if outage == height else height + 1, False
        if is_waited_for(m.conversions):
            of_lease = next_of_leases(m, height)
            if end_a_block(m, of_lease):
                continue
            is_first = of_lease < height
            before = of_lease + 1 if is_first else before
        if not let_leases_run(m, before):
            return bool(m.books.counts.lacking_uakt > 0)
        if is_first or stretch.n_freed > 0 or stretch.is_back != 0:
            stretch.is_back = 0
            continue
        if height == until_height:
            break
        if outage == height:
            change_nodes(m, height)
            continue
        if not _has_room(m):
            return False
        if refill == height:
            refill_the_console(m, height)
            if m.books.counts.lacking_uakt > 0:
                return True
            continue
        kind, obstacle = ARRIVAL if of_order > arrival else waits[slot].kind, NONE
        if kind == DECISION:
            obstacle = decide(m, height, orders[slot])
            if m.books.counts.lacking_uakt > 0:
                return True
        elif kind == GIVE_UP:
            obstacle = give_up(m, height, orders[slot])
        else:
            slot = arrive(m) if kind == ARRIVAL else come_back(m, orders[slot])
            if slot >= 0:
                obstacle = post(m, height, orders[slot])
            if m.books.counts.lacking_uakt > 0:
                return True
        if obstacle != NONE:
            close_unfilled(m, height, orders[slot], obstacle)
    if until_height == stretch.until:
        finish(m)
    return True


@njit_within
def _has_room(m: Market) -> bool:
    """Return whether every table has room for an order, all bids on it and a lease."""
    book = m.book
    if not has_room_for_requests(m):
        return False
    if book.free_orders == 0 or book.free_leases == 0 or book.free_bids < m.supply.providers.size:
        return False
    return has_room_for_flows(m)
