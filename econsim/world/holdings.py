"""What delegations are worth, and what they have earned and not yet withdrawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.units import DEC18, FloatArray, IntArray
from econsim.world.pairs import END
from econsim.world.world import World


def stake_of_delegations(world: World) -> IntArray:
    """Return the worth of each delegation [uakt]: shares x tokens / shares of the validator, rounded down."""
    held, validators = world.delegations, world.validators
    tokens, shares = validators.tokens_uakt, validators.delegator_shares
    if np.array_equal(tokens, shares):
        return held.shares.copy()
    worth = tokens[held.validator] / np.maximum(shares[held.validator], 1)
    return np.floor(held.shares * worth).astype(np.int64)


@njit
def worth_of_shares(validator: Any, shares: int) -> int:
    """Return the worth of some shares of one validator [uakt], as above."""
    if validator.tokens_uakt == validator.delegator_shares:
        return int(shares)
    return int(np.floor(shares * (validator.tokens_uakt / max(validator.delegator_shares, 1))))


def pending_rewards(world: World) -> FloatArray:
    """Return the rewards each delegator has not yet withdrawn [uakt], to float precision."""
    return rewards_since(world, world.delegations.start_index_dec18)


def rewards_since(world: World, start_index_dec18: IntArray) -> FloatArray:
    """Return each delegator's rewards [uakt] since its delegations' validators had reward indices, one a delegation."""
    held, rewards = world.delegations, np.zeros(len(world.delegators))
    held.make_room_for(rewards.size, 0)
    _add_rewards(rewards, held.first, held.store, start_index_dec18, world.validators.rows)
    return rewards


@njit
def _add_rewards(rewards: FloatArray, first: IntArray, pairs: Any, start: IntArray, validators: Any) -> None:
    """Add up what each delegator's pairs have earned, in the order of their validators."""
    for delegator in range(rewards.size):
        row = first[delegator]
        while row != END:
            risen = validators[pairs[row].validator].reward_index_dec18 - start[row]
            rewards[delegator] += pairs[row].shares * (risen / DEC18)
            row = pairs[row].next
