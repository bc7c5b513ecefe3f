"""The calendar gives events back in order: height, kind, serial; whether a page is one block or many."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.market.calendar import (
    FUNDS_CHECK,
    LEASE_END,
    await_event,
    await_nothing,
    begin_calendar,
    empty_pages,
    first_waiting,
)
from econsim.mechanisms.market.records import OPENED, STRETCH, Calendar
from econsim.world.market_book import LEASE, NEVER, WAIT
from econsim.world.tables import records

FIRST = 1_000
events = st.tuples(st.integers(0, 5), st.integers(int(LEASE_END), int(FUNDS_CHECK)), st.integers(0, 2**40))
lists = st.lists(events, max_size=60, unique=True)
lengths = st.sampled_from([4, 14_288, 10**6])  # blocks; the last event lies beyond the shortest


def new_calendar(n_blocks: int, n_slots: int) -> tuple[Calendar, Any]:
    stretch, waits, leases = records(STRETCH, 1)[0], records(WAIT, n_slots), records(LEASE, n_slots)
    stretch.first, stretch.until = FIRST, FIRST + n_blocks
    waits["height"], leases["slot"] = NEVER, np.arange(n_slots)
    return Calendar(stretch, records(OPENED, 1)[0], empty_pages(), waits), leases


def take_first(calendar: Calendar, leases: Any) -> tuple[int, int, int] | None:
    slot = first_waiting(calendar)
    if slot < 0:
        return None
    wait = calendar.waits[slot]
    event = (int(wait.height), int(wait.kind), int(wait.serial))
    assert leases[slot].serial == event[2]
    await_nothing(calendar, slot)
    return event


@given(lists, st.integers(0, 60), lengths)
def test_events_come_out_by_height_then_kind_then_serial(
    listed: list[tuple[int, ...]], n_first: int, n_blocks: int
) -> None:
    """Some are put down first, each of the others when the turn of an event has come; then the rest comes out."""
    calendar, leases = new_calendar(n_blocks, 60)
    begin_calendar(calendar)
    waiting = []
    for slot, (block, kind, serial) in enumerate(listed):
        if slot >= n_first:
            within = [event for event in waiting if event[0] < FIRST + n_blocks]
            first = take_first(calendar, leases)
            assert first == min(within, default=None)
            if first is not None:
                waiting.remove(first)
        leases[slot].serial = serial
        await_event(calendar, leases[slot], FIRST + block, kind)
        waiting.append((FIRST + block, kind, serial))
    came_out = list(iter(lambda: take_first(calendar, leases), None))
    assert came_out == sorted(event for event in waiting if event[0] < FIRST + n_blocks)


@given(lists, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 5)), max_size=60))
def test_what_is_called_off_or_put_down_anew_comes_once_or_not_at_all(
    first: list[tuple[int, ...]], later: list[tuple[int, ...]]
) -> None:
    """Whatever waits behind it on its page is left where it was; each lease comes once."""
    calendar, leases = new_calendar(14_288, 60)
    begin_calendar(calendar)
    waits = {}
    for slot, (block, kind, serial) in enumerate(first):
        leases[slot].serial = serial
        await_event(calendar, leases[slot], FIRST + block, kind)
        waits[slot] = (FIRST + block, kind, serial)
    for slot, block in later:
        if slot not in waits:
            continue
        await_nothing(calendar, slot)
        del waits[slot]
        if block > 0:
            await_event(calendar, leases[slot], FIRST + block, LEASE_END)
            waits[slot] = (FIRST + block, LEASE_END, int(leases[slot].serial))
    assert list(iter(lambda: take_first(calendar, leases), None)) == sorted(waits.values())


@pytest.mark.parametrize("n_blocks", [14_288, 10**6])
def test_what_waits_beyond_a_stretch_comes_in_the_stretch_in_which_it_falls(n_blocks: int) -> None:
    calendar, leases = new_calendar(n_blocks, 4)
    leases["serial"] = [7, 8, 9, 10]
    begin_calendar(calendar)
    for slot, height in enumerate((n_blocks + 5, n_blocks, 2 * n_blocks, n_blocks - 1)):
        await_event(calendar, leases[slot], FIRST + height, LEASE_END)
    assert take_first(calendar, leases) == (FIRST + n_blocks - 1, LEASE_END, 10)
    assert take_first(calendar, leases) is None
    calendar.stretch.first, calendar.stretch.until = FIRST + n_blocks, FIRST + 2 * n_blocks
    begin_calendar(calendar)
    assert take_first(calendar, leases) == (FIRST + n_blocks, LEASE_END, 8)
    assert take_first(calendar, leases) == (FIRST + n_blocks + 5, LEASE_END, 7)
    assert take_first(calendar, leases) is None
