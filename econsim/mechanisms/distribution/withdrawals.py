"""Withdrawals, one at a time in compiled code: the rewards of a delegation, a validator's commission, a removal."""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.records import Stake
from econsim.units import DEC18, exact_divmod
from econsim.world.validators import UNBONDED

SHORT = -1


@njit
def settle(stake: Stake, row: int, why: int) -> int:
    """Pay the rewards of a delegation (a row) and start it anew; return the uakt paid, or SHORT.

    The fraction goes to the community pool once those of the validator's withdrawals make a whole uakt. The chain pays
    at most what is outstanding; here that never binds, since the index is truncated.
    """
    pair = stake.pairs[row]
    validator = stake.validators[pair.validator]
    risen = validator.reward_index_dec18 - pair.start_index_dec18
    if risen == 0:
        return 0
    paid, fraction = exact_divmod(risen, pair.shares, DEC18)
    fractions = validator.pool_fraction_dec18 + fraction
    whole = fractions // DEC18
    if not money.is_covered(stake.books, why, pair.validator, validator.outstanding_uakt - paid - whole):
        return SHORT
    pair.start_index_dec18 = validator.reward_index_dec18
    validator.pool_fraction_dec18 = fractions - whole * DEC18
    delegator = stake.delegators[pair.delegator]
    delegator.rewards_uakt += paid
    money.pay_rewards(stake.books, why, validator, delegator, paid)
    if whole > 0:
        money.send_fractions(stake.books, stake.pots, validator, whole)
    return int(paid)


@njit
def withdraw_commission_of(stake: Stake, number: int, why: int) -> int:
    """Pay the whole uakt of a validator's commission to its operator's wallet; return them, or SHORT."""
    validator = stake.validators[number]
    left = validator.outstanding_uakt - validator.commission_uakt
    if not money.is_covered(stake.books, why, number, left):
        return SHORT
    paid = money.pay_commission(stake.books, why, validator, stake.delegators[validator.operator])
    validator.commission_earned_uakt += paid
    return paid


@njit
def close_if_gone(stake: Stake, number: int) -> None:
    """Remove a validator that is unbonded and has no shares left: pay its commission, the rest goes to the pool."""
    validator = stake.validators[number]
    if validator.status != UNBONDED or validator.delegator_shares > 0:
        return
    if withdraw_commission_of(stake, number, money.COMMISSION_OF_REMOVED) == SHORT:
        return
    money.leave_to_pool(stake.books, stake.pots, validator)
    validator.allocated_fraction_dec18 = 0
    validator.commission_fraction_dec18 = 0
    validator.pool_fraction_dec18 = 0
