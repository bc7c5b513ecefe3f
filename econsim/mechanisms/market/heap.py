"""The event heap: what happens next, by height, then kind, then serial.

An order or a lease waits for one event at a time. Whatever becomes of it (it is decided, ends by any cause, waits for
something else) moves the version of its slot on: the event that was put down for it is stale and is dropped when its
turn comes, wherever in the heap it lies until then.
"""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.market.records import Record, Records

# Kinds of event, in the order in which they happen within one height
LEASE_END, TOP_UP, WITHDRAWAL, FUNDS_CHECK, DECISION, ARRIVAL = range(6)
NEVER = 2**62
_SERIALS = 2**48


@njit
def await_event(events: Records, book: Record, height: int, kind: int, what: Record) -> None:
    """Let an order or a lease wait for an event, and for no other."""
    await_nothing(what)
    push(events, book, height, kind, what)


@njit
def await_nothing(what: Record) -> None:
    """Make the event that an order or a lease waits for stale."""
    what.version += 1


@njit
def kind_of(event: Record) -> int:
    """Return the kind of an event."""
    return event.rank // _SERIALS


@njit
def push(events: Records, book: Record, height: int, kind: int, what: Record) -> None:
    """Add an event of an order or a lease as it now is."""
    rank = kind * _SERIALS + what.serial
    place = book.n_events
    book.n_events += 1
    while place > 0:
        parent = (place - 1) // 2
        if not _is_before(height, rank, events[parent]):
            break
        events[place] = events[parent]
        place = parent
    events[place].height = height
    events[place].rank = rank
    events[place].slot = what.slot
    events[place].version = what.version


@njit
def remove_first(events: Records, book: Record) -> None:
    """Take the first event away: the last one sinks from the top to its place."""
    book.n_events -= 1
    size, place = book.n_events, 0
    last = events[size]
    while True:
        child = 2 * place + 1
        if child >= size:
            break
        if child + 1 < size and _is_before(events[child + 1].height, events[child + 1].rank, events[child]):
            child += 1
        if _is_before(last.height, last.rank, events[child]):
            break
        events[place] = events[child]
        place = child
    events[place] = last


@njit
def _is_before(height: int, rank: int, other: Record) -> bool:
    return bool(height < other.height or (height == other.height and rank < other.rank))
