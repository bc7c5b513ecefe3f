"""The event heap: what happens next, by height, then kind, then serial."""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.market.records import Record, Records

# Kinds of event, in the order in which they happen within one height
LEASE_END, TOP_UP, WITHDRAWAL, FUNDS_CHECK, DECISION, ARRIVAL = range(6)
NEVER = 2**62
_SERIALS = 2**48


@njit
def kind_of(rank: int) -> int:
    """Return the kind of event in a rank."""
    return rank // _SERIALS


@njit
def push(events: Records, state: Record, height: int, kind: int, serial: int, slot: int) -> None:
    """Add an event."""
    rank = kind * _SERIALS + serial
    place = state.n_events
    state.n_events += 1
    while place > 0:
        parent = (place - 1) // 2
        if not _is_before(height, rank, events[parent]):
            break
        events[place] = events[parent]
        place = parent
    _put(events, place, height, rank, slot)


@njit
def replace_first(events: Records, state: Record, height: int, kind: int, serial: int, slot: int) -> None:
    """Take the first event away and add another."""
    _sink(events, state.n_events, height, kind * _SERIALS + serial, slot)


@njit
def remove_first(events: Records, state: Record) -> None:
    """Take the first event away."""
    state.n_events -= 1
    last = events[state.n_events]
    _sink(events, state.n_events, last.height, last.rank, last.slot)


@njit
def _sink(events: Records, size: int, height: int, rank: int, slot: int) -> None:
    """Let an event sink from the top of a heap of `size` entries to its place."""
    place = 0
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _is_before(events[child + 1].height, events[child + 1].rank, events[child]):
            child += 1
        if _is_before(height, rank, events[child]):
            break
        events[place] = events[child]
        place = child
    _put(events, place, height, rank, slot)


@njit
def _is_before(height: int, rank: int, other: Record) -> bool:
    return bool(height < other.height or (height == other.height and rank < other.rank))


@njit
def _put(events: Records, place: int, height: int, rank: int, slot: int) -> None:
    events[place].height = height
    events[place].rank = rank
    events[place].slot = slot
