"""What a validator may ask for now: the rates that one edit can reach and that the release does not refuse.

The rules are those every operator can look up: one change in 24 hours, a raise of at most its own max change rate,
never above its own max rate (cosmos/cosmos-sdk x/staking/types/commission.go @9abd946), and no rate below
`min_commission_rate` where the release refuses such a message (akash-network/node app/decorators/min_commision.go
@149f22e701ec9f4fd796e4b416879cd8d91d16e0).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public
from econsim.units import SECONDS_PER_HOUR, BoolArray, FloatArray
from econsim.world.commission import (
    DECIMALS_OF_A_RATE,
    SECONDS_BETWEEN_EDITS,
    highest_reachable_rate,
    lowest_rate_of_an_edit,
)

_TOLERANCE = 0.5 * 10.0**-DECIMALS_OF_A_RATE


def step_towards(own: Own, public: Public, wanted: Any) -> FloatArray:
    """Return the rate to ask for now by who wants some rate: the nearest one in reach on the way, NaN for none.

    A cut stops at the lowest rate that an edit may name, a raise at the highest in reach. Who stands below the lowest
    and does not want more than it is content.
    """
    lowest = lowest_legal_rate(public)
    cut = np.maximum(wanted, lowest)
    raised = np.minimum(wanted, highest(own))
    asked = np.round(np.where(wanted < own.commission_rate, cut, raised), DECIMALS_OF_A_RATE)
    is_on_the_way = np.where(wanted < own.commission_rate, asked < own.commission_rate, asked > own.commission_rate)
    is_asking = is_on_the_way & (asked >= lowest) & is_in_reach(own, asked)
    return np.where(is_asking, asked, np.nan)


def lowest_legal_rate(public: Public) -> float:
    """Return the lowest rate that an edit may name under the law and the release in force."""
    return lowest_rate_of_an_edit(
        float(public.law.staking.min_commission_rate), public.release.rules.edit_below_floor_refused
    )


def is_in_reach(own: Own, wanted: Any) -> BoolArray:
    """Return which rows may take the wanted rate now, by max rate, max change rate and the 24 hours."""
    is_rested = own.hours_since_change >= SECONDS_BETWEEN_EDITS / SECONDS_PER_HOUR
    return np.asarray(is_rested & (wanted <= highest(own) + _TOLERANCE))


def highest(own: Own) -> FloatArray:
    """Return the highest rate that one edit can reach."""
    return np.asarray(highest_reachable_rate(own.commission_rate, own.max_rate, own.max_change_rate))
