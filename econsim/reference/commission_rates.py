"""The SDK's own rules for a validator's commission; the floor is Akash's and another file's.

Source: cosmos/cosmos-sdk x/staking/types/commission.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from dataclasses import dataclass

from econsim.reference.decimal18 import ONE, ZERO, Dec
from econsim.reference.failures import Refused

SECONDS_BETWEEN_CHANGES = 24 * 3600


@dataclass(frozen=True)
class Commission:
    """The rate, its largest value, its largest rise at once, and when it was last changed [seconds]."""

    rate: Dec
    max_rate: Dec
    max_change_rate: Dec
    update_time: int = 0


def validate(commission: Commission) -> None:
    """Refuse unless 0 <= rate <= max rate <= 1 and 0 <= max change rate <= max rate (Validate)."""
    if commission.max_rate < ZERO or commission.max_rate > ONE:
        raise Refused("the max rate is not between 0 and 1")
    if commission.rate < ZERO or commission.rate > commission.max_rate:
        raise Refused("the rate is not between 0 and the max rate")
    if commission.max_change_rate < ZERO or commission.max_change_rate > commission.max_rate:
        raise Refused("the max change rate is not between 0 and the max rate")


def validate_new_rate(commission: Commission, rate: Dec, now: int) -> None:
    """Refuse a new rate within 24 hours, below 0, above the max rate or too far up (ValidateNewRate)."""
    if now - commission.update_time < SECONDS_BETWEEN_CHANGES:
        raise Refused("the commission was changed less than 24 hours ago")
    if rate < ZERO:
        raise Refused("the rate is negative")
    if rate > commission.max_rate:
        raise Refused("the rate is above the max rate")
    if rate - commission.rate > commission.max_change_rate:
        raise Refused("the rate rises by more than the max change rate")
