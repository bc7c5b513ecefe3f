"""The calendar: for which event each lease waits, and who waits in the stretch of time, page by page.

A lease waits for one event at a time. Those that wait for something before the end of the stretch are linked, page by
page (a page is one block, or some where a stretch is long), on each in the order of height, kind and serial. The others
have their entry and are linked when their stretch begins.
"""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.records import Calendar, Record
from econsim.units import IntArray
from econsim.world.market_book import NEVER

# Kinds of event of a lease, in the order in which they happen within one height, before decisions and arrivals
LEASE_END, TOP_UP, WITHDRAWAL, FUNDS_CHECK = range(4)
_PAGES = 2**11  # few enough to stay at hand; on most of them nobody waits


def empty_pages() -> IntArray:
    """Return the pages of a calendar on which nobody waits."""
    return np.full(_PAGES, -1, dtype=np.int32)


@njit_borrowing
def begin_calendar(calendar: Calendar) -> None:
    """Choose how long a page is and link all that wait for something in the stretch."""
    stretch = calendar.stretch
    stretch.page, stretch.page_shift = 0, 0
    while (stretch.until - stretch.first) >> stretch.page_shift >= calendar.pages.size:
        stretch.page_shift += 1
    for slot in range(calendar.waits.size):
        if calendar.waits[slot].height < stretch.until:
            _link(calendar, slot)


@njit_borrowing
def first_waiting(calendar: Calendar) -> int:
    """Return the slot of the lease whose event comes first, -1 if there is none in the stretch."""
    stretch, pages = calendar.stretch, calendar.pages
    for page in range(stretch.page, pages.size):
        if pages[page] >= 0:
            stretch.page = page
            return pages[page]
    stretch.page = pages.size
    return -1


@njit_borrowing
def await_event(calendar: Calendar, lease: Record, height: int, kind: int) -> None:
    """Let a lease that waits for nothing wait for an event."""
    wait = calendar.waits[lease.slot]
    wait.height, wait.kind, wait.serial = height, kind, lease.serial
    if height < calendar.stretch.until:
        _link(calendar, lease.slot)


@njit_borrowing
def await_nothing(calendar: Calendar, slot: int) -> None:
    """Let a lease wait for nothing: its event has come, or will never come."""
    wait, page = calendar.waits[slot], 0
    if wait.height < calendar.stretch.until:
        page = _page(calendar.stretch, wait.height)
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
    """Link a lease on the page of the event it waits for, behind those whose events come before."""
    stretch, pages, waits = calendar.stretch, calendar.pages, calendar.waits
    wait = waits[slot]
    page = _page(stretch, wait.height)
    stretch.page = min(stretch.page, page)
    before, after = -1, pages[page]
    while after >= 0 and _comes_first(waits[after], wait):
        before, after = after, waits[after].next
    wait.next = after
    if before < 0:
        pages[page] = slot
    else:
        waits[before].next = slot


@njit_borrowing
def _page(stretch: Record, height: int) -> int:
    return max(0, height - stretch.first) >> stretch.page_shift


@njit_borrowing
def _comes_first(one: Record, other: Record) -> bool:
    """Return whether an event comes before another: by height, then kind, then serial."""
    if one.height != other.height:
        return bool(one.height < other.height)
    if one.kind != other.kind:
        return bool(one.kind < other.kind)
    return bool(one.serial < other.serial)
