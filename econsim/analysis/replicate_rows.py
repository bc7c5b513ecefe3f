"""One replicate of a point, run and measured: all that a sweep keeps of it is a row of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from econsim.analysis.metrics import Metric, measured_in
from econsim.errors import EconsimError, ScenarioError
from econsim.runs.digests import numbers_digest
from econsim.runs.journal import Row
from econsim.runs.replicates import Past, simulate
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray


class RowTask(NamedTuple):
    """One replicate of a point: a scenario with some changes; `first` is the epoch from which points may differ."""

    scenario: Scenario
    changes: Mapping[str, Any]
    point: int
    replicate: int
    metrics: tuple[Metric, ...]
    first: int
    past: Past | None


@dataclass(frozen=True)
class Failure:
    """Why a replicate has no row, in one line; `is_final` where running it again cannot help."""

    reason: str
    is_final: bool


def row_of(task: RowTask) -> Row | Failure:
    """Run a replicate and measure it; what econsim refuses is returned, not raised: the other points go on."""
    size = task.scenario.run
    try:
        scenario = task.scenario.with_changes(task.changes) if task.changes else task.scenario
        made = simulate(scenario, size.seed, task.replicate, size.epochs, past=task.past)
    except ScenarioError as error:
        return Failure("; ".join(line.removeprefix("with_changes ") for line in error.mistakes), is_final=True)
    except EconsimError as error:
        return Failure(" ".join(str(error).split()), is_final=False)
    numbers = made.series.reset_index(drop=True)
    columns = {name: numbers[name].to_numpy().reshape(1, -1) for name in _wanted(task.metrics) if name in numbers}
    values = [_value(metric, columns, float(size.epoch_length), task.first) for metric in task.metrics]
    return Row(task.point, task.replicate, numbers_digest(numbers), made.invariants, np.array(values))


def _wanted(metrics: tuple[Metric, ...]) -> set[str]:
    return {name for metric in metrics for name in (metric.series, metric.weight) if name}


def _value(metric: Metric, columns: Mapping[str, FloatArray], epoch_seconds: float, first: int) -> float:
    """Return a metric of one replicate; NaN where this scenario does not record its series."""
    if not _wanted((metric,)) <= columns.keys():
        return float("nan")
    return float(measured_in(metric, columns.__getitem__, epoch_seconds, first)[0])
