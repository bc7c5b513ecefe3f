"""Distribution: fees and new tokens to the community pool, to validators' commission and to delegators.

Fees F of an epoch; the bonded validators' power is tokens // 10^6, P in total. Who does not sign is paid as well, and
proposers take turns in proportion to power, so that voter and proposer rewards together are

    allocated to a validator = F x (1 - community_tax) x power / P
    commission               = allocated x commission rate, half-even at 18 decimals
    shared among delegators  = the rest; a share earns shared / shares of the validator (the reward index, F1)

The tax and all that truncation leaves goes to the community pool. Entitlements are kept in 18 decimals; the ledger
holds their whole uakt in `validators.outstanding_uakt`, and the pool holds what is below one uakt until it is whole.
A delegator's withdrawal pays floor(shares x (index - index at its last withdrawal)); the fraction goes to the pool.
A commission withdrawal pays the whole uakt; the fraction stays.

Source: cosmos/cosmos-sdk x/distribution/keeper/{allocation,validator,delegation,hooks}.go
@9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
Where we differ: one allocation an epoch, not one a block (1.7e-9 relative); proposer rewards in expectation, to who is
offline as well (a small validator's proposer part is off by up to 5e-3 over a day, 2.5e-4 over 30); the index is per
share, not per token of stake, so that a slash ends no period. Assumption: `proposers_in_expectation`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.compiled import njit
from econsim.errors import RunError
from econsim.mechanisms.distribution.allocation import WORKED_OUT, allocated_by_power, split_allocations
from econsim.mechanisms.distribution.parameters import Distribution
from econsim.mechanisms.distribution.withdrawals import SHORT, settle, withdraw_commission_of
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import new_books, post, words
from econsim.mechanisms.staking.records import Records, Stake, stake_of
from econsim.units import UAKT_PER_POWER, IntArray
from econsim.world.pairs import END
from econsim.world.validators import BONDED
from econsim.world.world import World

REWARDS_CLAIMED, COMMISSION_WITHDRAWN = words(money.REWARDS_CLAIMED), words(money.COMMISSION_WITHDRAWN)


@dataclass(frozen=True)
class Claims:
    """Rewards withdrawn, one entry a delegation [uakt]."""

    delegator: IntArray
    validator: IntArray
    uakt: IntArray


def distribute(world: World, law: Distribution) -> None:
    """Empty the fee collector: commission and rewards accrue to validators and delegators, the tax to the pool."""
    fees = int(world.ledger.pot_record["fee_collector_uakt"])
    allocate(world, fees, allocated_by_power(fees, law.community_tax_dec18, voting_power(world.validators.rows)))


@njit
def voting_power(validators: Records) -> IntArray:
    """Return the power of each validator: whole millions of the uakt of those that are bonded."""
    power = np.zeros(validators.size, np.int64)
    for number in range(validators.size):
        if validators[number].status == BONDED:
            power[number] = validators[number].tokens_uakt // UAKT_PER_POWER
    return power


def allocate(world: World, fees_uakt: int, allocated: IntArray) -> None:
    """Split allocations of fees between commission and delegators; what is not allocated goes to the pool.

    The rate is read now. What accrued is noted by validator until the next allocation [uakt]. Where a
    validator has no shares, nobody shares: that part goes to the pool, too. A row of `allocated` is a
    validator's (whole uakt, rest in 1e-18 uakt).
    """
    books = new_books()
    beyond = split_allocations(books, world.ledger.pot_record, world.validators.rows, fees_uakt, allocated)
    if beyond != WORKED_OUT:
        raise RunError(
            f"validator {beyond}: a share has earned over 9.2 uakt, which 64 bits cannot hold; lower "
            "inflation, raise blocks_per_year, shorten the run, or let fewer validators be jailed"
        )
    post(world.journal, books)


def withdraw_rewards(world: World, delegators: IntArray) -> Claims:
    """Pay these delegators all rewards of all their delegations; return what each delegation paid."""
    stake, paid = stake_of(world), np.zeros(len(world.delegations), dtype=np.int64)
    rows = np.array(_settle_all(stake, np.sort(delegators), paid), dtype=np.int64)
    post(world.journal, stake.books)
    held = world.delegations
    return Claims(held.delegator[rows], held.validator[rows], paid[rows])


@njit
def _settle_all(stake: Stake, delegators: IntArray, paid: IntArray) -> list[int]:
    """Settle all delegations of some delegators; fill in what each row pays and return the rows in order."""
    rows = [END][:0]
    for delegator in delegators:
        row = stake.first[delegator]
        while row != END:
            pair = stake.pairs[row]
            who, validator = stake.delegators[delegator], stake.validators[pair.validator]
            paid[row] = settle(stake.books, stake.pots, pair, who, validator, money.REWARDS_CLAIMED)
            if paid[row] == SHORT:
                return rows
            rows.append(row)
            row = pair.next
    return rows


def withdraw_commission(world: World, validators: IntArray) -> IntArray:
    """Pay validators (no repeats) the whole uakt of their commission to their operators' wallets; return each."""
    books, table = new_books(), world.validators
    paid = []
    for number in validators.tolist():
        validator = table.rows[number]
        operator = world.delegators.rows[validator.operator]
        paid.append(withdraw_commission_of(books, number, validator, operator, money.COMMISSION_WITHDRAWN))
    post(world.journal, books)
    return np.array(paid, dtype=np.int64)
