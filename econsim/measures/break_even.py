"""Break-even: the AKT price at which validators' commission pays for their work, from the last 30 epochs.

Of the bonded validators, each one's commission of the last 30 epochs (all, where there were fewer) becomes AKT a month
of 30.4375 days. Sorted downwards, the k-th value says at which price k validators earn a cost:

    break_even_usd[k, cost] = cost / k-th value; missing where fewer than k earn anything

Captive validators and those that charge nothing stand apart, and are counted. The rewards of a validator's own bond
are not counted: any delegator has those.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.units import DAYS_PER_MONTH, SECONDS_PER_DAY, UAKT_PER_AKT, BoolArray, FloatArray, IntArray
from econsim.world.series import (
    Family,
    Series,
    akt_price_usd,
    bonded,
    epoch_seconds,
    of,
    over_the_last,
    total,
    validators,
)

EPOCHS = 30
RANKS = (10, 33, 50, 67, 80)
PRICES_CENTS = (50, 100, 350)
COST_USD = 300.0  # a month, of the series; another cost has its price in proportion


def akt_a_month(earned_uakt: FloatArray, days: Any) -> FloatArray:
    """Return what was earned in some days as AKT a month."""
    return np.asarray(earned_uakt / UAKT_PER_AKT / days * DAYS_PER_MONTH)


def break_even_usd(akt_a_month: FloatArray, rank: Any, cost_usd_a_month: float) -> FloatArray:
    """Return the AKT price at which `rank` validators earn a cost (a rank or several); NaN where fewer earn anything.

    What validators earn is along the last axis, where the prices by rank are returned.
    """
    ascending, place = np.sort(akt_a_month), akt_a_month.shape[-1] - np.asarray(rank)
    earned = np.where(place >= 0, ascending[..., np.maximum(place, 0)], 0.0)
    return np.where(earned > 0.0, cost_usd_a_month / np.where(earned > 0.0, earned, 1.0), np.nan)


def break_even_sensitivity(commission_rate: float, floor: float) -> float | None:
    """Return the delegators' sensitivity above which a small validator loses income when a floor lifts its rate.

    ln(floor / rate) / (floor - rate), in log odds per unit of commission; None for a rate of 0, which always gains.
    Raises ValueError for a rate outside 0 to below the floor.
    """
    if not 0.0 <= commission_rate < floor:
        raise ValueError(f"commission_rate is {commission_rate}; expected 0 to below the floor, {floor}")
    return math.log(floor / commission_rate) / (floor - commission_rate) if commission_rate else None


_commission, _is_captive = validators("commission_accrued_uakt"), validators("is_captive")
_cost = validators("operating_cost_usd_per_month")
_charges_nothing = of(lambda rate: rate == 0, validators("commission_rate_dec18"))
_captive = of(np.logical_and, bonded, _is_captive)
_without_commission = of(
    lambda bonded, captive, charges_nothing: bonded & ~captive & charges_nothing, bonded, _is_captive, _charges_nothing
)


def _akt_a_month(
    commission_uakt: FloatArray, bonded: BoolArray, captive: BoolArray, charges_nothing: BoolArray, seconds: FloatArray
) -> FloatArray:
    """Return what validators that stand in line earn [AKT a month], 0 for the others."""
    n_epochs = np.minimum(np.arange(1, seconds.size + 1), EPOCHS)
    days = n_epochs * seconds / SECONDS_PER_DAY
    income = akt_a_month(over_the_last(EPOCHS, commission_uakt), days[:, np.newaxis])
    return np.where(bonded & ~captive & ~charges_nothing, income, 0.0)


_income = of(_akt_a_month, _commission, bonded, _is_captive, _charges_nothing, epoch_seconds)


def _n_covering_cost(income: FloatArray, cost: FloatArray) -> IntArray:
    earns = income > 0.0
    covering = [np.count_nonzero((income * (cents / 100) >= cost) & earns, axis=-1) for cents in PRICES_CENTS]
    return np.stack(covering, axis=-1)


def _income_usd(commission_uakt: FloatArray, is_bonded: BoolArray, akt_price_usd: FloatArray) -> FloatArray:
    income = commission_uakt * (akt_price_usd / UAKT_PER_AKT)[:, np.newaxis]
    return np.asarray(np.where(is_bonded, income, 0.0).sum(axis=-1))


def _cost_usd(
    cost_usd_per_month: FloatArray, saved_share: FloatArray, is_bonded: BoolArray, epoch_seconds: FloatArray
) -> FloatArray:
    months = epoch_seconds / SECONDS_PER_DAY / DAYS_PER_MONTH
    cost = cost_usd_per_month * months[:, np.newaxis] * (1.0 - saved_share)
    return np.asarray(np.where(is_bonded, cost, 0.0).sum(axis=-1))


SERIES = (
    Series(
        "validator_income_usd",
        "USD",
        "commission of the active set in the epoch at the epoch's price",
        of(_income_usd, _commission, bonded, akt_price_usd),
    ),
    Series(
        "validator_cost_usd",
        "USD",
        "what the active set spent on operation in the epoch",
        of(_cost_usd, _cost, validators("saved_share"), bonded, epoch_seconds),
    ),
    Family(
        "break_even_{rank}_usd",
        "USD",
        "300 USD a month over what the validator of this rank by commission earned in the last 30 epochs; missing "
        "where fewer earn",
        lambda world: list(map(str, RANKS)),
        of(lambda income: break_even_usd(income, RANKS, COST_USD), _income),
    ),
    Family(
        "n_covering_cost_at_{cents}_cents",
        "count",
        "validators whose commission of the last 30 epochs would pay their own cost at this AKT price",
        lambda world: list(map(str, PRICES_CENTS)),
        of(_n_covering_cost, _income, _cost),
    ),
    Series(
        "n_captive",
        "count",
        "captive validators of the active set: they stand apart from who breaks even",
        of(total, _captive),
    ),
    Series(
        "n_without_commission",
        "count",
        "validators of the active set that charge nothing: they stand apart as well",
        of(total, _without_commission),
    ),
)
