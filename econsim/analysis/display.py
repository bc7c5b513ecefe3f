"""Numbers as people read them: AKT instead of uakt, percent instead of fractions, decimals that fit what matters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from econsim.analysis.metrics import Metric
from econsim.units import MICRO, UAKT_PER_AKT

MISSING = "–"
WHOLE_YEAR_DAYS = 365  # a flow over a shorter window is a pace, and says so
ROUGH_FROM = 1_000.0  # of the unit shown: more is told to three digits in a sentence
_MINUS = "−"
_IN_SIZE = " in size"


class Unit(NamedTuple):
    """How a unit is shown: what one of it is in the unit shown, and the words for a level and for a difference."""

    factor: float
    level: str
    difference: str


_SHOWN = {  # units that are not shown as they are written; any other stands as it is
    "uakt": Unit(1 / UAKT_PER_AKT, "AKT", "AKT"),
    "uusdc": Unit(1 / MICRO, "USDC", "USDC"),
    "uact": Unit(1 / MICRO, "ACT", "ACT"),
    "fraction": Unit(100.0, "%", "points"),
    "1": Unit(100.0, "%", "points"),
    "count": Unit(1.0, "", ""),
    "index": Unit(1.0, "", ""),
}
_A_TIME = {"year": " a year", "day": " a day", "GPU-hour": ""}  # a price of a GPU is one of an hour of it anyway


def unit_of(unit: str) -> Unit:
    """Return how a unit is shown; a new one needs no entry here: `USD/day` is `USD a day`."""
    amount, _, time = unit.partition("/")
    if amount == time:  # a ratio of two amounts of a kind is a number
        return Unit(1.0, "", "")
    shown = _SHOWN.get(amount, Unit(1.0, amount, amount))
    words = _A_TIME.get(time, f" a {time}") if time else ""
    return Unit(shown.factor, shown.level + words, shown.difference + words)


def words_of(metric: Metric, days: float) -> str:
    """Return the words for a level: below a year a number a year is the pace of its window, and says so."""
    words = unit_of(metric.unit).level
    return f"{words} at this pace" if metric.aggregation == "per_year" and days < WHOLE_YEAR_DAYS else words


def over(metric: Metric, days: float) -> str:
    """Return the window that a metric looks at, for a narrow column: `end` or `338 d`."""
    return "end" if metric.window == "end" else f"{days:.4g} d"


def decimals_of(metric: Metric) -> int:
    """Return the decimals that show a tenth of what matters."""
    return max(0, 1 - math.floor(math.log10(metric.resolution * unit_of(metric.unit).factor)))


def number(metric: Metric, value: float | None, *, signed: bool = False) -> str:
    """Return a value of a metric in the unit shown, without its words; `signed` puts a plus before gains."""
    if value is None:
        return MISSING
    return plain(value * unit_of(metric.unit).factor, decimals_of(metric), signed=signed)


def plain(value: float, decimals: int, *, signed: bool = False) -> str:
    """Return a number with thousands apart and a true minus sign; never zeros alone for what is not zero.

    That is `less than 0.01`, with `in size` where a sign would stand; less than half a whole one is `0`.
    """
    if _is_tiny(value, decimals):
        return f"less than {10.0**-decimals:.{decimals}f}{_IN_SIZE if signed or value < 0.0 else ''}"
    text = f"{abs(value):,.{decimals}f}"
    if value == 0.0 or text == "0":
        return text
    return (_MINUS if value < 0 else "+" if signed else "") + text


def between(low: float, high: float, decimals: int, *, signed: bool = False) -> str:
    """Return both ends of an interval: `−0.21 to −0.05`; `just above 0` for an end whose digits would all be zeros."""
    if all(end == 0.0 or _is_tiny(end, decimals) for end in (low, high)) and (low or high):
        return f"within ±{10.0**-decimals:.{decimals}f}"
    return " to ".join(
        ("just below 0" if end < 0.0 else "just above 0")
        if _is_tiny(end, decimals)
        else plain(end, decimals, signed=signed)
        for end in (low, high)
    )


def _is_tiny(value: float, decimals: int) -> bool:
    return value != 0.0 and decimals > 0 and not f"{abs(value):.{decimals}f}".strip("0.")


def level(metric: Metric, value: float | None) -> str:
    """Return a metric's level with its unit: `47.6 %`."""
    return _joined(number(metric, value), unit_of(metric.unit).level, value)


def amount(metric: Metric, value: float | None) -> str:
    """Return the size of a metric's difference with its unit, without sign: `2.10 points`."""
    size = None if value is None else abs(value)
    return _joined(number(metric, size), unit_of(metric.unit).difference, value)


def rough_amount(metric: Metric, value: float | None) -> str:
    """Return the size of a difference as a sentence tells it: from a thousand on to three digits."""
    unit = unit_of(metric.unit)
    size = 0.0 if value is None else abs(value) * unit.factor
    return amount(metric, value) if size < ROUGH_FROM else with_unit(about(size), unit.difference)


def significant(value: float) -> str:
    """Return a number with the digits that a rough observation has: 1,384,554, 337, 12.7, 0.41, 0.085."""
    if not 0.0 < abs(value) < 100.0:
        return plain(value, 0)
    return plain(value, 2 - math.floor(math.log10(abs(value)))).rstrip("0").rstrip(".")


def difference(metric: Metric, value: float) -> str:
    """Return a metric's difference with its sign and unit: `−2.10 points`."""
    return _joined(number(metric, value, signed=True), unit_of(metric.unit).difference, value)


def about(value: float, *, signed: bool = False) -> str:
    """Return a number to three digits, thousands apart: 293,638 is `294,000`."""
    if value == 0.0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return plain(round(value, 2 - math.floor(math.log10(abs(value)))), digits, signed=signed)


def percent(value: float | None) -> str:
    """Return a part with its sign: `+1.2 %`."""
    return MISSING if value is None else f"{plain(100 * value, 1, signed=True)} %"


def listed(parts: Sequence[str]) -> str:
    """Return words as people list them: `a, b and c`."""
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)


def with_unit(text: str, words: str) -> str:
    """Return a number that is written with the words of its unit: `4 points`, `less than 0.01 points in size`."""
    if not words:
        return text
    return f"{text.removesuffix(_IN_SIZE)} {words}{_IN_SIZE if text.endswith(_IN_SIZE) else ''}"


def _joined(text: str, words: str, value: float | None) -> str:
    return text if value is None else with_unit(text, words)
