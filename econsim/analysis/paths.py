"""Time paths for the figures of a report: mean over replicates, the ranges that hold 90 % and half of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from econsim.analysis.arms import FinishedArm
from econsim.analysis.metrics import Metric, by_epoch, metric
from econsim.analysis.objectives import objectives_of
from econsim.analysis.report_data import Band
from econsim.analysis.statistics import Paired

PATHS = (  # kept in any case
    "commission_rate_mean",
    "stake_hhi",
    "net_apr",
    "gpu_utilisation",
)
_BAND = (5, 95, 25, 75)  # percentiles over replicates


def paths(arms: Sequence[FinishedArm], names: Sequence[str]) -> dict[str, dict[str, Band]]:
    """Return, by metric and arm, the band of its series, one number an epoch."""
    return {name: {arm.label: _path(by_epoch(arm.run.series, metric(name).series)) for arm in arms} for name in names}


def kept(judged: Mapping[str, Metric], pairs: Mapping[str, Mapping[str, Paired]]) -> list[str]:
    """Return the metrics whose paths are kept: objectives first, those of PATHS, and those that differ most.

    How much a metric differs is counted in its smallest effects, in the variant where it is largest; of those beyond
    the first two kinds one a topic is kept. Sums over a window have no path.
    """
    wanted = [known.name for alike in objectives_of(judged).values() for known in alike]
    sizes = {name: max(_effects(judged[name], found[name]) for found in pairs.values()) for name in judged}
    largest: dict[str, str] = {}
    for name in sorted(sizes, key=lambda one: -sizes[one]):
        if sizes[name] > 0.0 and judged[name].aggregation in ("mean", "last"):
            largest.setdefault(judged[name].topic, name)
    return list(dict.fromkeys((*wanted, *PATHS, *largest.values())))


def _effects(known: Metric, pair: Paired) -> float:
    return abs(pair.difference or 0.0) / (known.smallest_effect or known.resolution)


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
