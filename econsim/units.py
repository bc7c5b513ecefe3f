"""Conversions between units and exact proportions; they live here and nowhere else.

Money is whole micro-units (uakt, uusdc, uact) in int64. A `_dec18` number is a fraction scaled by 10^18, the
chain's own decimal (cosmos/cosmos-sdk types/decimal.go @9abd946). Prices per block are int64 in millionths
of a micro-unit (`_micro_uakt_per_block`), so that price x blocks is exact.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from econsim.compiled import njit_wrapping

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
DateArray = npt.NDArray[np.datetime64]
BoolArray = npt.NDArray[np.bool_]


class ColumnUnits(dict[str, str]):
    """The units of a table's columns by name, which a table keeps in its `attrs`; they are not changed.

    pandas copies `attrs`, all that is in them too, whenever a column is taken: these are the same in every copy.
    """

    def __deepcopy__(self, memo: Any) -> ColumnUnits:
        """Return the same."""
        return self


UAKT_PER_AKT = 1_000_000
UUSDC_PER_USD = 1_000_000
UACT_PER_USD = 1_000_000  # by decree of the chain: an ACT is a US dollar
MICRO = 1_000_000  # millionths of a micro-unit in a micro-unit: the resolution of prices per block
UAKT_PER_POWER = 1_000_000  # the power reduction of the chain: voting power = tokens // 10^6
DEC18 = 10**18  # one, in the chain's 18-decimal fixed point
WIDE_DEC18: Any = np.int64(DEC18)  # for compiled code, which makes a function anew for each literal that it is handed
SECONDS_PER_HOUR = 3_600
SECONDS_PER_DAY = 86_400
DAYS_PER_YEAR = 365.25
HOURS_PER_YEAR = DAYS_PER_YEAR * 24
HOURS_PER_MONTH = HOURS_PER_YEAR / 12
DAYS_PER_MONTH = DAYS_PER_YEAR / 12

DENOMS = ("uakt", "uusdc", "uact")  # the position of a denom is its code in tables and kernels
UAKT, UUSDC, UACT = 0, 1, 2

_LARGEST = 2**63 - 1
_LARGEST_DIVISOR = 2**62
_ESTIMATED_WELL = 2.0e15
_RESIDUAL_FITS = 2 * 10**18
_HALF_WORD: Any = np.int64(1 << 31)


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
    a, b, c = (np.array(rows).reshape(-1) for rows in (rows_a, rows_b, rows_c))
    found = np.empty((2, rows_a.size), dtype=np.int64)
    row = _by_row(a, b, c, *found)
    if row >= 0:
        raise OverflowError(f"mul_div({a[row]}, {b[row]}, {c[row]}) does not fit in 64 bits")
    return found[0].reshape(rows_a.shape), found[1].reshape(rows_a.shape)


@njit_wrapping
def _by_row(a: IntArray, b: IntArray, c: IntArray, quotient: IntArray, remainder: IntArray) -> int:
    """Fill in floor(a b / c) and the remainder of every row; return the first row that does not fit, or -1."""
    for row in range(a.size):
        quotient[row], remainder[row] = exact_divmod(a[row], b[row], c[row])
        if quotient[row] < 0:
            return row
    return -1


@njit_wrapping
def exact_divmod(a: int, b: int, c: int) -> tuple[int, int]:
    """Return floor(a b / c) and the remainder in compiled code, both exact; (-1, 0) where 64 bits do not hold it.

    Arguments: 0 <= a, 0 <= b, 0 < c < 2^62.
    """
    if c > _RESIDUAL_FITS:
        return _divmod_bit_by_bit(a, b, c)
    if float(a) * float(b) / float(c) <= _ESTIMATED_WELL:
        return _divmod_by_estimate(a, b, c)
    if b > c:
        return _divmod_bit_by_bit(a, b, c)
    # a = high x 2^31 + low, and b / c is at most 1: all quotients are below 2^32
    high, middle = _divmod_by_estimate(a >> 31, b, c)
    carried, rest = _divmod_by_estimate(middle, _HALF_WORD, c)
    low, remainder = _divmod_by_estimate(a & (_HALF_WORD - 1), b, c)
    quotient, remainder = (high << 31) + carried + low, rest + remainder
    if remainder >= c:
        return quotient + 1, remainder - c
    return quotient, remainder


@njit_wrapping
def _divmod_by_estimate(a: int, b: int, c: int) -> tuple[int, int]:
    """Return the same where the quotient is at most 2 x 10^15 and c at most 2 x 10^18.

    The float estimate of such a quotient is at most 2 off. The residual a b - q c then lies within 3 c, which fits in
    int64, so it is exact although the products wrap round.
    """
    quotient = int(float(a) * float(b) / float(c))
    remainder: Any = np.int64(a) * np.int64(b) - np.int64(quotient) * np.int64(c)
    while remainder < 0:
        quotient -= 1
        remainder += c
    while remainder >= c:
        quotient += 1
        remainder -= c
    return quotient, remainder


@njit_wrapping
def _divmod_bit_by_bit(a: int, b: int, c: int) -> tuple[int, int]:
    """Return the same by long multiplication from the highest bit of b; no intermediate leaves 64 bits."""
    whole, part = a // c, a % c
    quotient, remainder = 0, 0
    for bit in range(62, -1, -1):
        more, remainder = 0, remainder << 1
        if remainder >= c:
            remainder, more = remainder - c, 1
        if (b >> bit) & 1:
            remainder, more = remainder + part, more + whole
            if remainder >= c:
                remainder, more = remainder - c, more + 1
        if quotient > (_LARGEST - more) >> 1:
            return -1, 0
        quotient = (quotient << 1) + more
    return quotient, remainder


def whole_numbers(values: Any) -> IntArray:
    """Return whole numbers as an int64 array; refuses fractions and floats instead of cutting them."""
    array = np.asarray(values)
    if array.dtype == np.int64:
        return array
    if array.size and not np.can_cast(array.dtype, np.int64, "safe"):
        raise TypeError(f"wants whole numbers that fit in 64 bits, given {array.dtype}")
    return array.astype(np.int64, copy=False)


def dec18(fraction: float | int | str | Decimal) -> int:
    """Return a fraction as the chain's 18-decimal integer: the decimal that is written, 0.05 -> 5 x 10^16."""
    return int(Decimal(str(fraction)).scaleb(18).to_integral_value())


@lru_cache(maxsize=32)
def per_epoch(probability_per_day: float, epoch_seconds: float) -> float:
    """Return the probability over an epoch of something that happens with a probability per day."""
    if probability_per_day >= 1.0:
        return 1.0
    return float(-np.expm1(np.log1p(-probability_per_day) * epoch_seconds / SECONDS_PER_DAY))


def blocks(seconds: float, seconds_per_block: float) -> int:
    """Return the whole blocks in a span of seconds, rounded down."""
    return int(seconds // seconds_per_block)
