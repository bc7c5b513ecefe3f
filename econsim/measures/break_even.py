"""Break-even: the AKT price at which validators' commission pays for their work, from the last 30 epochs.

Of the bonded validators, each one's commission of the last 30 epochs (all, where there were fewer) becomes AKT a month
of 30.4375 days. Sorted downwards, the k-th value says at which price k validators earn a cost:

    break_even_usd[k, cost] = cost / k-th value; missing where fewer than k earn anything

Captive validators and those that charge nothing stand apart, and are counted. The rewards of a validator's own bond
are not counted: any delegator has those.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from econsim.units import DAYS_PER_MONTH, SECONDS_PER_DAY, UAKT_PER_AKT, FloatArray
from econsim.world.series import Moment, Number

EPOCHS = 30
RANKS = (10, 33, 50, 67, 80)
PRICES_CENTS = (50, 100, 350)
COST_USD = 300.0  # a month, of the series; another cost has its price in proportion


def break_even_series(now: Moment) -> Iterator[tuple[str, Number]]:
    """Yield the series of the epoch by name."""
    world, earned_by_epoch = now.world, now.last(EPOCHS, _commission_uakt)
    validators, bonded = world.validators, world.validators.is_bonded
    captive = bonded & validators.is_captive
    charges_nothing = bonded & ~captive & (validators.commission_rate_dec18 == 0)
    in_line = np.flatnonzero(bonded & ~captive & ~charges_nothing)
    days = len(earned_by_epoch) * world.epoch_seconds / SECONDS_PER_DAY
    earned = np.sum(earned_by_epoch, axis=0)[in_line]
    income = akt_a_month(earned, days)
    for rank in RANKS:
        yield f"break_even_{rank}_usd", break_even_usd(income, rank, COST_USD)
    for cents in PRICES_CENTS:
        covers = income * (cents / 100) >= validators.operating_cost_usd_per_month[in_line]
        yield f"n_covering_cost_at_{cents}_cents", int((covers & (income > 0.0)).sum())
    yield "n_captive", int(captive.sum())
    yield "n_without_commission", int(charges_nothing.sum())


def _commission_uakt(now: Moment) -> FloatArray:
    return now.world.validators.commission_accrued_uakt.copy()


def akt_a_month(earned_uakt: FloatArray, days: float) -> FloatArray:
    """Return what was earned in some days as AKT a month."""
    return np.asarray(earned_uakt / UAKT_PER_AKT / days * DAYS_PER_MONTH)


def break_even_usd(akt_a_month: FloatArray, rank: int, cost_usd_a_month: float) -> float:
    """Return the AKT price at which `rank` validators earn a cost; NaN where fewer earn anything."""
    earning = np.sort(akt_a_month[akt_a_month > 0.0])[::-1]
    return float(cost_usd_a_month / earning[rank - 1]) if rank <= earning.size else float("nan")
