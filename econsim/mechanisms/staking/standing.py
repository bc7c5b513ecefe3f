"""Entries that concern some delegators, found once for a list of messages, not for each of them."""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.staking.records import Entries, Records

_CONCERNED, _HAS_ANY = 1, 2


@njit_borrowing
def find_entries(entries: Entries, messages: Records) -> None:
    """Find the entries of those who send messages."""
    for number in range(messages.size):
        concern(entries, messages[number].delegator)
    find_concerned(entries)


@njit_borrowing
def concern(entries: Entries, delegator: int) -> None:
    """Note that the entries of a delegator are looked for."""
    entries.marks[delegator] = _CONCERNED


@njit_borrowing
def find_concerned(entries: Entries) -> None:
    """Find the entries of the delegators that are concerned."""
    for place in range(entries.size[0]):
        if entries.marks[entries.rows[place].delegator]:
            note_entry(entries, place)


@njit_borrowing
def note_entry(entries: Entries, place: int) -> None:
    """Note an entry as one of those found."""
    entries.marks[entries.rows[place].delegator] = _HAS_ANY
    entries.places[entries.n_places[0]] = place
    entries.n_places[0] += 1


@njit_borrowing
def may_unbond(entries: Entries, delegator: int, validator: int, max_entries: int) -> bool:
    """Return whether a delegator has room for one more entry with a validator."""
    n_entries = 0
    if entries.marks[delegator] == _HAS_ANY:
        for number in range(entries.n_places[0]):
            entry = entries.rows[entries.places[number]]
            n_entries += entry.delegator == delegator and entry.validator == validator
    return n_entries < max_entries


@njit_borrowing
def may_hop(entries: Entries, delegator: int, source: int, to: int, max_entries: int) -> bool:
    """Return whether no stake came to the source by an entry that stands, and the way has room for one more."""
    n_entries = 0
    if entries.marks[delegator] == _HAS_ANY:
        for number in range(entries.n_places[0]):
            entry = entries.rows[entries.places[number]]
            if entry.delegator == delegator:
                if entry.destination == source:
                    return False
                n_entries += entry.source == source and entry.destination == to
    return n_entries < max_entries
