"""The event heap gives events back in order: height, kind, serial."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.market.heap import ARRIVAL, LEASE_END, await_event, await_nothing, kind_of, push, remove_first
from econsim.world.market_book import EVENT, LEASE, STATE
from econsim.world.tables import records

events = st.tuples(st.integers(0, 5), st.integers(LEASE_END, ARRIVAL), st.integers(0, 2**40))
lists = st.lists(events, max_size=60, unique=True)


@given(lists, st.integers(0, 60))
def test_events_come_out_by_height_then_kind_then_serial(listed: list[tuple[int, ...]], n_first: int) -> None:
    """Some are put down first, each of the others when the turn of an event has come; then the rest comes out."""
    heap, state, leases, waiting = records(EVENT, 60), records(STATE, 1)[0], records(LEASE, 60), []

    def take_the_first() -> None:
        event = (heap[0].height, kind_of(heap[0]), heap[0].rank % 2**48)
        assert leases[heap[0].slot].serial == event[2]
        assert event == min(waiting)
        waiting.remove(event)
        remove_first(heap, state)

    for slot, (height, kind, serial) in enumerate(listed):
        if slot >= n_first and waiting:
            take_the_first()
        leases[slot].serial, leases[slot].slot = serial, slot
        push(heap, state, height, kind, leases[slot])
        waiting.append((height, kind, serial))
    while state.n_events:
        take_the_first()
    assert waiting == []


@given(lists, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 5)), max_size=60))
def test_of_the_events_put_down_for_a_lease_only_the_last_one_is_not_stale(
    first: list[tuple[int, ...]], later: list[tuple[int, ...]]
) -> None:
    """Whatever is put down anew or called off lies in mid-heap: what is left comes out in order, each lease once."""
    heap, state, leases = records(EVENT, 120), records(STATE, 1)[0], records(LEASE, 60)
    leases["slot"], waits = np.arange(60), {}
    for slot, (height, kind, serial) in enumerate(first):
        leases[slot].serial = serial
        await_event(heap, state, height, kind, leases[slot])
        waits[slot] = (height, kind, serial)
    for slot, height in later:
        if slot not in waits:
            continue
        if height == 0:
            await_nothing(leases[slot])
            del waits[slot]
        else:
            await_event(heap, state, height, LEASE_END, leases[slot])
            waits[slot] = (height, LEASE_END, int(leases[slot].serial))
    came_out = []
    while state.n_events:
        if heap[0].version == leases[heap[0].slot].version:
            came_out.append((heap[0].height, kind_of(heap[0]), heap[0].rank % 2**48))
        remove_first(heap, state)
    assert came_out == sorted(waits.values())
