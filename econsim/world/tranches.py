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
from econsim.world.pairs import END
from econsim.world.world import World


class Stakes(NamedTuple):
    """What delegators have, for compiled code: the tables' own records, not to be written to."""

    delegators: Any
    first: IntArray  # row of each delegator's first holding; the next one's is its `next` (world/pairs.py)
    held: Any
    worth: FloatArray  # of a share, by validator [uakt]
    away: Any
    tranche_uakt: int  # at most


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
    """Return what delegators have: a holding is worth shares x tokens / shares of the validator, rounded down."""
    delegators, held, validators = world.delegators, world.delegations, world.validators
    held.make_room_for(len(delegators), 0)
    return Stakes(
        read_only(delegators.rows),
        read_only(held.first),
        read_only(held.rows),
        validators.tokens_uakt / np.maximum(validators.delegator_shares, 1),
        read_only(world.away.rows),
        _largest(world),
    )


def _largest(world: World) -> int:
    """Return how large a tranche is at most [uakt]: a part of bonded stake, or of half of all where less is bonded.

    Else the holdings would fall into ever more tranches as validators are jailed, and nobody bonded into one a uakt.
    """
    counted = max(world.bonded_uakt, int(world.validators.tokens_uakt.sum()) // 2)
    return max(int(counted * world.tranche_ratio), 1)


def held_amounts(world: World) -> Amounts:
    """Return all holdings, in the order of delegators, then validators."""
    held, rows = world.delegations, world.delegations.in_order()
    return _amounts(world, held.delegator[rows], rows)


def held_amounts_of(world: World, delegators: IntArray) -> Amounts:
    """Return the holdings of some delegators, in their order, then by validators; `row`: the number among them."""
    rows, whose = world.delegations.of_some(delegators)
    return _amounts(world, whose, rows)


def _amounts(world: World, whose: IntArray, rows: IntArray) -> Amounts:
    stakes = stakes_of(world)
    uakt = _worth_of_rows(stakes, rows)
    return Amounts(whose, world.delegations.validator[rows], uakt, n_tranches(uakt, stakes.tranche_uakt))


def away_amounts(world: World) -> Amounts:
    """Return the principal in wallets that will be staked again."""
    away = world.away
    return Amounts(
        away.delegator, away.validator, away.amount_uakt, n_tranches(away.amount_uakt, stakes_of(world).tranche_uakt)
    )


@njit
def worth_of(worth: FloatArray, holding: Any) -> int:
    """Return what a holding is worth [uakt]; `worth` is that of a share, by validator."""
    each = worth[holding.validator]
    return holding.shares if each == 1.0 else int(np.floor(holding.shares * each))


@njit
def _worth_of_rows(stakes: Stakes, rows: IntArray) -> IntArray:
    worth = np.empty(rows.size, np.int64)
    for number in range(rows.size):
        worth[number] = worth_of(stakes.worth, stakes.held[rows[number]])
    return worth


@njit
def held_together_uakt(stakes: Stakes, delegators: IntArray, counts: BoolArray) -> int:
    """Return what some delegators hold together with the validators that count [uakt]."""
    total = 0
    for delegator in delegators:
        row = stakes.first[delegator]
        while row != END:
            if counts[stakes.held[row].validator]:
                total += worth_of(stakes.worth, stakes.held[row])
            row = stakes.held[row].next
    return total
