"""The event heap gives events back in order: height, kind, serial."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.market.heap import ARRIVAL, LEASE_END, kind_of, push, remove_first, replace_first
from econsim.world.market_book import EVENT, STATE, records

events = st.tuples(st.integers(0, 5), st.integers(LEASE_END, ARRIVAL), st.integers(0, 2**40))
lists = st.lists(events, max_size=60, unique=True)


@given(lists, lists)
def test_events_come_out_by_height_then_kind_then_serial(
    first: list[tuple[int, ...]], later: list[tuple[int, ...]]
) -> None:
    heap, state, waiting, came_out = records(EVENT, 120), records(STATE, 1)[0], sorted(first), []
    for slot, (height, kind, serial) in enumerate(first):
        push(heap, state, height, kind, serial, slot)
    for height, kind, serial in later:
        if not waiting or (height, kind, serial) in waiting:
            continue
        assert heap[0].height == waiting[0][0]
        assert kind_of(heap[0].rank) == waiting[0][1]
        replace_first(heap, state, height, kind, serial, 7)
        waiting = sorted([*waiting[1:], (height, kind, serial)])
    while state.n_events:
        came_out.append((heap[0].height, kind_of(heap[0].rank), heap[0].rank % 2**48))
        remove_first(heap, state)
    assert came_out == waiting
