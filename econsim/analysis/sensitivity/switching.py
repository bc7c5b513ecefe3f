"""Switching values: where along a factor's prior a difference crosses a level, all of them, each with its interval.

The prior is scanned at 9 quantiles; between two points on either side of the level the bracket is halved, on the luck
that all points share, and the last bracket is read off as a line. An interval holds every value at which the 95 %
interval of the difference holds the level: values at which one cannot say on which side of it the difference lies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from econsim.analysis.metrics import Metric
from econsim.analysis.statistics import Paired

SCAN = 9  # points
HALVINGS = 4  # of a bracket: to a 128th of the range
Asked = Callable[[float], Paired | None]  # the difference at a quantile, None where there is none


class Seen(NamedTuple):
    """A difference at a quantile, with its interval (None: none)."""

    quantile: float
    difference: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Crossing:
    """Where a difference crosses a level: the value of the factor's first path, its quantile, and the 95 % interval.

    An end of the interval is None where it lies beyond the range of the prior, or where one pair has no interval.
    `rises`: whether the difference is above the level at larger values. `others`: what the factor's other paths have
    there, in their order.
    """

    level: float
    value: float
    quantile: float
    low: float | None
    high: float | None
    rises: bool
    others: tuple[float, ...]


@dataclass(frozen=True)
class ScanPoint:
    """The difference at a point of the scan; None where there is none."""

    quantile: float
    value: float
    difference: float | None
    ci_low: float | None
    ci_high: float | None

    @property
    def is_open(self) -> bool:
        """Return whether its sign cannot be told: the interval holds 0, or one pair has none; 0 in all runs is told."""
        if self.difference is None:
            return False
        if self.ci_low is None or self.ci_high is None:
            return self.difference != 0.0
        return self.ci_low <= 0.0 <= self.ci_high and self.ci_low < self.ci_high


@dataclass(frozen=True)
class SwitchingValues:
    """What a scan of one factor shows of one metric: its points, and every crossing of 0 and of the smallest effect.

    `words` say what the factor is, `unit` is that of its first path, `other_paths` are those that move with it.
    """

    factor: str
    words: str
    path: str
    unit: str
    other_paths: tuple[str, ...]
    metric: str
    points: tuple[ScanPoint, ...]
    crossings: tuple[Crossing, ...]

    @property
    def is_in_range(self) -> bool:
        """Return whether there is a value at which the difference changes sides."""
        return any(one.level == 0.0 for one in self.crossings)

    @property
    def n_open(self) -> int:
        """Return at how many points of the scan the sign of the difference cannot be told."""
        return sum(point.is_open for point in self.points)

    @property
    def is_moved(self) -> bool:
        """Return whether the factor moves the metric: whether the points of the scan differ."""
        return len({point.difference for point in self.points}) > 1


def scan() -> list[float]:
    """Return the quantiles of a scan."""
    return [float(quantile) for quantile in np.linspace(0.0, 1.0, SCAN)]


def levels_of(metric: Metric) -> list[float]:
    """Return what a difference is held against: 0, and where it begins to matter on either side."""
    effect = metric.smallest_effect
    return [-effect, 0.0, effect] if effect else [0.0]


class Scanned(NamedTuple):
    """What is scanned: a factor, what it is in words, its first path with its unit, the others, values at a quantile.

    `values_at` gives the value of the first path, then those of the others.
    """

    factor: str
    words: str
    path: str
    unit: str
    other_paths: tuple[str, ...]
    values_at: Callable[[float], Sequence[float]]

    def value_at(self, quantile: float) -> float:
        """Return the value of the first path."""
        return float(self.values_at(quantile)[0])


def switching_values(scanned: Scanned, metric: Metric, ask: Asked) -> SwitchingValues:
    """Scan a factor and find every crossing; `ask` gives the difference at a quantile."""
    asked = [(quantile, ask(quantile)) for quantile in scan()]
    points = tuple(
        ScanPoint(at, scanned.value_at(at), *((None,) * 3 if pair is None else pair[1:]))
        for at, pair in ((at, _seen(at, pair)) for at, pair in asked)
    )
    seen = [one for at, pair in asked if (one := _seen(at, pair)) is not None]
    found = [one for level in levels_of(metric) for one in crossings(seen, level, ask, scanned)]
    return SwitchingValues(*scanned[:5], metric.name, points, tuple(found))


def crossings(seen: Sequence[Seen], level: float, ask: Asked, scanned: Scanned) -> list[Crossing]:
    """Return every crossing of a level between points of a scan, in their order.

    Points that lie on the level are between those that do not; a difference that never leaves it crosses nothing.
    """
    apart = [one for one in seen if one.difference != level]
    found = []
    for left, right in pairwise(apart):
        if (left.difference < level) != (right.difference < level):
            found.append(_crossing(left, right, seen, level, ask, scanned))
    return found


def _crossing(left: Seen, right: Seen, known: Sequence[Seen], level: float, ask: Asked, scanned: Scanned) -> Crossing:
    rises, seen = right.difference > level, list(known)
    for _ in range(HALVINGS):
        middle = _seen(at := (left.quantile + right.quantile) / 2.0, ask(at))
        if middle is None:
            break
        seen.append(middle)
        if middle.difference == level:
            left = right = middle
            break
        left, right = (left, middle) if (middle.difference > level) == rises else (middle, right)
    part = 0.0 if left is right else (level - left.difference) / (right.difference - left.difference)
    at = left.quantile + part * (right.quantile - left.quantile)
    ends = [_between(left, right, part, end) for end in ("low", "high")]
    here = Seen(at, level, *ends)
    before = [here, *sorted((one for one in seen if one.quantile < at), key=lambda one: -one.quantile)]
    after = [here, *sorted((one for one in seen if one.quantile > at), key=lambda one: one.quantile)]
    low, high = (_end(walk, level) for walk in (before, after))
    return Crossing(
        level,
        scanned.value_at(at),
        at,
        None if low is None else scanned.value_at(low),
        None if high is None else scanned.value_at(high),
        rises,
        tuple(map(float, scanned.values_at(at)[1:])),
    )


def _end(walk: Sequence[Seen], level: float) -> float | None:
    """Return where the interval that holds the level ends, walking away from the crossing; None: not in the range."""
    for near, far in pairwise(walk):
        for end, sign in (("low", 1.0), ("high", -1.0)):
            one, other = getattr(near, end), getattr(far, end)
            if one is None or other is None:
                return None
            if sign * (other - level) > 0.0:
                part = min(1.0, max(0.0, (level - one) / (other - one))) if other != one else 0.0
                return near.quantile + part * (far.quantile - near.quantile)
    return None


def _between(left: Seen, right: Seen, part: float, end: str) -> float | None:
    one, other = getattr(left, end), getattr(right, end)
    return None if one is None or other is None else one + part * (other - one)


def _seen(quantile: float, pair: Paired | None) -> Seen | None:
    if pair is None or pair.difference is None:
        return None
    return Seen(quantile, pair.difference, pair.ci_low, pair.ci_high)
