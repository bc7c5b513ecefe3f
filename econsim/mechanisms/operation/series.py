"""Series of operation: what validators spend, who gives up and who comes in."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.operation.rules import CAME_IN, GAVE_UP
from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.series import Series, bonded, count, of, validators


def _mean_spending(saved_share: FloatArray, is_bonded: BoolArray) -> FloatArray:
    n_bonded = np.count_nonzero(is_bonded, axis=-1)
    return np.asarray(1.0 - np.where(is_bonded, saved_share, 0.0).sum(axis=-1) / np.maximum(n_bonded, 1))


def _n_covered(days_covered: FloatArray, is_bonded: BoolArray) -> IntArray:
    return np.asarray(np.count_nonzero((days_covered > 0.0) & is_bonded, axis=-1))


SERIES = (
    Series(
        "validator_spending_mean",
        "fraction",
        "part of the cost of operation that validators of the active set spend, mean",
        of(_mean_spending, validators("saved_share"), bonded),
    ),
    Series(
        "n_covering_cost",
        "count",
        "validators of the active set whose commission of the epoch paid its cost of operation",
        of(_n_covered, validators("days_covered"), bonded),
    ),
    count(GAVE_UP, "validators that took their own bond away in the epoch, for good"),
    count(CAME_IN, "candidates that brought what they lacked for a seat in the epoch"),
)
