"""What delegations are worth, and what they have earned and not yet withdrawn."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.units import DEC18, FloatArray, IntArray
from econsim.world.world import World


def stake_of_delegations(world: World) -> IntArray:
    """Return the worth of each delegation [uakt]: shares x tokens / shares of the validator, rounded down."""
    held, validators = world.delegations, world.validators
    tokens, shares = validators.tokens_uakt, validators.delegator_shares
    if np.array_equal(tokens, shares):
        return held.shares.copy()
    worth = tokens[held.validator] / np.maximum(shares[held.validator], 1)
    return np.floor(held.shares * worth).astype(np.int64)


def pending_rewards(world: World) -> FloatArray:
    """Return the rewards each delegator has not yet withdrawn [uakt], to float precision."""
    return rewards_since(world, world.delegations.start_index_dec18)


def rewards_since(world: World, start_index_dec18: IntArray) -> FloatArray:
    """Return each delegator's rewards [uakt] since its delegations' validators had reward indices, one a delegation."""
    held, rewards = world.delegations, np.zeros(len(world.delegators))
    index = world.validators.reward_index_dec18
    _add_rewards(rewards, held.delegator, held.validator, held.shares, start_index_dec18, index)
    return rewards


@njit
def _add_rewards(
    rewards: FloatArray, delegator: IntArray, validator: IntArray, shares: IntArray, start: IntArray, index: IntArray
) -> None:
    for row in range(delegator.size):
        rewards[delegator[row]] += shares[row] * ((index[validator[row]] - start[row]) / DEC18)
