"""What chance allows of a mean: its intervals and the test that it is 0, Student's t or the bootstrap.

Student's t below 100 values, the BCa bootstrap from there (Efron 1987; Efron and Tibshirani 1993, section 14.3): at 20
values t covers .945 and BCa .922 of the time.
"""

from __future__ import annotations

import math
import warnings
from typing import Any, NamedTuple

import numpy as np
from scipy import special

from econsim.units import FloatArray

CONFIDENCE = 0.95
BOTH_SIDES = 0.90  # two one-sided tests at 5 % are an interval of 90 %
BOOTSTRAP_FROM = 100
ROUNDING = 1e-12  # of the level: values closer than that differ by rounding, not by what happened
_RESAMPLES = 9_999
_NUMBERS_AT_ONCE = 1_000_000


class Chance(NamedTuple):
    """The intervals of a mean at 95 and 90 %, and the p-value of the two-sided test that it is 0.

    Equal values give points. That they are equal may be chance where they are whole numbers: the test is then that of
    signs, 2 x (1/2)^n. Of other numbers it cannot be: 0. Of zeros it is 1.
    """

    low: float
    high: float
    low_90: float
    high_90: float
    p_value: float


def chance(values: FloatArray) -> Chance | None:
    """Return what chance allows of the mean of some values, None where there are fewer than two."""
    if values.size < 2:
        return None
    if np.ptp(values) == 0.0:
        point = float(values[0])
        return Chance(point, point, point, point, _p_equal(values) if point else 1.0)
    made = _bca(values) if values.size >= BOOTSTRAP_FROM else None
    return _student(values) if made is None else made


def interval(values: FloatArray) -> tuple[float | None, float | None]:
    """Return the 95 % interval of the mean, (None, None) for a single value."""
    found = chance(values)
    return (None, None) if found is None else (found.low, found.high)


def _student(values: FloatArray) -> Chance:
    mean, error = float(values.mean()), float(values.std(ddof=1)) / math.sqrt(values.size)
    half, half_90 = (
        error * float(special.stdtrit(values.size - 1, 0.5 + part / 2)) for part in (CONFIDENCE, BOTH_SIDES)
    )
    return Chance(mean - half, mean + half, mean - half_90, mean + half_90, _p_student(values))


def _p_student(values: FloatArray) -> float:
    mean = float(values.mean())
    if np.ptp(values) <= ROUNDING * abs(mean):
        return _p_equal(values)
    error = float(values.std(ddof=1)) / math.sqrt(values.size)
    return float(2.0 * special.stdtr(values.size - 1, -abs(mean / error)))


def _p_equal(values: FloatArray) -> float:
    return 2.0 ** (1 - values.size) if np.array_equal(values, np.round(values)) else 0.0


def _bca(values: FloatArray) -> Chance | None:
    """Return the BCa intervals of the mean and the test that they imply; None where the resamples bear none.

    It is worked out on (values - first) / range and carried back, which changes nothing but rounding: as they are,
    values that differ in their last digits only lose them in the sums, and the skewness becomes 0 / 0.
    """
    from scipy import stats  # which takes half a second to import

    origin, scale = float(values[0]), float(np.ptp(values))
    scaled = (values - origin) / scale
    asked: dict[str, Any] = {"method": "BCa", "batch": max(1, min(1_000, _NUMBERS_AT_ONCE // values.size))}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.DegenerateDataWarning)  # its ends are NaN, which is looked at below
        made: Any = stats.bootstrap(
            (scaled,),
            np.mean,
            n_resamples=_RESAMPLES,
            confidence_level=CONFIDENCE,
            rng=np.random.default_rng(0),
            **asked,
        )
        at_90: Any = stats.bootstrap(
            (scaled,), np.mean, n_resamples=0, confidence_level=BOTH_SIDES, bootstrap_result=made, **asked
        )
    ends = [origin + scale * float(end) for one in (made, at_90) for end in one.confidence_interval]
    if not all(math.isfinite(end) for end in ends):
        return None
    p_value = _p_bootstrap(values, scaled, made.bootstrap_distribution, -origin / scale)
    return Chance(ends[0], ends[1], ends[2], ends[3], p_value)


def _p_bootstrap(values: FloatArray, scaled: FloatArray, means: FloatArray, zero: float) -> float:
    """Return the p-value at which an end of the BCa interval is 0 (Efron and Tibshirani 1993, equation 15.35).

    Where no resample reaches 0 it is Student's, and no more than the resamples can tell.
    """
    below = _part_below(means, zero)
    if below in (0.0, 1.0):
        return min(_p_student(values), 2.0 / (_RESAMPLES + 1))
    apart = scaled - scaled.mean()
    acceleration = float((apart**3).sum() / (6.0 * (apart**2).sum() ** 1.5))
    bias = float(special.ndtri(_part_below(means, float(scaled.mean()))))
    reached = float(special.ndtri(below)) - bias
    one_side = float(special.ndtr(reached / (1.0 + acceleration * reached) - bias))
    return 2.0 * min(one_side, 1.0 - one_side)


def _part_below(means: FloatArray, limit: float) -> float:
    """Return the part of the resamples below a limit, those at it counted half."""
    return float((np.mean(means < limit) + np.mean(means <= limit)) / 2.0)
