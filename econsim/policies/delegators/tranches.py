"""Tranches of delegators' holdings: each is kept, moved and chosen for by a draw of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from econsim.columns import Own
from econsim.compiled import njit, njit_borrowing
from econsim.draws import Draws, bits_of, first_below, uniform_of
from econsim.units import FloatArray, IntArray
from econsim.world.delegations import NOBODY
from econsim.world.pairs import END
from econsim.world.tranches import Stakes, worth_of

_NEVER, _NOT_ASKED = -1, -2  # instead of the number of a purpose


class Tranches(NamedTuple):
    """Some tranches of holdings, or of amounts away: one entry a tranche."""

    delegator: IntArray  # whose, by id
    validator: IntArray  # that holds it, or that it left
    number: IntArray  # among the tranches of its holding
    amount_uakt: IntArray

    def only(self, some: Any) -> Tranches:
        """Return some of them, by a mask."""
        return Tranches(*(column[some] for column in self))


class Purposes(NamedTuple):
    """What tranches may act for, in an order: who would act for several acts for the first.

    Each tranche has draws of its own, but where a holding is one tranche, it acts by its delegator's: so small
    delegators act with all they hold at a time, and large ones a tranche at a time. Operators' own and the foundation's
    never act, nor does what is empty.
    """

    likely: FloatArray
    bits: Any  # of the draws of delegators
    bits_of_tranches: Any
    names: Any  # of the delegators that are asked, in these draws


def purposes_of(draws: Draws, likely: Mapping[str, float]) -> Purposes:
    """Return purposes by name, and how likely each is."""
    bits = draws.bits_of_each(*likely, *(f"{purpose} with a tranche" for purpose in likely))
    return Purposes(np.array(list(likely.values())), bits[: len(likely)], bits[len(likely) :], draws.names)


def held_and_acting(own: Own, draws: Draws, likely: Mapping[str, float]) -> list[Tranches]:
    """Return the tranches of holdings that act for each purpose, by delegator, validator and number."""
    found, edges = _held_and_acting(own.records, own.ids, purposes_of(draws, likely))
    return [Tranches(*found[1:, edges[which] : edges[which + 1]]) for which in range(len(likely))]


@njit
def _held_and_acting(stakes: Stakes, ids: IntArray, purposes: Purposes) -> tuple[IntArray, IntArray]:
    """Return all that act, sorted, one column each, and where those for each purpose begin, with their end."""
    acting = acting_of_held(stakes, turns_of(stakes, ids, purposes), purposes)
    n = acting.shape[0]
    found, keys, edges = np.empty((5, n), np.int64), np.empty(n, np.int64), np.zeros(purposes.likely.size + 1, np.int64)
    for place in range(n):
        keys[place] = (acting[place, 0] << 52) + (acting[place, 1] << 20) + acting[place, 2]
        edges[acting[place, 0] + 1] += 1
    order = _in_order(keys, acting[:, 3])
    for place in range(n):
        found[:, place] = acting[order[place]]
    return found, np.cumsum(edges)


@njit
def turns_of(stakes: Stakes, ids: IntArray, purposes: Purposes) -> Any:
    """Return the number of the purpose for which each delegator acts with what is one tranche, if it is asked."""
    drawn = first_below(purposes.bits, purposes.likely, purposes.names)
    if ids.size == stakes.delegators.size:
        return drawn
    turns = np.full(stakes.delegators.size, _NOT_ASKED, np.int8)
    for place in range(ids.size):
        turns[ids[place]] = drawn[place]
    return turns


@njit
def acting_of_held(stakes: Stakes, turns: Any, purposes: Purposes) -> IntArray:
    """Return purpose, delegator, validator, number and amount of each tranche of holdings that acts, in no order."""
    held, worth, size = stakes.held, stakes.worth, stakes.tranche_uakt
    rows = np.empty(held.size, np.int64)
    rows = rows[: _may_act(stakes, turns, rows)]
    n_most = 0
    for row in rows:
        n_most += worth_of(worth, held[row]) // size + 1
    found, n = np.empty((n_most, 5), np.int64), 0
    for row in rows:
        holding = held[row]
        n = _note(found, n, holding, worth_of(worth, holding), size, np.int64(turns[holding.delegator]), purposes)
    return found[:n]


@njit_borrowing
def _may_act(stakes: Stakes, turns: Any, rows: IntArray) -> int:
    """Note the rows of holdings whose delegator's turn it is, or which are several tranches; return how many."""
    delegators, held, n = stakes.delegators, stakes.held, 0
    for delegator in range(turns.size):
        if turns[delegator] > _NEVER and delegators[delegator].operates == NOBODY:
            row = stakes.first[delegator]
            while row != END:
                rows[n] = row
                row, n = held[row].next, n + 1
    for row in stakes.several:
        whose = held[row].delegator
        if turns[whose] == _NEVER and delegators[whose].operates == NOBODY:
            rows[n] = row
            n += 1
    return n


@njit
def acting_of_away(stakes: Stakes, turns: Any, purposes: Purposes) -> IntArray:
    """Return the same of principal away, by the validator that it left; `turns` are those of other purposes."""
    away, size, n_most = stakes.away, stakes.tranche_uakt, 0
    for row in range(away.size):
        n_most += 1 if away[row].amount_uakt <= size else away[row].amount_uakt // size + 1
    found = np.empty((n_most, 5), np.int64)
    return found[: _note_away(stakes, turns, purposes, found)]


@njit_borrowing
def _note_away(stakes: Stakes, turns: Any, purposes: Purposes, found: IntArray) -> int:
    away, size, n = stakes.away, stakes.tranche_uakt, 0
    for row in range(away.size):
        whose = away[row].delegator
        if turns[whose] != _NOT_ASKED and stakes.delegators[whose].operates == NOBODY:
            n = _note(found, n, away[row], away[row].amount_uakt, size, _turn(purposes, whose), purposes)
    return n


@njit_borrowing
def _turn(purposes: Purposes, delegator: int) -> int:
    """Return the purpose for which one delegator acts, as `turns_of` does."""
    for purpose in range(purposes.likely.size):
        if uniform_of(bits_of(purposes.bits[purpose], delegator)) < purposes.likely[purpose]:
            return purpose
    return _NEVER


@njit_borrowing
def _note(
    found: IntArray, n: int, whole: Any, amount_uakt: int, tranche_uakt: int, turn: Any, purposes: Purposes
) -> int:
    """Note the tranches of one amount that act after the `n` that are noted; return how many are noted then."""
    delegator, validator = whole.delegator, whole.validator
    if amount_uakt <= tranche_uakt:
        if turn != _NEVER and amount_uakt > 0:
            found[n, 0], found[n, 1], found[n, 2], found[n, 3], found[n, 4] = turn, delegator, validator, 0, amount_uakt
            n += 1
        return n
    many = -(-amount_uakt // tranche_uakt)
    each = amount_uakt // many
    rest = amount_uakt - each * many
    for purpose in range(purposes.likely.size):
        named = bits_of(bits_of(purposes.bits_of_tranches[purpose], delegator), validator)
        for number in range(many):
            acts = uniform_of(bits_of(named, number)) < purposes.likely[purpose]
            if acts and not _acts_for_one_before(purposes, purpose, delegator, validator, number):
                found[n, 0], found[n, 1], found[n, 2], found[n, 3] = purpose, delegator, validator, number
                found[n, 4] = each + (number < rest)
                n += 1
    return n


@njit_borrowing
def _acts_for_one_before(purposes: Purposes, purpose: int, delegator: int, validator: int, number: int) -> bool:
    """Return whether a tranche acts for a purpose that comes before one."""
    for before in range(purpose):
        named = bits_of(bits_of(bits_of(purposes.bits_of_tranches[before], delegator), validator), number)
        if uniform_of(named) < purposes.likely[before]:
            return True
    return False


@njit
def together(delegator: IntArray, one: IntArray, other: IntArray, amount_uakt: IntArray) -> IntArray:
    """Return delegators with one and another validator, sorted without repeats, and the sum of the amounts [uakt]."""
    keys = (delegator << 40) + (one << 20) + other
    found, n, before = np.empty((keys.size, 4), np.int64), 0, -1
    for place in _in_order(keys, amount_uakt):
        if keys[place] != before:
            found[n, 0], found[n, 1], found[n, 2], found[n, 3] = delegator[place], one[place], other[place], 0
            before = keys[place]
            n += 1
        found[n - 1, 3] += amount_uakt[place]
    return found[:n].T.copy()


@njit
def _in_order(keys: IntArray, ties: IntArray) -> IntArray:
    """Return the places of keys by size, then by ties (Shell 1959, gaps by Knuth): quick to compile."""
    order, gap = np.empty(keys.size, np.int64), 1
    for place in range(keys.size):
        order[place] = place
    while gap < keys.size // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for last in range(gap, keys.size):
            moved, place = order[last], last
            while place >= gap:
                before = order[place - gap]
                if keys[before] < keys[moved] or (keys[before] == keys[moved] and ties[before] <= ties[moved]):
                    break
                order[place] = before
                place -= gap
            order[place] = moved
        gap //= 3
    return order
