"""Money of distribution beside that of staking/money.py, in compiled code: what validators hand back."""

from __future__ import annotations

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.staking.money import HANDED_BACK, Record


@njit
def hand_back(books: Record, validator: Record, amount: int) -> None:
    """Turn commission of the epoch into rewards of the validator's delegators; both are outstanding."""
    validator.commission_uakt -= amount
    validator.commission_accrued_uakt -= amount
    validator.rewards_accrued_uakt += amount
    validator.rebates_uakt += amount
    books.moved[HANDED_BACK] += amount
