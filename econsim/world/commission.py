"""Which commission rates a validator may set: what the chain's rule and the policies both ask.

At least 24 hours lie between two edits; a rate is at most the validator's own max rate and at most its own max change
above the rate it has; decreases have no limit. From v0.24.0 on, no edit may name a rate below `min_commission_rate`.

Source: cosmos/cosmos-sdk x/staking/types/commission.go ValidateNewRate @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b
(v0.45.16); akash-network/node app/decorators/min_commision.go @6952ec25c2f6494439d947e03ff9aaacc592598d.
"""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np

from econsim.units import SECONDS_PER_DAY

SECONDS_BETWEEN_EDITS = SECONDS_PER_DAY
LONG_AGO_SECONDS = -365.0 * SECONDS_PER_DAY  # of a last edit before the start: the next one is not too early
Rate = TypeVar("Rate", int, float)
DECIMALS_OF_A_RATE = 12  # that an edit names: 0.05 + 0.01 asks for 0.06 and not for 0.060000000000000005


def highest_reachable_rate(rate: Any, max_rate: Any, max_change_rate: Any) -> Any:
    """Return the highest rates that one edit can set, as fractions or scaled by 10^18 like the arguments."""
    return np.minimum(rate + max_change_rate, max_rate)


def lowest_rate_of_an_edit(min_commission_rate: Rate, edit_below_floor_refused: bool) -> Rate:
    """Return the lowest rate that an edit may name, a fraction or scaled by 10^18 like the floor."""
    return min_commission_rate if edit_below_floor_refused else 0
