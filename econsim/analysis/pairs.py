"""Every metric of two finished arms, paired by replicate, and what a comparison says of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from econsim.analysis.arms import FinishedArm
from econsim.analysis.metrics import Metric, drift, measured, window_days
from econsim.analysis.objectives import Call
from econsim.analysis.outcomes import Outcome
from econsim.analysis.statistics import Paired, paired


class OfBaseline(NamedTuple):
    """What does not depend on the variant: the length of a metric's window [days] and the baseline's own drift."""

    window_days: float
    drift: float | None


def pairs(
    judged: Mapping[str, Metric], baseline: FinishedArm, variant: FinishedArm, first: int | None
) -> dict[str, Paired]:
    """Return the statistics by metric; `first` is the epoch from which the arms differ."""
    seconds = float(baseline.scenario.run.epoch_length)
    arms = (baseline.run.series, variant.run.series)
    return {
        name: paired(*(measured(wanted, series, seconds, first) for series in arms)) for name, wanted in judged.items()
    }


def outcome(wanted: Metric, pair: Paired, shared: OfBaseline, call: Call | None) -> Outcome:
    """Return what is said of a metric: levels, difference with its interval, whether it matters.

    `call` says how it stands where it is an objective.
    """
    return Outcome(
        unit=wanted.unit,
        baseline=pair.baseline,
        variant=pair.variant,
        difference=pair.difference,
        ci_low=pair.ci_low,
        ci_high=pair.ci_high,
        smallest_effect=wanted.smallest_effect,
        material=pair.material(wanted.smallest_effect),
        verdict=pair.verdict,
        window_days=shared.window_days,
        baseline_drift=shared.drift,
        standing=None if call is None else call.standing,
        settling_runs=None if call is None else call.runs,
    )


def of_the_baseline(judged: Mapping[str, Metric], baseline: FinishedArm, first: int | None) -> dict[str, OfBaseline]:
    """Return what does not depend on the variant, by metric."""
    seconds = float(baseline.scenario.run.epoch_length)
    return {
        name: OfBaseline(
            window_days(wanted, baseline.run.epochs, seconds, first),
            drift(wanted, baseline.run.series, seconds, first),
        )
        for name, wanted in judged.items()
    }
