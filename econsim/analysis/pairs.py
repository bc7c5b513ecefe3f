"""Every metric of two finished arms, paired by replicate, and what a comparison says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econsim.analysis.arms import FinishedArm
from econsim.analysis.metrics import Metric, drift, measured, window_days
from econsim.analysis.statistics import Paired, paired


def pairs(
    judged: Mapping[str, Metric], baseline: FinishedArm, variant: FinishedArm, first: int | None
) -> dict[str, Paired]:
    """Return the statistics by metric; `first` is the epoch from which the arms differ."""
    seconds = float(baseline.scenario.run.epoch_length)
    arms = (baseline.run.series, variant.run.series)
    return {
        name: paired(*(measured(wanted, series, seconds, first) for series in arms)) for name, wanted in judged.items()
    }


def outcome(wanted: Metric, pair: Paired) -> dict[str, Any]:
    """Return what is said of a metric: levels, difference with its interval, whether it matters."""
    return {
        "unit": wanted.unit,
        "baseline": pair.baseline,
        "variant": pair.variant,
        "difference": pair.difference,
        "ci_low": pair.ci_low,
        "ci_high": pair.ci_high,
        "smallest_effect": wanted.smallest_effect,
        "material": pair.material(wanted.smallest_effect),
        "verdict": pair.verdict,
    }


def of_the_baseline(judged: Mapping[str, Metric], baseline: FinishedArm, first: int | None) -> dict[str, Any]:
    """Return, by metric, what does not depend on the variant: the length of its window and the baseline's own drift."""
    seconds = float(baseline.scenario.run.epoch_length)
    return {
        name: {
            "window_days": window_days(wanted, baseline.run.epochs, seconds, first),
            "baseline_drift": drift(wanted, baseline.run.series, seconds, first),
        }
        for name, wanted in judged.items()
    }
