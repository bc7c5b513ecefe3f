"""The market's targets beside what a run prints for the same days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.display import significant
from econsim.analysis.metrics import aggregated, by_epoch
from econsim.networks.targets import OUTSIDE, JudgedTarget, Target, targets
from econsim.runs.run_result import RunResult
from econsim.scenario.run import Run
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray


def against_targets(run: RunResult) -> tuple[JudgedTarget, ...]:
    """Judge one run: every target with its mean over replicates, its miss and a verdict."""
    return tuple(_judged(target, run) for target in targets())


def observed(target: Target) -> str:
    """Return what was observed, as people read it: one value, an interval, or a bound."""
    ends = [significant(end) for end in dict.fromkeys((target.low, target.high)) if end is not None]
    bound = "at most " if target.low is None else "at least " if target.high is None else ""
    return bound + " to ".join(ends)


def period(target: Target) -> str:
    """Return the days of a target: one, from to, or nothing where no day is known."""
    return " to ".join(filter(None, dict.fromkeys((target.period_start, target.period_end))))


def _judged(target: Target, run: RunResult) -> JudgedTarget:
    is_left_out = target.mark == OUTSIDE or not run.scenario.run.market  # all are of the market
    values = None if is_left_out else values_of(target, run.scenario, run.series, run.epochs)
    if values is None:
        return JudgedTarget(**asdict(target), mean=None, z=None, verdict=None)
    mean = float(values.mean())
    z = target.miss(mean)
    verdict = "met" if abs(z) <= 1.0 else "too high" if z > 0 else "too low"
    return JudgedTarget(**asdict(target), mean=mean, z=z, verdict=verdict)


def values_of(target: Target, scenario: Scenario, series: pd.DataFrame, epochs: int) -> FloatArray | None:
    """Return what a run has for a target, one number a replicate; None for days or GPU models that it has not.

    `series` are indexed (replicate, epoch, ...).
    """
    if target.is_of_the_scenario:
        node: Any = scenario.content()
        for name in target.series.split("."):
            node = None if node is None else node.get(name)
        return None if node is None else np.array([float(node)])
    those, seconds = epochs_of(target, scenario.run, epochs), scenario.run.epoch_length
    if those is None or not is_recorded(target, series.columns):
        return None
    summed = target.series.split("+")
    found = reduce(np.add, (by_epoch(series, name)[:, those] for name in summed))
    if target.aggregation == "weighted":
        weight = by_epoch(series, target.over)[:, those].astype(np.float64)
        above, below = (found * weight).sum(axis=1), weight.sum(axis=1)
    else:
        above, below = aggregated(found, target.aggregation, seconds), np.ones(len(found))
        if target.over:
            below = aggregated(by_epoch(series, target.over)[:, those], target.over_aggregation, seconds)
    return np.asarray(np.divide(above, below, out=np.zeros(len(above)), where=below > 0.0) * target.factor)


def is_recorded(target: Target, names: Iterable[str]) -> bool:
    """Return whether all that a target is measured by is among the names of the series that are recorded."""
    summed = target.series.split("+")
    return {*summed, target.over or summed[0]} <= set(names)


def epochs_of(target: Target, run: Run, epochs: int) -> Any:
    """Return the epochs that begin in the observed period, the last one before its end where none does.

    None: the run begins after the period does, or ends before it.
    """
    if not target.period_start:
        return None
    first, last = date.fromisoformat(target.period_start), date.fromisoformat(target.period_end)
    length = timedelta(seconds=run.epoch_length)
    begins = np.array([(run.start + k * length).date() for k in range(epochs)])
    if begins[0] > first or (run.start + epochs * length).date() < last + timedelta(days=1):
        return None
    within = np.flatnonzero((begins >= first) & (begins <= last))
    return within if within.size else np.flatnonzero(begins <= last)[-1:]
