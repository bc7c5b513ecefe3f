"""Series of staking: stake, its flows and messages, the validator set, commission rates."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from econsim.mechanisms.staking.commission import EDITS, EDITS_REFUSED, locked_in
from econsim.mechanisms.staking.messages import WANTED
from econsim.mechanisms.staking.records import REFUSED
from econsim.mechanisms.staking.rules import (
    DELEGATED,
    ENTERED,
    JOINED,
    LEAVING,
    LEFT,
    REDELEGATED,
    RESTAKED,
    UNDELEGATED,
)
from econsim.units import DEC18, BoolArray, IntArray
from econsim.world.series import Moment, Series, count, flow, shared, stock


@shared
def _bonded(now: Moment) -> BoolArray:
    return now.world.validators.is_bonded


@shared
def _bonded_uakt(now: Moment) -> IntArray:
    """Return the stake of each validator of the active set, 0 for the others."""
    return np.where(_bonded(now), now.world.validators.tokens_uakt, 0)


def _mean_rate(now: Moment, chosen: BoolArray) -> float:
    validators = now.world.validators
    rates, stake = validators.commission_rate_dec18[chosen] / DEC18, validators.tokens_uakt[chosen]
    return float((rates * stake).sum() / stake.sum()) if stake.sum() else 0.0


def _median_rate(now: Moment) -> float:
    bonded = _bonded(now)
    return float(np.median(now.world.validators.commission_rate_dec18[bonded]) / DEC18) if bonded.any() else 0.0


def _is(compare: Callable[[Any, Any], Any], now: Moment) -> BoolArray:
    """Return which validators' rates are below, at or above the floor in force."""
    return np.asarray(compare(now.world.validators.commission_rate_dec18, now.law.staking.min_commission_rate_dec18))


def _stake_ratio(compare: Callable[[Any, Any], Any]) -> Callable[[Moment], float]:
    def ratio(now: Moment) -> float:
        stake = _bonded_uakt(now)
        return int(stake[_is(compare, now)].sum()) / max(int(stake.sum()), 1)

    return ratio


SERIES = (
    Series("bonded_uakt", "uakt", "stake of the active set", lambda now: int(_bonded_uakt(now).sum())),
    Series(
        "bonded_ratio",
        "fraction",
        "bonded over supply",
        lambda now: int(_bonded_uakt(now).sum()) / now.world.supply_uakt,
    ),
    stock("unbondings.balance_uakt", "unbonding_uakt", "unbonding entries not yet paid out"),
    flow(DELEGATED, "delegated_uakt", "delegated from wallets by choice (restaking and the bonding flow apart)"),
    flow(RESTAKED, "restaked_uakt", "claimed rewards delegated again"),
    flow(UNDELEGATED, "undelegated_uakt", "undelegated (the bonding flow apart)"),
    flow(REDELEGATED, "redelegated_uakt", "redelegated"),
    count(
        WANTED,
        "new stake that outside holders are expected to bring (below 0: stake expected to leave for good) at the real "
        "yield of the epoch before",
        unit="uakt",
    ),
    Series(
        "bonding_flow_done_uakt",
        "uakt",
        "new stake from outside less undelegated for good in the epoch",
        lambda now: now.flow(JOINED) - now.flow(LEAVING),
    ),
    count(REFUSED, "delegations and redelegations that the chain refused"),
    count(ENTERED, "validators that entered the active set"),
    count(LEFT, "validators that left the active set"),
    count(EDITS, "commission edits that the chain accepted"),
    count(EDITS_REFUSED, "commission edits that the chain refused"),
    Series(
        "commission_rate_mean",
        "fraction",
        "commission rate of the active set weighted by stake",
        lambda now: _mean_rate(now, _bonded(now)),
    ),
    Series(
        "commission_rate_mean_not_captive",
        "fraction",
        "the same without captive validators (which charged half or more at the start)",
        lambda now: _mean_rate(now, _bonded(now) & ~now.world.validators.is_captive),
    ),
    Series("commission_rate_median", "fraction", "median commission rate of the active set", _median_rate),
    Series(
        "stake_below_floor_ratio",
        "fraction",
        "part of bonded stake with validators below min_commission_rate",
        _stake_ratio(operator.lt),
    ),
    Series(
        "stake_at_floor_ratio",
        "fraction",
        "part of bonded stake with validators exactly at min_commission_rate",
        _stake_ratio(operator.eq),
    ),
    Series(
        "stake_above_floor_ratio",
        "fraction",
        "part of bonded stake with validators above min_commission_rate",
        _stake_ratio(operator.gt),
    ),
    Series(
        "n_below_floor",
        "count",
        "validators of any status below min_commission_rate",
        lambda now: int(_is(operator.lt, now).sum()),
    ),
    Series(
        "n_locked_in",
        "count",
        "validators that can name no rate: max rate or max change rate keeps them below what the ante rule lets "
        "through",
        lambda now: int(locked_in(now.world, now.law.staking, now.law.software.rules).sum()),
    ),
)
