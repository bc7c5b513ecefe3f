"""Yields: what stake earns in an epoch and in a year, as accounts get it.

With R the rewards of stake in an epoch, B the bonded stake and S the supply at its beginning, M what was minted in it,
and n the epochs in 365.25 days:

    r = R / B, g = M / S
    apr                   = n r                              [1/year]
    real_yield            = ((1 + r) / (1 + g))^n - 1        who restakes every epoch
    real_yield_unrestaked = (1 + n r) / (1 + g)^n - 1        who restakes nothing

The last two are the growth of a stake's share of supply in a year at the pace of this epoch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY

_LARGEST_LOGARITHM = 700.0  # e^700 is about the largest float


@dataclass(frozen=True)
class Yields:
    """The yields of one epoch [1/year]; gross is before commission, the others are what delegators get."""

    bonded_uakt: int  # at the epoch's beginning
    gross_apr: float
    net_apr: float
    real_yield: float
    real_yield_unrestaked: float


def yields_of(
    rewards_uakt: float,
    allocated_uakt: float,
    bonded_uakt: int,
    minted_uakt: int,
    supply_uakt: int,
    epoch_seconds: float,
) -> Yields:
    """Return the yields of an epoch; bonded and supply are those of its beginning.

    Allocated to validators is what is minted less the tax; rewards are what is left of it after commission. Where
    nothing is bonded nothing is earned: the aprs are 0.
    """
    epochs_a_year = DAYS_PER_YEAR * SECONDS_PER_DAY / epoch_seconds
    earned = rewards_uakt / bonded_uakt if bonded_uakt else 0.0
    grown = minted_uakt / supply_uakt if supply_uakt else 0.0
    net_apr = epochs_a_year * earned
    return Yields(
        bonded_uakt=bonded_uakt,
        gross_apr=epochs_a_year * (allocated_uakt / bonded_uakt) if bonded_uakt else 0.0,
        net_apr=net_apr,
        real_yield=_growth(epochs_a_year * (math.log1p(earned) - math.log1p(grown))),
        real_yield_unrestaked=_growth(math.log1p(net_apr) - epochs_a_year * math.log1p(grown)),
    )


def _growth(logarithm: float) -> float:
    return math.expm1(min(logarithm, _LARGEST_LOGARITHM))
