"""Series of staking: stake, its flows and messages, the validator set, commission rates."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from econsim.mechanisms.staking.commission import EDITS, EDITS_REFUSED, locked_in, lowest_rate_dec18
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
from econsim.units import DEC18, BoolArray, FloatArray, IntArray
from econsim.world.series import (
    Moment,
    Of,
    Series,
    bonded,
    bonded_stake,
    count,
    flow,
    moved,
    of,
    stock,
    supply_uakt,
    total,
    validators,
)

_rate = validators("commission_rate_dec18")


def _law(now: Moment) -> Any:
    return now.law


# the floor in force, and the lowest rate that the ante rule lets through [1e-18]
_floor = of(lambda laws: np.array([law.staking.min_commission_rate_dec18 for law in laws]), _law)
_lowest = of(lambda laws: np.array([lowest_rate_dec18(law.staking, law.software.rules) for law in laws]), _law)


def _mean_rate(rate: IntArray, stake: IntArray) -> FloatArray:
    """Return the mean rate weighted by stake; 0 where there is none."""
    weighted = (rate / DEC18 * stake).sum(axis=-1)
    return np.asarray(weighted / np.maximum(stake.sum(axis=-1), 1))


def _not_captive(stake: IntArray, is_captive: BoolArray) -> IntArray:
    return np.where(is_captive, 0, stake)


def _median_rate(rate: IntArray, is_bonded: BoolArray) -> FloatArray:
    """Return the median rate of those that are bonded; 0 for none."""
    n = is_bonded.sum(axis=-1)
    ascending = np.sort(np.where(is_bonded, rate, _LAST))
    middle = [ascending[np.arange(n.size), place] / 1.0 for place in (np.maximum(n - 1, 0) // 2, n // 2)]
    return np.where(n > 0, (middle[0] + middle[1]) / 2.0 / DEC18, 0.0)


def _stake_ratio(compare: Callable[[Any, Any], Any]) -> Of:
    """Return the part of bonded stake whose rate compares with the floor in force."""

    def ratio(rate: IntArray, stake: IntArray, floor: IntArray) -> FloatArray:
        there = np.where(compare(rate, floor[:, np.newaxis]), stake, 0)
        return np.asarray(there.sum(axis=-1) / np.maximum(stake.sum(axis=-1), 1))

    return of(ratio, _rate, bonded_stake, _floor)


def _n_below(rate: IntArray, floor: IntArray) -> IntArray:
    return np.asarray(np.count_nonzero(rate < floor[:, np.newaxis], axis=-1))


def _n_locked_in(rate: IntArray, max_rate: IntArray, max_change_rate: IntArray, lowest: IntArray) -> IntArray:
    return np.asarray(np.count_nonzero(locked_in(rate, max_rate, max_change_rate, lowest[:, np.newaxis]), axis=-1))


_bonded_uakt = of(total, bonded_stake)
_LAST = 2**63 - 1  # beyond every rate

SERIES = (
    Series("bonded_uakt", "uakt", "stake of the active set", _bonded_uakt),
    Series(
        "bonded_ratio",
        "fraction",
        "bonded over supply",
        of(operator.truediv, _bonded_uakt, supply_uakt),
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
        of(operator.sub, moved(JOINED), moved(LEAVING)),
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
        of(_mean_rate, _rate, bonded_stake),
    ),
    Series(
        "commission_rate_mean_not_captive",
        "fraction",
        "the same without captive validators (which charged half or more at the start)",
        of(_mean_rate, _rate, of(_not_captive, bonded_stake, validators("is_captive"))),
    ),
    Series(
        "commission_rate_median",
        "fraction",
        "median commission rate of the active set",
        of(_median_rate, _rate, bonded),
    ),
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
        of(_n_below, _rate, _floor),
    ),
    Series(
        "n_locked_in",
        "count",
        "validators that can name no rate: max rate or max change rate keeps them below what the ante rule lets "
        "through",
        of(
            _n_locked_in,
            _rate,
            validators("max_rate_dec18"),
            validators("max_change_rate_dec18"),
            _lowest,
        ),
    ),
)
