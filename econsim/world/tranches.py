"""Tranches: a large holding falls into equal parts, which are kept, moved and chosen for each by a draw of its own.

Assumption: `tranches`; a departure from "whole delegators at a time", without which no stationary distribution of
choices has the concentration that was seen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.columns import read_only
from econsim.compiled import njit
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.delegations import NOBODY
from econsim.world.pairs import END
from econsim.world.validators import BONDED
from econsim.world.world import World


class Stakes(NamedTuple):
    """What delegators have, for compiled code: the tables' own records, not to be written to."""

    delegators: Any
    first: IntArray  # row of each delegator's first holding; the next one's is its `next` (world/pairs.py)
    held: Any
    worth: FloatArray  # of a share, by validator [uakt]
    away: Any
    tranche_uakt: int  # at most
    several: IntArray  # rows of holdings that are several tranches


class Amounts(NamedTuple):
    """What delegators have somewhere: one entry an amount, and into how many tranches it falls."""

    row: IntArray  # whose
    validator: IntArray  # that holds it, or that it left
    uakt: IntArray
    tranches: IntArray


def n_tranches(amount_uakt: Any, size_uakt: int) -> Any:
    """Return into how many equal tranches amounts [uakt] fall, each of at most `size_uakt`; at least one."""
    return np.maximum(-(-amount_uakt // max(size_uakt, 1)), 1)


def stakes_of(world: World) -> Stakes:
    """Return what delegators have: a holding is worth shares x tokens / shares of the validator, rounded down.

    A tranche is at most a part of bonded stake, or of half of all where less is bonded, principal away included. Else
    what there is would fall into ever more tranches as validators are jailed or burned, and nobody bonded into one a
    uakt.
    """
    delegators, held = world.delegators, world.delegations
    held.make_room_for(len(delegators), 0)
    held_rows, away = read_only(held.rows), read_only(world.away.rows)
    worth, size, several = _in_tranches(held_rows, away, world.validators.rows, float(world.tranche_ratio))
    return Stakes(read_only(delegators.rows), read_only(held.first), held_rows, worth, away, size, several)


@njit
def _in_tranches(held: Any, away: Any, validators: Any, tranche_ratio: float) -> tuple[FloatArray, int, IntArray]:
    """Return what a share of each validator is worth [uakt], the largest tranche [uakt], and holdings that are several.

    A tranche is at most that part of the larger of bonded stake and half of all, principal away included.
    """
    worth, bonded, total = _worth_of_shares(validators), 0, 0
    for number in range(validators.size):
        total += validators[number].tokens_uakt
        if validators[number].status == BONDED:
            bonded += validators[number].tokens_uakt
    for row in range(away.size):
        total += away[row].amount_uakt
    size = max(int(max(bonded, total // 2) * tranche_ratio), 1)
    several, n, dearest = np.empty(held.size, np.int64), 0, worth.max() if worth.size else 0.0
    for row in range(held.size):
        if held[row].shares * dearest >= size and worth_of(worth, held[row]) > size:  # the first is quick, and few pass
            several[n] = row
            n += 1
    return worth, size, several[:n]


@njit
def _worth_of_shares(validators: Any) -> FloatArray:
    """Return what a share of each validator is worth [uakt]."""
    worth = np.empty(validators.size)
    for number in range(validators.size):
        worth[number] = validators[number].tokens_uakt / max(validators[number].delegator_shares, 1)
    return worth


def held_amounts(world: World, stakes: Stakes) -> Amounts:
    """Return all holdings, in the order of delegators, then validators."""
    held, rows = world.delegations, world.delegations.in_order()
    return Amounts(held.delegator[rows], *_amounts(stakes, rows))


def held_amounts_of(world: World, stakes: Stakes, delegators: IntArray) -> Amounts:
    """Return the holdings of some delegators, in their order, then by validators; `row`: the number among them."""
    rows, whose = world.delegations.of_some(delegators)
    return Amounts(whose, *_amounts(stakes, rows))


def away_amounts(world: World, stakes: Stakes) -> Amounts:
    """Return the principal in wallets that will be staked again."""
    away = world.away
    return Amounts(away.delegator, away.validator, away.amount_uakt, n_tranches(away.amount_uakt, stakes.tranche_uakt))


@njit
def worth_of(worth: FloatArray, holding: Any) -> int:
    """Return what a holding is worth [uakt]; `worth` is that of a share, by validator."""
    each = worth[holding.validator]
    return holding.shares if each == 1.0 else int(np.floor(holding.shares * each))


@njit
def _amounts(stakes: Stakes, rows: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Return with whom some holdings are, what they are worth [uakt], and into how many tranches they fall."""
    validator, uakt, tranches = (
        np.empty(rows.size, np.int64),
        np.empty(rows.size, np.int64),
        np.empty(rows.size, np.int64),
    )
    for number in range(rows.size):
        holding = stakes.held[rows[number]]
        validator[number] = holding.validator
        uakt[number] = worth_of(stakes.worth, holding)
        tranches[number] = max(-(-uakt[number] // max(stakes.tranche_uakt, 1)), 1)
    return validator, uakt, tranches


def held_together_uakt(stakes: Stakes, delegators: IntArray, counts: BoolArray) -> int:
    """Return what some delegators hold together with the validators that count [uakt]."""
    return int(_held_together_uakt(stakes.first, stakes.held, stakes.worth, delegators, counts))


@njit
def _held_together_uakt(first: IntArray, held: Any, worth: FloatArray, delegators: IntArray, counts: BoolArray) -> int:
    total = 0
    for delegator in delegators:
        row = first[delegator]
        while row != END:
            if counts[held[row].validator]:
                total += worth_of(worth, held[row])
            row = held[row].next
    return total


def free_uakt(world: World) -> int:
    """Return bonded stake that is not an operator's, not the foundation's and not with a captive validator [uakt]."""
    held, tied = world.delegations, world.ledger.kept("tied delegators", _who_is_tied, world.delegators.rows)
    held.make_room_for(len(world.delegators), 0)
    return int(_free_uakt(tied, held.first, held.rows, world.validators.rows))


def _who_is_tied(delegators: Any) -> IntArray:
    """Return the operators and the foundation: who that is never changes."""
    return np.flatnonzero(delegators["operates"] != NOBODY)


@njit
def _free_uakt(tied: IntArray, first: IntArray, held: Any, validators: Any) -> int:
    """Return the same: what is not with tied delegators; where a share is worth one uakt all hold the tokens."""
    worth, is_free, all_hold, is_worth_one = _worth_of_shares(validators), np.empty(validators.size, np.bool_), 0, True
    for number in range(validators.size):
        validator = validators[number]
        is_free[number] = validator.status == BONDED and not validator.is_captive
        if is_free[number]:
            all_hold += validator.tokens_uakt
            is_worth_one = is_worth_one and worth[number] == 1.0
    if not is_worth_one:
        all_hold = 0
        for row in range(held.size):
            if is_free[held[row].validator]:
                all_hold += worth_of(worth, held[row])
    return all_hold - _held_together_uakt(first, held, worth, tied, is_free)
