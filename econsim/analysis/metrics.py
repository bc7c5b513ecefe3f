"""Metrics: one number a replicate from a series, as metrics.csv defines them."""

from __future__ import annotations

import csv
import dataclasses
import difflib
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.intervals import interval
from econsim.errors import UsageError
from econsim.runs.room import let_go
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, FloatArray

_LAST_DAYS = 30
_LEVELS = ("mean", "compound", "unrestaked", "last", "least")


@dataclass(frozen=True)
class Metric:
    """One line of metrics.csv; `smallest_effect` is the smallest difference that matters, in `unit`.

    A mean is weighted by the series `weight` where one is named: a mean of ratios weighted by what they are ratios of
    is the ratio over the whole window. For `unrestaked` the weight names the rate that such a stake is paid.
    `resolution` says how finely the metric is shown: the smallest effect of metrics.csv, whatever an objective says.
    """

    name: str
    topic: str
    label: str
    series: str
    window: str
    aggregation: str
    weight: str
    unit: str
    better: str
    smallest_effect: float
    meaning: str
    resolution: float

    @property
    def heading(self) -> str:
        """Return the label for a table: without the article that sentences want."""
        return self.label.removeprefix("the ")

    @property
    def is_of_the_market(self) -> bool:
        """Return whether it is measured only where there is a market: leases, and the trade of who leases."""
        return self.topic == "market" or self.series.startswith(("bought_", "sold_by_providers_"))


@dataclass(frozen=True)
class Level:
    """A metric in one run: mean over replicates and its 95 % interval; None where there is no such number."""

    unit: str
    mean: float | None
    ci_low: float | None
    ci_high: float | None


@functools.cache
def metrics() -> Mapping[str, Metric]:
    """Return every metric by name, in the order of metrics.csv."""
    with (Path(__file__).parent / "metrics.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return MappingProxyType({row["name"]: _metric(row, float(row["smallest_effect"])) for row in rows})


def _metric(row: dict[str, Any], smallest_effect: float) -> Metric:
    return Metric(**row | {"smallest_effect": smallest_effect, "resolution": smallest_effect})


def metric(name: str) -> Metric:
    """Return one metric; an unknown name is refused with the nearest known one."""
    if name in metrics():
        return metrics()[name]
    near = difflib.get_close_matches(name, metrics(), n=1)
    hint = f"did you mean {near[0]}?" if near else "`econsim list metrics` prints them all"
    raise UsageError(f"{name}: no such metric; {hint}")


def measured(
    wanted: Metric, series: pd.DataFrame, epoch_seconds: float, first_difference: int | None = None
) -> FloatArray:
    """Return a metric, one number a replicate; NaN where a replicate never had the number.

    Arguments: series indexed (replicate, epoch); first_difference, the epoch from which the arms of a comparison
    differ (None: never, or there is only one arm; the window is then the whole).
    """
    return measured_in(wanted, lambda name: by_epoch(series, name), epoch_seconds, first_difference)


def measured_in(
    wanted: Metric, series: Callable[[str], Any], epoch_seconds: float, first_difference: int | None
) -> FloatArray:
    """Return a metric, one number a replicate, of series of shape (replicates, epochs) by name."""
    days = epoch_seconds / SECONDS_PER_DAY

    def within(name: str) -> Any:
        return _in_window(wanted.window, series(name), days, first_difference)

    values = within(wanted.series)
    if wanted.aggregation == "unrestaked":
        return _unrestaked(values, within(wanted.weight))
    if wanted.weight:
        return weighted_mean(values, within(wanted.weight))
    return aggregated(values, wanted.aggregation, epoch_seconds)


def aggregated(values: Any, aggregation: str, epoch_seconds: float) -> FloatArray:
    """Return one number a replicate from values of shape (replicates, epochs): mean, sum, per_day, per_year, last,
    least or compound.

    `compound` is of rates of growth: the steady rate that grows as much over the window as those of its epochs do.
    """
    if aggregation == "compound":
        return _compounded(values)
    days = values.shape[1] * epoch_seconds / SECONDS_PER_DAY
    total = values.sum(axis=1).astype(np.float64)
    numbers: dict[str, FloatArray] = {
        "mean": total / values.shape[1],
        "sum": total,
        "per_day": total / days,
        "per_year": total * (DAYS_PER_YEAR / days),
        "last": values[:, -1].astype(np.float64),
        "least": values.min(axis=1).astype(np.float64),
    }
    return numbers[aggregation]


def window_days(wanted: Metric, epochs: int, epoch_seconds: float, first_difference: int | None) -> float:
    """Return the length in days of the window that a metric looks at."""
    days = epoch_seconds / SECONDS_PER_DAY
    return len(range(epochs)[_beginning(wanted.window, days, first_difference) :]) * days


def drift(
    wanted: Metric, series: pd.DataFrame, epoch_seconds: float, first_difference: int | None = None
) -> float | None:
    """Return how far a level moves from the start of a run to the metric's window: mean over replicates.

    The start is the first epoch for a metric of the end of a run, else the first 30 days. None for sums and paces,
    which have no level, and where there is no number.
    """
    if wanted.aggregation not in _LEVELS:
        return None
    read = series[[name for name in (wanted.series, wanted.weight) if name]]
    length = 1 if wanted.window == "end" else _epochs_in(_LAST_DAYS, epoch_seconds)
    start = read[read.index.get_level_values("epoch") < length]
    before = measured(dataclasses.replace(wanted, window="whole"), start, epoch_seconds)
    moved = measured(wanted, read, epoch_seconds, first_difference) - before
    known = moved[np.isfinite(moved)]
    return float(known.mean()) if known.size else None


def by_epoch(series: pd.DataFrame, name: str) -> Any:
    """Return one series as an array of shape (replicates, epochs)."""
    index: Any = series.index
    numbers = index.codes[index.names.index("replicate")]  # each lies behind the one before it
    replicates = 1 + np.count_nonzero(np.diff(numbers))
    let_go(values := series[name].to_numpy())  # a long table lies on disk: one column of it is held at a time
    return values.reshape(replicates, -1)


def first_difference(baseline: pd.DataFrame, others: list[pd.DataFrame]) -> int | None:
    """Return the first epoch at which any series of any other arm differs in any replicate; None if there is none.

    A series that only one of the arms records counts as a difference from the beginning.
    """
    epochs = [_first_different_epoch(baseline, other) for other in others]
    return min((epoch for epoch in epochs if epoch is not None), default=None)


def _first_different_epoch(a: pd.DataFrame, b: pd.DataFrame) -> int | None:
    if list(a.columns) != list(b.columns):
        return 0
    differs = np.zeros(len(a), dtype=np.bool_)
    for name in a.columns:
        left, right = (frame[name].to_numpy() for frame in (a, b))
        for values in (left, right):
            let_go(values)
        differs |= (left != right) & ~(np.isnan(left) & np.isnan(right))
    epochs = a.index.get_level_values("epoch").to_numpy()[differs]
    return int(epochs.min()) if epochs.size else None


def summary(series: pd.DataFrame, epoch_seconds: float) -> dict[str, Level]:
    """Return every metric of one run; those of the market are left out where there was none."""
    return {
        name: level(wanted.unit, measured(wanted, series, epoch_seconds))
        for name, wanted in metrics().items()
        if wanted.series in series
    }


def level(unit: str, values: FloatArray) -> Level:
    """Return the level of one number a replicate; those in which there is none do not count."""
    known = values[np.isfinite(values)]
    return Level(unit, float(known.mean()) if known.size else None, *interval(known))


def _in_window(window: str, values: Any, days: float, first: int | None) -> Any:
    """Return the part of values (replicates, epochs) that a window takes."""
    return values[:, _beginning(window, days, first) :]


def _beginning(window: str, days: float, first: int | None) -> int:
    """Return the epoch at which a window begins, counted from the end where it is below zero."""
    beginnings = {
        "whole": 0,
        "after_first_difference": first or 0,
        "last_30_days": -_epochs_in(_LAST_DAYS, days * SECONDS_PER_DAY),
        "end": -1,
    }
    return beginnings[window]


def _epochs_in(days: int, epoch_seconds: float) -> int:
    return max(1, round(days * SECONDS_PER_DAY / epoch_seconds))


def _compounded(values: Any) -> FloatArray:
    """Return the rate whose growth factor is the geometric mean of those of the epochs; -1 where one loses all."""
    with np.errstate(divide="ignore"):
        return np.asarray(np.expm1(np.log1p(values).mean(axis=1)))


def _unrestaked(values: Any, paid: Any) -> FloatArray:
    """Return the rate over a window of a stake that is paid without being restaked: pay adds up, supply compounds.

    Of an epoch 1 + value = (1 + paid) / growth of supply; of the window (1 + mean of paid) / geometric mean of growth.
    """
    return np.asarray((1.0 + _compounded(values)) * (1.0 + paid.mean(axis=1)) / (1.0 + _compounded(paid)) - 1.0)


def weighted_mean(values: Any, weights: Any) -> FloatArray:
    """Return the weighted mean of each replicate; an epoch without weight has no say, whatever stands there."""
    total = weights.sum(axis=1, dtype=np.float64)
    missing = np.full(total.shape, np.nan)
    weighted = np.where(weights > 0, values * weights, 0.0).sum(axis=1)
    ratio: FloatArray = np.divide(weighted, total, out=missing, where=total > 0)
    return ratio
