"""Series of slashing: who is in jail, votes missed, stake burned, and how much of the set was offline."""

from __future__ import annotations

import operator

import numpy as np

from econsim.mechanisms.slashing.rules import (
    JAILED,
    MISSED,
    POWER_COUNTED,
    POWER_OFFLINE,
    TOMBSTONED,
    WORST_COUNTED,
    WORST_OFFLINE,
)
from econsim.mechanisms.staking import money
from econsim.mechanisms.staking.money import words
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.series import Series, count, counted, moved, of, validators

_THIRD = 3  # a third of the power offline, or more, and the chain stands still


def _ratio(offline: IntArray, of_all: IntArray) -> FloatArray:
    return np.asarray(offline / np.maximum(of_all, 1))


def _is_a_third(offline: IntArray, of_all: IntArray) -> IntArray:
    return np.asarray((_THIRD * offline >= of_all) & (offline > 0)).astype(np.int64)


def _burned(name: str, meaning: str, stake: int, unbonding: int) -> Series:
    return Series(name, "uakt", meaning, of(operator.add, moved(words(stake)), moved(words(unbonding))))


def _n(is_so: BoolArray) -> IntArray:
    return np.asarray(np.count_nonzero(is_so, axis=-1))


SERIES = (
    Series("jailed", "count", "validators in jail at the end of the epoch", of(_n, validators("is_jailed"))),
    Series("tombstoned", "count", "validators jailed for ever by then", of(_n, validators("is_tombstoned"))),
    count(JAILED, "validators jailed for downtime in the epoch"),
    count(TOMBSTONED, "validators tombstoned for a double sign in the epoch"),
    count(MISSED, "votes on the epoch's blocks that validators of the set missed"),
    _burned(
        "slashed_downtime_uakt",
        "burned for downtime: stake and unbonding stake",
        money.SLASHED_DOWNTIME,
        money.UNBONDING_SLASHED_DOWNTIME,
    ),
    _burned(
        "slashed_double_sign_uakt",
        "burned for double signs: stake, redelegated stake, unbonding stake",
        money.SLASHED_DOUBLE_SIGN,
        money.UNBONDING_SLASHED_DOUBLE_SIGN,
    ),
    Series(
        "bonded_offline_mean",
        "fraction",
        "part of the set's voting power whose validators were offline, mean over the epoch's blocks",
        of(_ratio, counted(POWER_OFFLINE), counted(POWER_COUNTED)),
    ),
    Series(
        "bonded_offline_worst",
        "fraction",
        "the same in the block where it was most",
        of(_ratio, counted(WORST_OFFLINE), counted(WORST_COUNTED)),
    ),
    Series(
        "third_offline",
        "count",
        "1 in an epoch with a block in which a third of the power or more was offline, else 0",
        of(_is_a_third, counted(WORST_OFFLINE), counted(WORST_COUNTED)),
    ),
)
