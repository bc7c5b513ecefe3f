"""The calendar: for which event each lease, or each order, waits, and who waits in the stretch of time, page by page.

There is one of leases and one of orders. Each waits for one event at a time. Those that wait for something before the
end of the stretch are linked, page by page (a page is one block, or some where a stretch is long), on each in the order
of height, kind and serial. The others have their entry and are linked when their stretch begins.
"""

from __future__ import annotations

from typing import cast

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.records import Calendar, Record
from econsim.units import IntArray
from econsim.world.market_book import NEVER

# Kinds of event in the order in which they happen within one height: of leases, broken off before all, then of orders
BROKEN_OFF, LEASE_END, TOP_UP, WITHDRAWAL, FUNDS_CHECK, DECISION, GIVE_UP, RETURN, ARRIVAL = cast(
    tuple[int, ...], tuple(np.arange(9))
)  # no literals: a kernel is compiled anew for each of them
_PAGES = 2**11  # few enough to stay at hand; on most of them nobody waits


def empty_pages() -> IntArray:
    """Return the pages of a calendar on which nobody waits."""
    return np.full(_PAGES, -1, dtype=np.int32)


@njit_borrowing
def begin_calendar(calendar: Calendar) -> None:
    """Choose how long a page is and link all that wait for something in the stretch."""
    stretch, opened = calendar.stretch, calendar.opened
    opened.page, opened.page_shift, opened.n_linked = 0, 0, 0
    while (stretch.until - stretch.first) >> opened.page_shift >= calendar.pages.size:
        opened.page_shift += 1
    for slot in range(calendar.waits.size):
        if calendar.waits[slot].height < stretch.until:
            _link(calendar, slot)


@njit_borrowing
def first_waiting(calendar: Calendar) -> int:
    """Return the slot of whose event comes first, -1 if there is none in the stretch."""
    opened, pages = calendar.opened, calendar.pages
    if opened.n_linked == 0:
        return -1
    page = opened.page
    while pages[page] < 0:
        page += 1
    opened.page = page
    return int(pages[page])


@njit_borrowing
def await_event(calendar: Calendar, who: Record, height: int, kind: int) -> None:
    """Let a lease or an order that waits for nothing wait for an event."""
    wait = calendar.waits[who.slot]
    wait.height, wait.kind, wait.serial = height, kind, who.serial
    if height < calendar.stretch.until:
        _link(calendar, who.slot)


@njit_borrowing
def await_nothing(calendar: Calendar, slot: int) -> None:
    """Let who is in a slot wait for nothing: its event has come, or will never come."""
    wait, page = calendar.waits[slot], 0
    if wait.height < calendar.stretch.until:
        calendar.opened.n_linked -= 1
        page = _page(calendar, wait.height)
        if calendar.pages[page] == slot:
            calendar.pages[page] = wait.next
        else:
            before = calendar.pages[page]
            while calendar.waits[before].next != slot:
                before = calendar.waits[before].next
            calendar.waits[before].next = wait.next
    wait.height = NEVER


@njit_borrowing
def _link(calendar: Calendar, slot: int) -> None:
    """Link a slot on the page of the event it waits for, behind those whose events come before."""
    opened, pages, waits = calendar.opened, calendar.pages, calendar.waits
    wait = waits[slot]
    page = _page(calendar, wait.height)
    opened.page = min(opened.page, page)
    opened.n_linked += 1
    before, after = -1, pages[page]
    while after >= 0 and _comes_first(waits[after], wait):
        before, after = after, waits[after].next
    wait.next = after
    if before < 0:
        pages[page] = slot
    else:
        waits[before].next = slot


@njit_borrowing
def _page(calendar: Calendar, height: int) -> int:
    return max(0, height - calendar.stretch.first) >> calendar.opened.page_shift


@njit_borrowing
def _comes_first(one: Record, other: Record) -> bool:
    """Return whether an event comes before another: by height, then kind, then serial."""
    if one.height != other.height:
        return bool(one.height < other.height)
    if one.kind != other.kind:
        return bool(one.kind < other.kind)
    return bool(one.serial < other.serial)
