"""Numbers of a comparison as quantities of the tree: in the unit shown, with the decimals that fit what matters."""

from __future__ import annotations

from econsim.analysis.display import MISSING, decimals_of, unit_of
from econsim.analysis.metrics import Metric
from econsim.report.document import Inline, Interval, Quantity, Text
from econsim.units import UAKT_PER_AKT


def level(metric: Metric, value: float | None, *, has_unit: bool = True) -> Quantity:
    """Return a level of a metric; `has_unit` False where a heading says the unit."""
    unit = unit_of(metric.unit)
    words = unit.level if has_unit else ""
    return Quantity(None if value is None else value * unit.factor, words, decimals_of(metric))


def change(metric: Metric, value: float | None, *, has_unit: bool = True, is_signed: bool = True) -> Quantity:
    """Return a difference of a metric."""
    unit = unit_of(metric.unit)
    words = unit.difference if has_unit else ""
    return Quantity(None if value is None else value * unit.factor, words, decimals_of(metric), is_signed)


def interval(metric: Metric, low: float | None, high: float | None, *, has_unit: bool = False) -> Inline:
    """Return the interval of a metric's difference, a dash where there is none."""
    if low is None or high is None:
        return MISSING
    return Interval(change(metric, low, has_unit=has_unit), change(metric, high, has_unit=has_unit))


def level_interval(metric: Metric, low: float | None, high: float | None) -> Inline:
    """Return the interval of a metric's level, a dash where there is none."""
    if low is None or high is None:
        return MISSING
    return Interval(level(metric, low, has_unit=False), level(metric, high, has_unit=False))


def money(value: float | None, unit: str, *, is_signed: bool = False, has_unit: bool = False) -> Quantity:
    """Return an amount of uakt in whole AKT, or of USD in whole USD."""
    is_uakt = unit == "uakt"
    shown = None if value is None else value / UAKT_PER_AKT if is_uakt else value
    return Quantity(shown, ("AKT" if is_uakt else unit) if has_unit else "", 0, is_signed)


def money_interval(low: float | None, high: float | None, unit: str) -> Inline:
    """Return the interval of an amount, a dash where there is none."""
    if low is None or high is None:
        return MISSING
    return Interval(money(low, unit, is_signed=True), money(high, unit, is_signed=True))


def percent(part: float | None, decimals: int = 1, *, is_signed: bool = True) -> Quantity:
    """Return a part as percent."""
    return Quantity(None if part is None else 100 * part, "%", decimals, is_signed)


def joined(parts: list[Text], between: str = ", ", last: str = " and ") -> Text:
    """Return texts as people list them: `a, b and c`."""
    told: list[Inline] = []
    for place, part in enumerate(parts):
        if place:
            told.append(last if place == len(parts) - 1 else between)
        told += part
    return tuple(told)
