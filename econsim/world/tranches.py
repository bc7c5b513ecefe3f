"""Tranches: a large holding falls into equal parts, which are kept, moved and chosen for each by a draw of its own.

Assumption: `tranches`; a departure from "whole delegators at a time", without which no stationary distribution of
choices has the concentration that was seen.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.units import FloatArray, IntArray
from econsim.world.world import World


class Amounts(NamedTuple):
    """What delegators have somewhere: one entry an amount, and into how many tranches it falls."""

    row: IntArray  # whose
    validator: IntArray  # that holds it, or that it left
    uakt: IntArray
    tranches: IntArray


def n_tranches(amount_uakt: IntArray, size_uakt: IntArray | int) -> IntArray:
    """Return into how many equal tranches amounts [uakt] fall, each of at most `size_uakt`; at least one."""
    return np.maximum(-(-amount_uakt // np.maximum(size_uakt, 1)), 1)


def held_amounts(world: World) -> Amounts:
    """Return what each delegation is worth [uakt], in the order of delegators, then validators.

    worth = shares x tokens / shares of the validator, rounded down; a tranche is `tranche_ratio` of all bonded stake
    at most.
    """
    held, validators = world.delegations, world.validators
    worth = validators.tokens_uakt / np.maximum(validators.delegator_shares, 1)
    amounts = Amounts(*(np.empty(len(held), np.int64) for _ in Amounts._fields))
    _of_delegations(held.rows, held.in_order(), worth, world.delegators.rows, world.bonded_uakt, *amounts)
    return amounts


def away_amounts(world: World) -> Amounts:
    """Return the principal in wallets that will be staked again."""
    amounts = Amounts(*(np.empty(len(world.away), np.int64) for _ in Amounts._fields))
    _of_principal(world.away.rows, world.delegators.rows, world.bonded_uakt, *amounts)
    return amounts


@njit
def _of_delegations(
    held: Any,
    order: IntArray,
    worth: FloatArray,
    delegators: Any,
    bonded_uakt: int,
    row: IntArray,
    validator: IntArray,
    uakt: IntArray,
    tranches: IntArray,
) -> None:
    for place in range(order.size):
        one = held[order[place]]
        row[place], validator[place], each = one.delegator, one.validator, worth[one.validator]
        uakt[place] = one.shares if each == 1.0 else np.int64(np.floor(one.shares * each))
        tranches[place] = _n_parts(uakt[place], bonded_uakt * delegators[row[place]].tranche_ratio)


@njit
def _of_principal(
    away: Any,
    delegators: Any,
    bonded_uakt: int,
    row: IntArray,
    validator: IntArray,
    uakt: IntArray,
    tranches: IntArray,
) -> None:
    for place in range(away.size):
        one = away[place]
        row[place], validator[place], uakt[place] = one.delegator, one.validator, one.amount_uakt
        tranches[place] = _n_parts(uakt[place], bonded_uakt * delegators[row[place]].tranche_ratio)


@njit
def _n_parts(amount_uakt: int, size_uakt: float) -> int:
    """Return into how many tranches an amount falls; tranches are whole uakt."""
    size = int(max(size_uakt, 1.0))
    return 1 if amount_uakt <= size else -(-amount_uakt // size)
