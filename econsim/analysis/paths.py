"""Time paths: mean over replicates, and the ranges that hold 90 % and half of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.arms import FinishedArm
from econsim.analysis.metrics import by_epoch, metric
from econsim.analysis.named_series import named_series
from econsim.analysis.report_data import Band
from econsim.runs.run_result import RunResult
from econsim.units import FloatArray

COLUMNS = {"mean": "mean", "low": "low_90", "high": "high_90", "lower": "low_50", "upper": "high_50"}
_RANGES = {"low": 5, "high": 95, "lower": 25, "upper": 75}  # percentiles over replicates


def paths(arms: Sequence[FinishedArm], names: Sequence[str]) -> dict[str, dict[str, Band]]:
    """Return, by metric and arm, the band of its series, one number an epoch."""
    return {name: {arm.label: band(by_epoch(arm.run.series, metric(name).series)) for arm in arms} for name in names}


def paths_frame(runs: Mapping[str, RunResult], name: str) -> pd.DataFrame:
    """Return the bands of a series, or of a metric's series, in some runs: indexed (arm, date), as recorded.

    Columns: mean, low_90 and high_90 (between them 90 % of the replicates), low_50 and high_50 (half of them).
    `attrs` holds the unit.
    """
    frames = {}
    for label, run in runs.items():
        found = named_series(name, run.series.columns, run.series.attrs.get("units", {}))
        told = _bands(by_epoch(run.series, found.column))
        columns = {shown: told[part] for part, shown in COLUMNS.items()}
        dates = pd.DatetimeIndex(run.scenario.run.dates(run.epochs), name="date")
        frames[label] = pd.DataFrame(columns, index=dates)
    frame = pd.concat(frames, names=["arm", "date"])
    frame.attrs = {"unit": found.unit}
    return frame


def band(values: Any) -> Band:
    """Return the band of values of shape (replicates, epochs), None where no replicate had the number.

    Six digits are enough for a figure.
    """
    return Band(**{part: tuple(map(_six_digits, numbers)) for part, numbers in _bands(values).items()})


def _bands(values: Any) -> dict[str, FloatArray]:
    """Return what a band holds, by its fields; NaN where no replicate had the number."""
    known = np.isfinite(values).any(axis=0)
    there = values[:, known]
    percentile = np.nanpercentile if np.isnan(there).any() else np.percentile  # the same, and not column by column
    ranges = dict(zip(_RANGES, percentile(there, list(_RANGES.values()), axis=0), strict=True))
    found = {}
    for part, numbers in ({"mean": np.nanmean(there, axis=0)} | ranges).items():
        found[part] = np.full(known.size, np.nan)
        found[part][known] = numbers
    return found


def _six_digits(value: float) -> float | None:
    return float(f"{value:.6g}") if np.isfinite(value) else None
