"""The metrics of a sweep by point, as arrays; what a point has is made when it is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.analysis.by_name import NoSuchName
from econsim.analysis.metrics import Level, level, metrics
from econsim.analysis.statistics import paired
from econsim.analysis.sweep_rows import SweepRows
from econsim.scenario.merge import closest
from econsim.scenario.values import counted
from econsim.units import FloatArray

NUMBERS = ("mean", "ci_low", "ci_high", "difference", "difference_ci_low", "difference_ci_high")


@dataclass(frozen=True)
class PointMetric(Level):
    """A metric at a point, and its paired difference to the baseline point; None where that failed."""

    difference: float | None
    difference_ci_low: float | None
    difference_ci_high: float | None
    verdict: str | None


@dataclass(frozen=True, eq=False)
class SweepTable:
    """`numbers` of shape (points, metrics, NUMBERS), NaN where there is none, and `verdicts` (points, metrics)."""

    names: tuple[str, ...]
    numbers: FloatArray
    verdicts: np.ndarray[tuple[int, int], np.dtype[np.object_]]

    def at(self, point: int) -> Mapping[str, PointMetric]:
        """Return what a point has, by metric."""
        return _OfPoint(self, point)


class _OfPoint(Mapping[str, PointMetric]):
    def __init__(self, table: SweepTable, point: int) -> None:
        self.table, self.point = table, point

    def __getitem__(self, name: str) -> PointMetric:
        if name not in self.table.names:
            raise NoSuchName(f"no such metric '{name}'{closest(name, self.table.names)}")
        place = self.table.names.index(name)
        told: tuple[Any, ...] = tuple(
            None if np.isnan(one) else float(one) for one in self.table.numbers[self.point, place]
        )
        return PointMetric(metrics()[name].unit, *(*told, self.table.verdicts[self.point, place]))

    def __repr__(self) -> str:
        return f"<{counted(len(self), 'metric')}>"

    def __iter__(self) -> Iterator[str]:
        return iter(self.table.names)

    def __len__(self) -> int:
        return len(self.table.names)


def table_of(rows: SweepRows, baseline: int) -> SweepTable:
    """Return the metrics of all points that are whole, each paired by replicate with the baseline point."""
    n_points, _, n_metrics = rows.values.shape
    numbers, verdicts = np.full((n_points, n_metrics, len(NUMBERS)), np.nan), np.full((n_points, n_metrics), None)
    has_base = rows.is_whole(baseline)
    for point in filter(rows.is_whole, range(n_points)):
        for place, name in enumerate(rows.metrics):
            here = rows.values[point, :, place]
            one = level(metrics()[name].unit, here)
            told = [one.mean, one.ci_low, one.ci_high]
            if has_base:
                pair = paired(rows.values[baseline, :, place], here)
                told += [pair.difference, pair.ci_low, pair.ci_high]
                verdicts[point, place] = pair.verdict
            numbers[point, place, : len(told)] = np.array(told, dtype=np.float64)
    return SweepTable(rows.metrics, numbers, verdicts)
