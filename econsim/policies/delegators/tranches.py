"""Tranches of delegators' holdings: each is kept, moved and chosen for by a draw of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from econsim.columns import Own
from econsim.compiled import njit
from econsim.draws import Draws, bits_of, uniform_of
from econsim.units import FloatArray, IntArray
from econsim.world.pairs import END
from econsim.world.tranches import Stakes, worth_of

_NEVER = -1


class Tranches(NamedTuple):
    """Some tranches of holdings, or of amounts away: one entry a tranche."""

    delegator: IntArray  # whose, by id
    validator: IntArray  # that holds it, or that it left
    number: IntArray  # among the tranches of its holding
    amount_uakt: IntArray

    def only(self, some: Any) -> Tranches:
        """Return some of them, by a mask."""
        return Tranches(*(column[some] for column in self))


def held_and_acting(own: Own, draws: Draws, purposes: Mapping[str, float]) -> list[Tranches]:
    """Return the tranches of holdings that act for each purpose, by delegator, validator and number."""
    found = acting_of_held(own, draws, purposes)
    return [Tranches(*found[1:, found[0] == number]) for number in range(len(purposes))]


def acting_of_held(own: Own, draws: Draws, purposes: Mapping[str, float]) -> IntArray:
    """Return purpose (by number), delegator, validator, number and amount of each tranche of holdings that acts.

    `purposes` says how likely each is; who would act for several acts for the first. Each tranche has draws of its
    own, but where a holding is one tranche, it acts by its delegator's: so small delegators act with all they hold at
    a time, and large ones a tranche at a time. Operators' own never act, nor does what is empty.
    """
    return _acting_of_held(own.records, own.ids, *_draws(draws, purposes))


def acting_of_away(own: Own, draws: Draws, purposes: Mapping[str, float]) -> IntArray:
    """Return the same of principal away, by the rules of what is held."""
    return _acting_of_away(own.records, own.ids, *_draws(draws, purposes))


def _draws(draws: Draws, purposes: Mapping[str, float]) -> tuple[IntArray, Any, FloatArray]:
    """Return the purpose for which each row acts with what is one tranche, and the keys of the draws of others."""
    bits = np.array([draws.event_bits(f"{purpose} with a tranche") for purpose in purposes])
    return draws.first_of(purposes), bits, np.array(list(purposes.values()))


@njit
def _acting_of_held(stakes: Stakes, ids: IntArray, turn: IntArray, bits: Any, likely: FloatArray) -> IntArray:
    """Return purpose, delegator, validator, number and amount of each tranche that acts."""
    size, is_split, n_most = stakes.tranche_uakt, np.zeros(stakes.delegators.size, np.bool_), stakes.held.size
    for row in range(stakes.held.size):
        holding = stakes.held[row]
        if worth_of(stakes.worth, holding) > size:
            is_split[holding.delegator] = True
            n_most += worth_of(stakes.worth, holding) // size
    found, n = np.empty((n_most, 5), np.int64), 0
    for place in range(ids.size):
        delegator = ids[place]
        if (turn[place] != _NEVER or is_split[delegator]) and stakes.delegators[delegator].operates < 0:
            row = stakes.first[delegator]
            while row != END:
                holding = stakes.held[row]
                amount = worth_of(stakes.worth, holding)
                n = _note(found, n, delegator, holding.validator, amount, size, turn[place], bits, likely)
                row = holding.next
    return found[:n].T.copy()


@njit
def _acting_of_away(stakes: Stakes, ids: IntArray, turn: IntArray, bits: Any, likely: FloatArray) -> IntArray:
    """Return purpose, delegator, validator that it left, number and amount of each tranche that acts."""
    size, n_most, is_everybody = stakes.tranche_uakt, stakes.away.size, ids.size == stakes.delegators.size
    for row in range(stakes.away.size):
        if stakes.away[row].amount_uakt > size:
            n_most += stakes.away[row].amount_uakt // size
    found, n = np.empty((n_most, 5), np.int64), 0
    for row in range(stakes.away.size):
        one = stakes.away[row]
        place = one.delegator if is_everybody else np.searchsorted(ids, one.delegator)
        is_theirs = place < ids.size and ids[place] == one.delegator
        if not is_theirs or (turn[place] == _NEVER and one.amount_uakt <= size):
            continue
        if stakes.delegators[one.delegator].operates < 0:
            n = _note(found, n, one.delegator, one.validator, one.amount_uakt, size, turn[place], bits, likely)
    return found[:n].T.copy()


@njit
def _note(
    found: IntArray,
    n: int,
    delegator: int,
    validator: int,
    amount_uakt: int,
    tranche_uakt: int,
    turn: int,
    bits: Any,
    likely: FloatArray,
) -> int:
    """Note the tranches of one amount that act after the `n` that are noted; return how many are noted then."""
    if amount_uakt <= tranche_uakt:
        if turn != _NEVER and amount_uakt > 0:
            found[n, 0], found[n, 1], found[n, 2], found[n, 3], found[n, 4] = turn, delegator, validator, 0, amount_uakt
            n += 1
        return n
    many = -(-amount_uakt // tranche_uakt)
    each = amount_uakt // many
    rest = amount_uakt - each * many
    for number in range(many):
        for purpose in range(likely.size):
            named = bits_of(bits_of(bits_of(bits[purpose], delegator), validator), number)
            if uniform_of(named) < likely[purpose]:
                found[n, 0], found[n, 1], found[n, 2], found[n, 3] = purpose, delegator, validator, number
                found[n, 4] = each + (number < rest)
                n += 1
                break
    return n


@njit
def together(delegator: IntArray, one: IntArray, other: IntArray, amount_uakt: IntArray) -> IntArray:
    """Return delegators with one and another validator, sorted without repeats, and the sum of the amounts [uakt]."""
    keys = (delegator << 40) + (one << 20) + other
    found, n, before = np.empty((keys.size, 4), np.int64), 0, -1
    for place in _in_order(keys):
        if keys[place] != before:
            found[n, 0], found[n, 1], found[n, 2], found[n, 3] = delegator[place], one[place], other[place], 0
            before = keys[place]
            n += 1
        found[n - 1, 3] += amount_uakt[place]
    return found[:n].T.copy()


@njit
def _in_order(keys: IntArray) -> IntArray:
    """Return the places of keys by size (Shell 1959, gaps by Knuth): quick to compile, and where they are in order."""
    order, gap = np.empty(keys.size, np.int64), 1
    for place in range(keys.size):
        order[place] = place
    while gap < keys.size // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for last in range(gap, keys.size):
            moved, place = order[last], last
            while place >= gap and keys[order[place - gap]] > keys[moved]:
                order[place] = order[place - gap]
                place -= gap
            order[place] = moved
        gap //= 3
    return order
