"""Entries that still stand for those who send messages, found once for a list of messages, not for each of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.staking.records import Entries, Records
from econsim.units import BoolArray, IntArray


class Standing(NamedTuple):
    """Where the entries of senders are: the first `n_places[0]` of `places`; and which delegators have any."""

    places: IntArray
    n_places: IntArray
    has_any: BoolArray


@njit
def standing_of(entries: Entries, messages: Records, n_delegators: int) -> Standing:
    """Return the entries that stand for those who send messages, with room for one more a message."""
    concerned, has_any = np.zeros(n_delegators, np.bool_), np.zeros(n_delegators, np.bool_)
    for number in range(messages.size):
        concerned[messages[number].delegator] = True
    places, n_places = places_of(entries.rows, entries.size, concerned, messages.size)
    for place in places[:n_places]:
        has_any[entries.rows[place].delegator] = True
    return Standing(places, np.full(1, n_places), has_any)


@njit
def places_of(rows: Records, size: IntArray, concerned: BoolArray, room: int) -> tuple[IntArray, int]:
    """Return the rows of some delegators, in an array with room for some more, and how many they are."""
    places, n_places = np.empty(size[0] + room, np.int64), 0
    for place in range(size[0]):
        if concerned[rows[place].delegator]:
            places[n_places] = place
            n_places += 1
    return places, n_places


@njit
def note_entries(standing: Standing, entries: Entries, n_before: int) -> None:
    """Note the entries that a message has made."""
    for place in range(n_before, entries.size[0]):
        standing.places[standing.n_places[0]] = place
        standing.n_places[0] += 1
        standing.has_any[entries.rows[place].delegator] = True


@njit
def may_unbond(standing: Standing, entries: Entries, delegator: int, validator: int, max_entries: int) -> bool:
    """Return whether a delegator has room for one more entry with a validator."""
    if not standing.has_any[delegator]:
        return True
    n_entries = 0
    for place in standing.places[: standing.n_places[0]]:
        entry = entries.rows[place]
        n_entries += entry.delegator == delegator and entry.validator == validator
    return n_entries < max_entries


@njit
def may_hop(standing: Standing, entries: Entries, delegator: int, source: int, to: int, max_entries: int) -> bool:
    """Return whether no stake came to the source by an entry that stands, and the way has room for one more."""
    if not standing.has_any[delegator]:
        return True
    n_entries = 0
    for place in standing.places[: standing.n_places[0]]:
        entry = entries.rows[place]
        if entry.delegator == delegator:
            if entry.destination == source:
                return False
            n_entries += entry.source == source and entry.destination == to
    return n_entries < max_entries
