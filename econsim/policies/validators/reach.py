"""What a validator may ask for now: the rates that one edit can reach and that the release does not refuse.

The rules are those every operator can look up: one change in 24 hours, a raise of at most its own max change rate,
never above its own max rate (cosmos/cosmos-sdk x/staking/types/commission.go @9abd946), and no rate below
`min_commission_rate` where the release refuses such a message (akash-network/node app/decorators/min_commision.go
@149f22e701ec9f4fd796e4b416879cd8d91d16e0).
"""

from __future__ import annotations

import numpy as np

from econsim.columns import Own
from econsim.compiled import njit
from econsim.contracts import Public
from econsim.units import BoolArray, FloatArray
from econsim.world.commission import DECIMALS_OF_A_RATE, highest_reachable_rate, lowest_rate_of_an_edit

_A_RATE = 10.0**DECIMALS_OF_A_RATE
_TOLERANCE = 0.5 * 10.0**-DECIMALS_OF_A_RATE


def step_towards(own: Own, public: Public, wanted: FloatArray) -> FloatArray:
    """Return the rate to ask for now by who wants some rate: the nearest one in reach on the way, NaN for none.

    A cut stops at the lowest rate that an edit may name, a raise at the highest in reach. Who stands below the lowest
    and does not want more than it is content.
    """
    lowest = float(lowest_legal_rate(public))
    return np.asarray(_step_towards(wanted, lowest, highest(own), own.commission_rate, own.may_change))


@njit
def _step_towards(
    wanted: FloatArray, lowest: float, highest: FloatArray, rate: FloatArray, may_change: BoolArray
) -> FloatArray:
    step = np.full(rate.size, np.nan)
    for row in range(rate.size):
        is_cut = wanted[row] < rate[row]
        asked = wanted[row]
        if is_cut and asked < lowest:
            asked = lowest
        if not is_cut and asked > highest[row]:
            asked = highest[row]
        asked = np.rint(asked * _A_RATE) / _A_RATE
        is_on_the_way = asked < rate[row] if is_cut else asked > rate[row]
        if is_on_the_way and asked >= lowest and may_change[row] and asked <= highest[row] + _TOLERANCE:
            step[row] = asked
    return step


def lowest_legal_rate(public: Public) -> float:
    """Return the lowest rate that an edit may name under the law and the release in force."""
    return lowest_rate_of_an_edit(
        float(public.law.staking.min_commission_rate), public.release.rules.edit_below_floor_refused
    )


def is_in_reach(own: Own, wanted: float) -> BoolArray:
    """Return which rows may take the wanted rate now, by max rate, max change rate and the 24 hours."""
    return np.asarray(own.may_change & (wanted <= highest(own) + _TOLERANCE))


def highest(own: Own) -> FloatArray:
    """Return the highest rate that one edit can reach."""
    return np.asarray(highest_reachable_rate(own.commission_rate, own.max_rate, own.max_change_rate))
