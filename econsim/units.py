"""Conversions between units and exact proportions; they live here and nowhere else.

Money is whole micro-units (uakt, uusdc) in int64. A `_dec18` number is a fraction scaled by 10^18, the
chain's own decimal (cosmos/cosmos-sdk types/decimal.go @9abd946). Prices per block are int64 in millionths
of a micro-unit (`_micro_uakt_per_block`), so that price x blocks is exact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

UAKT_PER_AKT = 1_000_000
MICRO = 1_000_000  # millionths of a micro-unit in a micro-unit: the resolution of prices per block
UAKT_PER_POWER = 1_000_000  # the power reduction of the chain: voting power = tokens // 10^6
DEC18 = 10**18  # one, in the chain's 18-decimal fixed point
SECONDS_PER_HOUR = 3_600
SECONDS_PER_DAY = 86_400
DAYS_PER_YEAR = 365.25
HOURS_PER_YEAR = DAYS_PER_YEAR * 24
HOURS_PER_MONTH = HOURS_PER_YEAR / 12
DAYS_PER_MONTH = DAYS_PER_YEAR / 12

DENOMS = ("uakt", "uusdc")  # the position of a denom is its code in tables and kernels
UAKT, UUSDC = 0, 1

_LARGEST = 2**63 - 1
_LARGEST_DIVISOR = 2**62
_ESTIMATED_WELL = 2.0e15
_RESIDUAL_FITS = 2 * 10**18


def mul_div(a: Any, b: Any, c: Any) -> Any:
    """Return floor(a b / c) exactly, with an intermediate of any size.

    Arguments: whole numbers or int64 arrays that broadcast, none negative, c positive (below 2^62 in arrays).
    Returns an int when all are ints, else an int64 array of the common shape.
    Raises OverflowError when a result leaves int64, ValueError outside the domain, TypeError for other types.
    """
    return mul_divmod(a, b, c)[0]


def mul_divmod(a: Any, b: Any, c: Any) -> tuple[Any, Any]:
    """Return floor(a b / c) and the remainder, both exact; arguments and errors as in `mul_div`."""
    if all(isinstance(x, int | np.integer) for x in (a, b, c)):
        if a < 0 or b < 0 or c <= 0:
            raise ValueError(f"mul_div({a}, {b}, {c}): wants 0 <= a, 0 <= b, 0 < c")
        quotient, remainder = divmod(int(a) * int(b), int(c))
        if quotient > _LARGEST:
            raise OverflowError(f"mul_div({a}, {b}, {c}) does not fit in 64 bits")
        return quotient, remainder
    rows_a, rows_b, rows_c = np.broadcast_arrays(*(whole_numbers(x) for x in (a, b, c)))
    if rows_a.size == 0:
        return np.zeros(rows_a.shape, dtype=np.int64), np.zeros(rows_a.shape, dtype=np.int64)
    if rows_a.min() < 0 or rows_b.min() < 0 or rows_c.min() <= 0 or rows_c.max() >= _LARGEST_DIVISOR:
        raise ValueError("mul_div wants 0 <= a, 0 <= b, 0 < c < 2^62 in every row")
    found = _by_row(rows_a.ravel(), rows_b.ravel(), rows_c.ravel())
    return found[0].reshape(rows_a.shape), found[1].reshape(rows_a.shape)


def _by_row(a: IntArray, b: IntArray, c: IntArray) -> tuple[IntArray, IntArray]:
    """Return floor(a b / c) and the remainder of every row.

    The float estimate of a quotient below 2 x 10^15 is at most 2 off. The residual a b - q c then lies within 3 c:
    for c below 2 x 10^18 it fits in int64, so it is exact although the products wrap. Other rows go one by one.
    """
    estimate = a.astype(np.float64) * b / c
    is_left = (estimate > _ESTIMATED_WELL) | (c > _RESIDUAL_FITS)
    quotient = np.where(is_left, 0.0, estimate).astype(np.int64)
    remainder = a * b - quotient * c
    for _ in range(2):
        step = np.where(remainder < 0, -1, remainder >= c)
        quotient += step
        remainder -= step * c
    for row in np.flatnonzero(is_left).tolist():
        quotient[row], remainder[row] = mul_divmod(a[row], b[row], c[row])
    return quotient, remainder


def whole_numbers(values: Any) -> IntArray:
    """Return whole numbers as an int64 array; refuses fractions and floats instead of cutting them."""
    array = np.asarray(values)
    if array.dtype == np.int64:
        return array
    if array.size and not np.can_cast(array.dtype, np.int64, "safe"):
        raise TypeError(f"wants whole numbers that fit in 64 bits, given {array.dtype}")
    return array.astype(np.int64, copy=False)


def half_even(numerator: Any, denominator: int) -> Any:
    """Return numerator / denominator rounded to a whole number, ties to even; the numerator is not negative.

    numerator: a Python int, or an object array of them (18-decimal products leave int64).
    """
    quotient, rest = numerator // denominator, numerator % denominator
    return quotient + ((2 * rest > denominator) | ((2 * rest == denominator) & (quotient % 2 == 1)))


def dec18(fraction: float | int | str | Decimal) -> int:
    """Return a fraction as the chain's 18-decimal integer: the decimal that is written, 0.05 -> 5 x 10^16."""
    return int(Decimal(str(fraction)).scaleb(18).to_integral_value())


def per_epoch(probability_per_day: float, epoch_seconds: float) -> float:
    """Return the probability over an epoch of something that happens with a probability per day."""
    if probability_per_day >= 1.0:
        return 1.0
    return float(-np.expm1(np.log1p(-probability_per_day) * epoch_seconds / SECONDS_PER_DAY))


def blocks(seconds: float, seconds_per_block: float) -> int:
    """Return the whole blocks in a span of seconds, rounded down."""
    return int(seconds // seconds_per_block)
