"""Time paths for the figures of a report: mean over replicates, the ranges that hold 90 % and half of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from econsim.analysis.arms import FinishedArm
from econsim.analysis.metrics import by_epoch, metric
from econsim.analysis.report_data import Band

PATHS = ("commission_rate_mean", "stake_hhi", "net_apr", "gpu_utilisation")
_BAND = (5, 95, 25, 75)  # percentiles over replicates


def paths(arms: Sequence[FinishedArm]) -> dict[str, dict[str, Band]]:
    """Return, by metric and arm, the band of its series, one number an epoch."""
    return {name: {arm.label: _path(by_epoch(arm.run.series, metric(name).series)) for arm in arms} for name in PATHS}


def _path(values: Any) -> Band:
    known = np.isfinite(values).any(axis=0)
    kept = values[:, known]
    percentile = np.nanpercentile if np.isnan(kept).any() else np.percentile  # the same, and not column by column
    ranges = percentile(kept, _BAND, axis=0)
    return Band(*(_with_gaps(numbers, known) for numbers in (np.nanmean(kept, axis=0), *ranges)))


def _with_gaps(numbers: Any, known: Any) -> tuple[float | None, ...]:
    """Put None where no replicate had the number; six digits are enough for a figure."""
    rest = iter(numbers)
    return tuple(float(f"{next(rest):.6g}") if is_known else None for is_known in known)
