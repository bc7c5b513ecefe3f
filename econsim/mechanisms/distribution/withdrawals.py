"""Withdrawals, one at a time in compiled code: the rewards of a delegation, a validator's commission, a removal."""

from __future__ import annotations

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import Record
from econsim.units import WIDE_DEC18, exact_divmod
from econsim.world.validators import UNBONDED

SHORT = -1


@njit
def settle(books: Record, pots: Record, pair: Record, delegator: Record, validator: Record, why: int) -> int:
    """Pay the rewards of a delegation and start it anew; return the uakt paid, or SHORT.

    The fraction goes to the community pool once those of the validator's withdrawals make a whole uakt. The chain pays
    at most what is outstanding; here that never binds, since the index is truncated.
    """
    risen = validator.reward_index_dec18 - pair.start_index_dec18
    if risen == 0:
        return 0
    paid, fraction = exact_divmod(risen, pair.shares, WIDE_DEC18)
    fraction += validator.pool_fraction_dec18
    whole = 1 if fraction >= WIDE_DEC18 else 0
    if not money.is_covered(books, why, pair.validator, validator.outstanding_uakt - paid - whole):
        return SHORT
    pair.start_index_dec18 = validator.reward_index_dec18
    delegator.rewards_uakt += paid
    money.pay_rewards(books, why, validator, delegator, paid)
    if whole > 0:
        fraction -= WIDE_DEC18
        money.send_fractions(books, pots, validator, whole)
    validator.pool_fraction_dec18 = fraction
    return int(paid)


@njit
def withdraw_commission_of(books: Record, number: int, validator: Record, operator: Record, why: int) -> int:
    """Pay the whole uakt of a validator's commission to its operator's wallet; return them, or SHORT."""
    if not money.is_covered(books, why, number, validator.outstanding_uakt - validator.commission_uakt):
        return SHORT
    paid = money.pay_commission(books, why, validator, operator)
    validator.commission_earned_uakt += paid
    return paid


@njit
def is_gone(validator: Record) -> bool:
    """Return whether a validator is to be removed: it is unbonded and has no shares left."""
    return bool(validator.status == UNBONDED and validator.delegator_shares == 0)


@njit
def close(books: Record, pots: Record, number: int, validator: Record, operator: Record) -> None:
    """Remove a validator: its commission is paid to its operator, all else that is outstanding goes to the pool."""
    if withdraw_commission_of(books, number, validator, operator, money.COMMISSION_OF_REMOVED) == SHORT:
        return
    money.leave_to_pool(books, pots, validator)
    validator.allocated_fraction_dec18 = 0
    validator.commission_fraction_dec18 = 0
    validator.pool_fraction_dec18 = 0
