"""What a plot over time shows, before it is drawn: every arm's band by date, in the unit shown, and what is marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, decimals_of, plain, unit_of
from econsim.analysis.findings import finding
from econsim.analysis.metrics import Metric
from econsim.analysis.report_data import Band
from econsim.analysis.text_table import TextTable
from econsim.scenario.values import counted
from econsim.units import SECONDS_PER_DAY, FloatArray

_DAYS_BETWEEN_ROWS = 30


@dataclass(frozen=True)
class Line:
    """One arm's series over time: mean over replicates, the ranges that hold 90 % and half of them."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True)
class PathData:
    """One series in all arms, ready to be drawn, in the unit shown; `marks` are moments by name."""

    title: str
    unit: str
    subtitle: str
    dates: list[datetime]
    arms: Mapping[str, Line]
    marks: Mapping[str, datetime]


def path_data(comparison: Comparison, metric: str) -> PathData:
    """Return the data of a metric's plot; `metric` is one of those whose paths a comparison keeps."""
    numbers, clock = comparison.numbers, comparison.background.clock
    unit = unit_of(comparison.metrics[metric].unit)
    start, step = datetime.fromisoformat(clock.start), timedelta(seconds=clock.epoch_seconds)
    words, runs = unit.level or "number", counted(numbers.replicates, "paired run")
    marks = {
        event.name + (f" ({event.upgrade.version})" if event.upgrade else ""): start + event.epoch * step
        for events in comparison.background.events.values()
        for event in events
        if event.epoch < numbers.epochs
    }
    return PathData(
        title=finding(comparison, metric),
        unit=words,
        subtitle=f"{words}; mean of {runs}, shaded where half and 90 % of them are",
        dates=[start + k * step for k in range(numbers.epochs)],
        arms={label: _line(band, unit.factor) for label, band in comparison.background.paths[metric].items()},
        marks=marks,
    )


def path_table(data: PathData, metric: Metric) -> TextTable:
    """Return a plot's data: the mean of each arm every 30 days and at the end."""
    dates, decimals = data.dates, decimals_of(metric)
    days = (dates[1] - dates[0]).total_seconds() / SECONDS_PER_DAY if len(dates) > 1 else 1.0
    step = max(1, round(_DAYS_BETWEEN_ROWS / days))
    rows = [
        [f"{dates[place]:%Y-%m-%d}", *(_mean(line.mean[place], decimals) for line in data.arms.values())]
        for place in sorted({*range(0, len(dates), step), len(dates) - 1})
    ]
    return TextTable(["date", *data.arms], rows, numbers=range(1, len(data.arms) + 1))


def _line(band: Band, factor: float) -> Line:
    parts = (band.mean, band.low, band.high, band.lower, band.upper)
    return Line(*(np.array(part, dtype=np.float64) * factor for part in parts))


def _mean(value: float, decimals: int) -> str:
    return plain(float(value), decimals) if np.isfinite(value) else MISSING
