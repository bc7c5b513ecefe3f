"""Entries that concern some delegators, found once for a list of messages, not for each of them."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.staking.records import Entries, Records

NO_MORE = -1  # a place
_NOBODY_LOOKS, _NONE_FOUND = 0, -1


@njit_borrowing
def find_entries(entries: Entries, messages: Records) -> None:
    """Find the entries of those who send messages."""
    for number in range(messages.size):
        concern(entries, messages[number].delegator)
    find_concerned(entries)


@njit_borrowing
def concern(entries: Entries, delegator: int) -> None:
    """Note that the entries of a delegator are looked for."""
    entries.first[delegator] = _NONE_FOUND


@njit_borrowing
def find_concerned(entries: Entries) -> None:
    """Find the entries of the delegators that are concerned, each one's in their order."""
    for place in range(entries.size[0] - 1, -1, -1):
        who = entries.rows[place].delegator
        if entries.first[who] != _NOBODY_LOOKS:
            entries.next[place] = max(entries.first[who], 0)
            entries.first[who] = place + 1


@njit_borrowing
def note_entry(entries: Entries, place: int) -> None:
    """Put an entry behind those found of its delegator."""
    who = entries.rows[place].delegator
    entries.next[place] = 0
    last = first_entry(entries, who)
    if last == NO_MORE:
        entries.first[who] = place + 1
        return
    while next_entry(entries, last) != NO_MORE:
        last = next_entry(entries, last)
    entries.next[last] = place + 1


@njit_borrowing
def first_entry(entries: Entries, delegator: int) -> int:
    """Return the place of the first entry found of a delegator."""
    return int(max(entries.first[delegator], 0) - 1)


@njit_borrowing
def next_entry(entries: Entries, place: int) -> int:
    """Return the place of the next entry found of the same delegator."""
    return int(entries.next[place] - 1)


@njit_borrowing
def may_unbond(entries: Entries, delegator: int, validator: int, max_entries: int) -> bool:
    """Return whether a delegator has room for one more entry with a validator."""
    n_entries, place = 0, first_entry(entries, delegator)
    while place != NO_MORE:
        n_entries += entries.rows[place].validator == validator
        place = next_entry(entries, place)
    return n_entries < max_entries


@njit_borrowing
def may_hop(entries: Entries, delegator: int, source: int, to: int, max_entries: int) -> bool:
    """Return whether no stake came to the source by an entry that stands, and the way has room for one more."""
    n_entries, place = 0, first_entry(entries, delegator)
    while place != NO_MORE:
        entry = entries.rows[place]
        if entry.destination == source:
            return False
        n_entries += entry.source == source and entry.destination == to
        place = next_entry(entries, place)
    return n_entries < max_entries
