"""The market's targets: what was observed until the end of 2024, beside what a run prints for the same days.

`targets.csv` holds every row that was found, contradicting ones too. `mark` says what a row is to the model: `input`
(it was put in), `fitted` (`econsim calibrate market` turns the market's numbers until it is met), `check` (neither),
`outside` (nothing to compare, with the reason). `tolerance` is a part of the observed value and follows the confidence
in it. A row in which `over` is named is a ratio.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, reduce
from pathlib import Path
from typing import Any

import numpy as np

from econsim.analysis.display import significant
from econsim.analysis.metrics import aggregated, by_epoch
from econsim.runs.run import Run
from econsim.units import FloatArray

INPUT, FITTED, CHECK, OUTSIDE = "input", "fitted", "check", "outside"
_OF_THE_SCENARIO = "population."  # where a row is held against a parameter instead of a series
_NUMBERS = ("value", "low", "high", "factor", "tolerance")


@cache
def targets() -> tuple[dict[str, Any], ...]:
    """Return the rows of targets.csv; `low` and `high` are equal where one value was observed, None where open."""
    with (Path(__file__).parent / "targets.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_target(row) for row in csv.DictReader(lines))


def against_targets(run: Run) -> dict[str, Any]:
    """Judge one run: every target with its mean over replicates, its miss in tolerances `z`, and a verdict.

    `mean` and `z` are None for what is outside, and for days or GPU models that the run does not have: no verdict.
    """
    return {"rows": [_judged(target, run) for target in targets()]}


def miss(target: Mapping[str, Any], value: float) -> float:
    """Return how far a value lies outside the observed interval, in tolerances: (value - end) / (tolerance x end)."""
    low, high = target["low"], target["high"]
    end = low if low is not None and value < low else high if high is not None and value > high else None
    return 0.0 if end is None else (value - end) / (target["tolerance"] * abs(end))


def observed(target: Mapping[str, Any]) -> str:
    """Return what was observed, as people read it: one value, an interval, or a bound."""
    low, high = target["low"], target["high"]
    if low == high:
        return significant(low)
    ends = " to ".join(significant(end) for end in (low, high) if end is not None)
    return ends if None not in (low, high) else f"{'at most' if low is None else 'at least'} {ends}"


def period(target: Mapping[str, Any]) -> str:
    """Return the days of a target: one, from to, or nothing where no day is known."""
    days = dict.fromkeys((target["period_start"], target["period_end"]))
    return " to ".join(filter(None, days))


def _target(row: dict[str, Any]) -> dict[str, Any]:
    numbers = {name: float(row[name]) if row[name] else None for name in _NUMBERS}
    value = numbers.pop("value")
    ends = {} if value is None else {"low": value, "high": value}
    return row | numbers | ends


def _judged(target: dict[str, Any], run: Run) -> dict[str, Any]:
    values = None if target["mark"] == OUTSIDE else _values(target, run)
    if values is None:
        return target | {"mean": None, "z": None, "verdict": None}
    mean = float(values.mean())
    z = miss(target, mean)
    return target | {"mean": mean, "z": z, "verdict": "met" if abs(z) <= 1.0 else "too high" if z > 0 else "too low"}


def _values(target: dict[str, Any], run: Run) -> FloatArray | None:
    """Return what a run has for a target, one number a replicate; None for days or GPU models that it does not have."""
    if target["series"].startswith(_OF_THE_SCENARIO):
        node: Any = run.scenario.content()
        for name in target["series"].split("."):
            node = None if node is None else node.get(name)
        return None if node is None else np.array([float(node)])
    epochs, seconds = _epochs_of(target, run), run.scenario.run.epoch_length
    summed = target["series"].split("+")
    if epochs is None or not set(summed) <= set(run.series.columns):
        return None
    found = reduce(np.add, (by_epoch(run.series, name)[:, epochs] for name in summed))
    if target["aggregation"] == "weighted":
        weight = by_epoch(run.series, target["over"])[:, epochs].astype(np.float64)
        above, below = (found * weight).sum(axis=1), weight.sum(axis=1)
    else:
        above, below = aggregated(found, target["aggregation"], seconds), np.ones(len(found))
        if target["over"]:
            below = aggregated(by_epoch(run.series, target["over"])[:, epochs], target["over_aggregation"], seconds)
    return np.asarray(np.divide(above, below, out=np.zeros(len(above)), where=below > 0.0) * target["factor"])


def _epochs_of(target: dict[str, Any], run: Run) -> Any:
    """Return the epochs that begin in the observed period, the last one before its end where none does.

    None: the run begins after the period does, or ends before it.
    """
    if not target["period_start"]:
        return None
    first, last = date.fromisoformat(target["period_start"]), date.fromisoformat(target["period_end"])
    length = timedelta(seconds=run.scenario.run.epoch_length)
    begins = np.array([(run.scenario.run.start + k * length).date() for k in range(run.epochs)])
    if begins[0] > first or (run.scenario.run.start + run.epochs * length).date() < last + timedelta(days=1):
        return None
    within = np.flatnonzero((begins >= first) & (begins <= last))
    return within if within.size else np.flatnonzero(begins <= last)[-1:]
