"""Distribution: fees and new tokens to the community pool, to validators' commission and to delegators.

Fees F of an epoch; the bonded validators' power is tokens // 10^6, P in total. Every validator signs, and proposers
take turns in proportion to power, so that voter and proposer rewards together are

    allocated to a validator = F x (1 - community_tax) x power / P
    commission               = allocated x commission rate, half-even at 18 decimals
    shared among delegators  = the rest; a share earns shared / shares of the validator (the reward index, F1)

The tax and all that truncation leaves goes to the community pool. Entitlements are kept in 18 decimals; the ledger
holds their whole uakt in `validators.outstanding_uakt`, and the pool holds what is below one uakt until it is whole.
A delegator's withdrawal pays floor(shares x (index - index at its last withdrawal)); the fraction goes to the pool.
A commission withdrawal pays the whole uakt; the fraction stays.

Source: cosmos/cosmos-sdk x/distribution/keeper/{allocation,validator,delegation,hooks}.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: one allocation an epoch, not one a block (1.7e-9 relative); proposer rewards in expectation (a small
validator's proposer part is off by up to 5e-3 over a day, 2.5e-4 over 30); the index is per share, not per token of
stake, which is the same while a share is worth one uakt. Assumption: `proposers_in_expectation`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.compiled import njit
from econsim.errors import RunError
from econsim.mechanisms.distribution.parameters import Distribution
from econsim.units import DEC18, UAKT_PER_POWER, IntArray, half_even, mul_divmod
from econsim.world.ledger import Account, Move
from econsim.world.validators import Validators
from econsim.world.world import World

COMMUNITY_TAX, CARRIED_FRACTIONS, ALLOCATED = "community tax", "carried fractions", "allocated to validators"
REWARDS_CLAIMED, COMMISSION_WITHDRAWN = "rewards claimed", "commission withdrawn"
REWARDS_TOUCHED = "rewards withdrawn by staking messages"  # that touch the delegation
REWARD_FRACTIONS = "fractions of rewards"
COMMISSION_OF_REMOVED, LEFT_BY_REMOVED = "commission of removed validators", "left by removed validators"
_POOL = Account("community_pool_uakt")
_LARGEST_INDEX = 2**63 - 1


@dataclass(frozen=True)
class Claims:
    """Rewards withdrawn, one entry a delegation [uakt]."""

    delegator: IntArray
    validator: IntArray
    uakt: IntArray


def distribute(world: World, law: Distribution) -> None:
    """Empty the fee collector: commission and rewards accrue to validators and delegators, the tax to the pool."""
    validators, fees = world.validators, world.ledger.total("fee_collector_uakt")
    allocate(world, fees, allocation_dec18(fees, law.community_tax_dec18, voting_power(validators)))


def voting_power(validators: Validators) -> IntArray:
    """Return the power of each validator: whole millions of the uakt of those that are bonded."""
    return np.where(validators.is_bonded, validators.tokens_uakt // UAKT_PER_POWER, 0)


def allocation_dec18(fees_uakt: int, community_tax_dec18: int, power: IntArray) -> IntArray:
    """Return what is allocated to each validator [1e-18 uakt], as Python ints: the products leave 64 bits."""
    powers = power.astype(object)
    total = powers.sum()
    if total == 0:
        return powers
    pot_dec18 = fees_uakt * (DEC18 - community_tax_dec18)
    return np.asarray(pot_dec18 * (powers * DEC18 // total) // DEC18)


def allocate(world: World, fees_uakt: int, allocated_dec18: IntArray) -> None:
    """Split allocations of fees between commission and delegators; what is not allocated goes to the pool.

    The rate is read now. What accrued is noted by validator until the next allocation [uakt]. Where a
    validator has no shares, nobody shares: that part goes to the pool, too.
    """
    validators = world.validators
    commission = half_even(allocated_dec18 * validators.commission_rate_dec18.astype(object), DEC18)
    shared = np.where(validators.delegator_shares > 0, allocated_dec18 - commission, 0)
    _post_allocation(world, fees_uakt, commission + shared)
    _add_commission(validators, commission)
    _raise_index(validators, shared)
    validators.allocated_uakt[:] = (commission + shared) / DEC18
    validators.commission_accrued_uakt[:] = commission / DEC18
    validators.rewards_accrued_uakt[:] = shared / DEC18


def withdraw_rewards(world: World, delegators: IntArray) -> Claims:
    """Pay these delegators all rewards of all their delegations; return what each delegation paid."""
    asking = np.zeros(len(world.delegators), dtype=np.bool_)
    asking[delegators] = True
    held = world.delegations
    rows = np.flatnonzero(asking[held.delegator])
    return Claims(held.delegator[rows], held.validator[rows], settle_delegations(world, rows, REWARDS_CLAIMED))


def settle_delegations(world: World, rows: IntArray, why: str) -> IntArray:
    """Pay the rewards of delegations (row numbers, no repeats) and start them anew; return the uakt paid for each.

    The chain pays at most what is outstanding; here that never binds, since the index is truncated.
    """
    if not rows.size:
        return np.zeros(0, dtype=np.int64)
    held, validators = world.delegations, world.validators
    delegator, validator = held.delegator[rows], held.validator[rows]
    index = validators.reward_index_dec18[validator]
    paid, fraction = mul_divmod(index - held.start_index_dec18[rows], held.shares[rows], DEC18)
    held.start_index_dec18[rows] = index
    np.add.at(world.delegators.rewards_uakt, delegator, paid)
    outstanding = Account("validators.outstanding_uakt", validator)
    wallets = Account("delegators.wallet_uakt", delegator)
    to_the_pool = _fractions_to_the_pool(validators, validator, fraction)
    world.ledger.post([Move(outstanding, wallets, paid, why), to_the_pool])
    return np.asarray(paid)


def withdraw_commission(world: World, validators: IntArray, why: str = COMMISSION_WITHDRAWN) -> IntArray:
    """Pay validators (no repeats) the whole uakt of their commission to their operators' wallets; return each."""
    table = world.validators
    paid = table.commission_uakt[validators]
    table.commission_uakt[validators] = 0
    table.commission_earned_uakt[validators] += paid
    wallets = Account("delegators.wallet_uakt", table.operator[validators])
    world.ledger.move(Account("validators.outstanding_uakt", validators), wallets, paid, why)
    return np.asarray(paid)


def close_validators(world: World, validators: IntArray) -> None:
    """Pay out the commission of validators that are removed; all that is left outstanding goes to the pool."""
    if not validators.size:
        return
    withdraw_commission(world, validators, COMMISSION_OF_REMOVED)
    table = world.validators
    rest = table.outstanding_uakt[validators]
    world.ledger.move(Account("validators.outstanding_uakt", validators), _POOL, rest, LEFT_BY_REMOVED)
    for carried in (table.allocated_fraction_dec18, table.commission_fraction_dec18, table.pool_fraction_dec18):
        carried[validators] = 0


def _post_allocation(world: World, fees: int, allocated: IntArray) -> None:
    """Move the whole uakt of allocations to the validators and the rest of the fees to the community pool."""
    validators = world.validators
    carried = validators.allocated_fraction_dec18 + allocated
    whole = (carried // DEC18).astype(np.int64)
    validators.allocated_fraction_dec18[:] = carried % DEC18
    to_pool = fees - int(whole.sum())  # below zero where fractions that the pool held become whole
    collector = Account("fee_collector_uakt")
    outstanding = Account("validators.outstanding_uakt", np.arange(whole.size))
    world.ledger.post(
        [
            Move(_POOL, collector, max(-to_pool, 0), CARRIED_FRACTIONS),
            Move(collector, _POOL, max(to_pool, 0), COMMUNITY_TAX),
            Move(collector, outstanding, whole, ALLOCATED),
        ]
    )


def _add_commission(validators: Validators, commission: IntArray) -> None:
    carried = validators.commission_fraction_dec18 + commission
    validators.commission_uakt += (carried // DEC18).astype(np.int64)
    validators.commission_fraction_dec18[:] = carried % DEC18


def _raise_index(validators: Validators, shared: IntArray) -> None:
    index = validators.reward_index_dec18 + shared // np.maximum(validators.delegator_shares, 1).astype(object)
    if index.size and index.max() > _LARGEST_INDEX:
        raise RunError(
            f"validator {index.argmax()}: a share has earned over 9.2 uakt, which 64 bits cannot hold; lower "
            "inflation, raise blocks_per_year or shorten the run"
        )
    validators.reward_index_dec18[:] = index


def _fractions_to_the_pool(validators: Validators, validator: IntArray, fraction: IntArray) -> Move:
    """Add the fractions of withdrawals [1e-18 uakt] to those owed to the pool; return the move of whole uakt."""
    whole = _whole_units(validators.pool_fraction_dec18, validator, fraction)
    outstanding = Account("validators.outstanding_uakt", np.arange(whole.size))
    return Move(outstanding, _POOL, whole, REWARD_FRACTIONS)


@njit
def _whole_units(carried: IntArray, row: IntArray, fraction: IntArray) -> IntArray:
    """Add fractions [1e-18 uakt, below 1 uakt] to those carried by row; return the whole uakt that each row is left."""
    whole = np.zeros_like(carried)
    for place in range(row.size):
        carried[row[place]] += fraction[place]
        if carried[row[place]] >= DEC18:
            carried[row[place]] -= DEC18
            whole[row[place]] += 1
    return whole
