"""What moves a metric over the points of a sweep: rank correlations with the swept values, and the points by rank."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.analysis.metrics import Metric
from econsim.analysis.sweep_result import Sweep, SweepPoint
from econsim.units import BoolArray, FloatArray

_FEWEST = 3  # points that tell a correlation


class Mover(NamedTuple):
    """A swept path, the ends of its values, and its rank correlation with a metric (None: it has none)."""

    path: str
    low: float
    high: float
    correlation: float | None


def movers(made: Sweep, metric: str) -> list[Mover]:
    """Return the swept paths whose values are numbers, the one that goes most with a metric first."""
    found = []
    for path in made.swept:
        at, means, _ = numbers_at(made, metric, path)
        if len(at):
            found.append(Mover(path, float(at.min()), float(at.max()), rank_correlation(at, means)))
    return sorted(found, key=lambda one: -abs(one.correlation or 0.0))


def rank_correlation(one: FloatArray, other: FloatArray) -> float | None:
    """Return Spearman's rank correlation, ties at their mean rank; None where one never varies or there are too few."""
    from scipy.stats import rankdata

    if len(one) < _FEWEST or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return None
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def numbers_at(made: Sweep, metric: str, path: str) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Return of the points that have numbers the value at a path, the metric's mean, and which is the baseline."""
    rows = [
        (float(value), mean, point.point == made.baseline_point)
        for point in made.points
        if _is_number(value := point.values[path])
        and point.metrics
        and (mean := point.metrics[metric].mean) is not None
    ]
    columns = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return columns[0], columns[1], columns[2].astype(np.bool_)


def ranked(made: Sweep, metric: Metric, most: int) -> tuple[list[SweepPoint], list[SweepPoint]]:
    """Return the best and the worst points of a metric, so many of each; the highest first where no side is better.

    The best come from the best on, the worst up to the worst.
    """
    known = [point for point in made.points if point.metrics and point.metrics[metric.name].mean is not None]
    sign = 1.0 if metric.better == "lower" else -1.0
    order = sorted(known, key=lambda point: (sign * (point.metrics[metric.name].mean or 0.0), point.point))
    return order[:most], order[max(most, len(order) - most) :]


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
