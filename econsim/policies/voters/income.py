"""What stake earns in a year under a law, by formulas that everybody can work out from what is public.

With S the supply, B the stake of the active set, i the inflation in force, b = B / S:

    inflation of the year = i + (1 - b / goal_bonded) x inflation_rate_change / 2, kept within its bounds
    apr                   = inflation of the year x S / B x (1 - community_tax) x blocks in a year / blocks_per_year
    of a delegator        = stake x apr x (1 - commission)     with a validator that has a seat, else 0
    of an operator        = stake of its validator x apr x commission, and what its own stake earns

Stake, prices and the rates of validators that no migration lifts are held fixed: nobody is expected to move.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, FloatArray
from econsim.world.validators import active_set


class YearlyYield(NamedTuple):
    """What one uakt earns in a year with each validator: who delegates it, and the operator that keeps a part of it."""

    delegated: FloatArray
    commission: FloatArray


def yearly_yield(public: Public, law: Any, commission_rate: FloatArray) -> YearlyYield:
    """Return what stake earns with each validator under a law and commission rates [1/year]."""
    stake = public.validators.stake_uakt
    has_seat = np.zeros(stake.size, np.bool_)
    has_seat[active_set(stake, law.staking.max_validators)] = True
    bonded, mint = max(int(stake[has_seat].sum()), 1), law.mint
    drift = (1.0 - bonded / public.supply_uakt / mint.goal_bonded) * mint.inflation_rate_change / 2.0
    inflation = max(min(public.inflation + drift, mint.inflation_max), mint.inflation_min)
    blocks = DAYS_PER_YEAR * SECONDS_PER_DAY / public.seconds_per_block
    issued = inflation * public.supply_uakt * blocks / mint.blocks_per_year
    apr = np.where(has_seat, issued / bonded * (1.0 - law.distribution.community_tax), 0.0)
    return YearlyYield(apr * (1.0 - commission_rate), apr * commission_rate)


def yearly_income(own: Own, public: Public, earned: YearlyYield) -> FloatArray:
    """Return what each account gets in a year: rewards of its stake, and, of an operator, commission [uakt]."""
    rewards = own.held_uakt * earned.delegated[own.held_validator]
    income = np.bincount(own.held_row, rewards, minlength=len(own))
    operates = own.operates >= 0
    commission = (public.validators.stake_uakt * earned.commission)[own.operates]
    return np.asarray(income + np.where(operates, commission, 0.0))
