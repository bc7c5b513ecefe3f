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

    A tranche is at most a part of bonded stake, or of half of all where less is bonded. Else the holdings would fall
    into ever more tranches as validators are jailed, and nobody bonded into one a uakt.
    """
    delegators, held = world.delegators, world.delegations
    held.make_room_for(len(delegators), 0)
    worth, counted = _worth_of_shares(world.validators.rows)
    return Stakes(
        read_only(delegators.rows),
        read_only(held.first),
        read_only(held.rows),
        worth,
        read_only(world.away.rows),
        max(int(counted * world.tranche_ratio), 1),
    )


@njit
def _worth_of_shares(validators: Any) -> tuple[FloatArray, int]:
    """Return what a share of each validator is worth [uakt], and the larger of bonded stake and half of all [uakt]."""
    worth, bonded, total = np.empty(validators.size), 0, 0
    for number in range(validators.size):
        validator = validators[number]
        worth[number] = validator.tokens_uakt / max(validator.delegator_shares, 1)
        total += validator.tokens_uakt
        if validator.status == BONDED:
            bonded += validator.tokens_uakt
    return worth, max(bonded, total // 2)


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


@njit
def free_uakt(stakes: Stakes, validators: Any) -> int:
    """Return bonded stake that is not an operator's, not the foundation's and not with a captive validator [uakt].

    Where every share is worth one uakt it is what those few do not hold.
    """
    is_free, tokens, by_few = np.empty(validators.size, np.bool_), 0, True
    for number in range(validators.size):
        validator = validators[number]
        is_free[number] = validator.status == BONDED and not validator.is_captive
        if is_free[number]:
            tokens += validator.tokens_uakt
        by_few = by_few and stakes.worth[number] == 1.0
    who, n = np.empty(stakes.delegators.size, np.int64), 0
    for delegator in range(stakes.delegators.size):
        if (stakes.delegators[delegator].operates == NOBODY) != by_few:
            who[n] = delegator
            n += 1
    held = held_together_uakt(stakes, who[:n], is_free)
    return tokens - held if by_few else held
