"""Break-even: the AKT price at which validators' commission pays for their work, from the last 30 epochs.

Of the bonded validators, each one's commission of the last 30 epochs (all, where there were fewer) becomes AKT a month
of 30.4375 days. Sorted downwards, the k-th value says at which price k validators earn a cost:

    break_even_usd[k, cost] = cost / k-th value; missing where fewer than k earn anything

Captive validators and those that charge nothing stand apart, and are counted. The rewards of a validator's own bond
are not counted: any delegator has those.
"""

from __future__ import annotations

import numpy as np

from econsim.units import DAYS_PER_MONTH, SECONDS_PER_DAY, UAKT_PER_AKT, BoolArray, FloatArray
from econsim.world.series import Family, Moment, Series, shared

EPOCHS = 30
RANKS = (10, 33, 50, 67, 80)
PRICES_CENTS = (50, 100, 350)
COST_USD = 300.0  # a month, of the series; another cost has its price in proportion


def akt_a_month(earned_uakt: FloatArray, days: float) -> FloatArray:
    """Return what was earned in some days as AKT a month."""
    return np.asarray(earned_uakt / UAKT_PER_AKT / days * DAYS_PER_MONTH)


def break_even_usd(akt_a_month: FloatArray, rank: int, cost_usd_a_month: float) -> float:
    """Return the AKT price at which `rank` validators earn a cost; NaN where fewer earn anything."""
    earning = np.sort(akt_a_month[akt_a_month > 0.0])[::-1]
    return float(cost_usd_a_month / earning[rank - 1]) if rank <= earning.size else float("nan")


def _commission_uakt(now: Moment) -> FloatArray:
    return now.world.validators.commission_accrued_uakt.copy()


@shared
def _captive(now: Moment) -> BoolArray:
    return np.asarray(now.world.validators.is_bonded & now.world.validators.is_captive)


@shared
def _charges_nothing(now: Moment) -> BoolArray:
    validators = now.world.validators
    return np.asarray(validators.is_bonded & ~validators.is_captive & (validators.commission_rate_dec18 == 0))


@shared
def _income_in_line(now: Moment) -> tuple[FloatArray, FloatArray]:
    """Return what validators that stand in line earn [AKT a month], and what each of them costs [USD a month]."""
    validators, earned_by_epoch = now.world.validators, now.last(EPOCHS, _commission_uakt)
    in_line = np.flatnonzero(validators.is_bonded & ~_captive(now) & ~_charges_nothing(now))
    days = len(earned_by_epoch) * now.world.epoch_seconds / SECONDS_PER_DAY
    income = akt_a_month(np.sum(earned_by_epoch, axis=0)[in_line], days)
    return income, validators.operating_cost_usd_per_month[in_line]


def _break_even_usd(now: Moment) -> list[float]:
    income, _ = _income_in_line(now)
    return [break_even_usd(income, rank, COST_USD) for rank in RANKS]


def _n_covering_cost(now: Moment) -> list[int]:
    income, cost = _income_in_line(now)
    return [int(((income * (cents / 100) >= cost) & (income > 0.0)).sum()) for cents in PRICES_CENTS]


def _income_usd(now: Moment) -> float:
    validators = now.world.validators
    income = validators.commission_accrued_uakt * (now.world.akt_price_usd / UAKT_PER_AKT)
    return float(income[validators.is_bonded].sum())


def _cost_usd(now: Moment) -> float:
    validators, days = now.world.validators, now.world.epoch_seconds / SECONDS_PER_DAY
    cost = validators.operating_cost_usd_per_month * (days / DAYS_PER_MONTH)
    return float(cost[validators.is_bonded].sum())


SERIES = (
    Series(
        "validator_income_usd", "USD", "commission of the active set in the epoch at the epoch's price", _income_usd
    ),
    Series("validator_cost_usd", "USD", "operating cost of the active set in the epoch", _cost_usd),
    Family(
        "break_even_{rank}_usd",
        "USD",
        "300 USD a month over what the validator of this rank by commission earned in the last 30 epochs; missing "
        "where fewer earn",
        lambda world: list(map(str, RANKS)),
        _break_even_usd,
    ),
    Family(
        "n_covering_cost_at_{cents}_cents",
        "count",
        "validators whose commission of the last 30 epochs would pay their own cost at this AKT price",
        lambda world: list(map(str, PRICES_CENTS)),
        _n_covering_cost,
    ),
    Series(
        "n_captive",
        "count",
        "captive validators of the active set: they stand apart from who breaks even",
        lambda now: int(_captive(now).sum()),
    ),
    Series(
        "n_without_commission",
        "count",
        "validators of the active set that charge nothing: they stand apart as well",
        lambda now: int(_charges_nothing(now).sum()),
    ),
)
