"""One replicate of a point, run and measured: all that a sweep keeps of it is a row of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from econsim.analysis.metrics import Metric, measured_in
from econsim.cores import n_lanes
from econsim.errors import EconsimError, ScenarioError
from econsim.networks.akash_side_by_side import leaves_the_market_alone
from econsim.runs.cluster import active_client
from econsim.runs.digests import numbers_digest
from econsim.runs.journal import Row
from econsim.runs.replicates import MOST_TOGETHER, Job, Past, simulate, simulate_together
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.units import FloatArray

_TOGETHER, _PARTS_A_WORKER = MOST_TOGETHER, 16  # points that a worker takes at once; parts that it gets at least


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
    try:
        job = _job(task)
        made = simulate(job.scenario, job.seed, job.replicate, job.epochs, past=job.past)
    except ScenarioError as error:
        return Failure("; ".join(line.removeprefix("with_changes ") for line in error.mistakes), is_final=True)
    except EconsimError as error:
        return Failure(" ".join(str(error).split()), is_final=False)
    return _measured(task, made)


def _measured(task: RowTask, made: ReplicateResult) -> Row:
    epoch_seconds = float(task.scenario.run.epoch_length)
    numbers = made.series.reset_index(drop=True)
    columns = {name: numbers[name].to_numpy().reshape(1, -1) for name in _wanted(task.metrics) if name in numbers}
    values = [_value(metric, columns, epoch_seconds, task.first) for metric in task.metrics]
    return Row(task.point, task.replicate, numbers_digest(numbers), made.invariants, np.array(values))


def rows_of(tasks: Sequence[RowTask]) -> list[Row | Failure]:
    """Run one replicate of several points side by side; where anything fails, each by itself, which says why."""
    if len(tasks) > 1:
        try:
            made = simulate_together([_job(task) for task in tasks])
            return [_measured(task, result) for task, result in zip(tasks, made, strict=True)]
        except EconsimError:
            pass
    return [row_of(task) for task in tasks]


def _job(task: RowTask) -> Job:
    """Return what is to be simulated; raises ScenarioError where the changes make no scenario."""
    scenario, size = task.scenario.with_changes(task.changes) if task.changes else task.scenario, task.scenario.run
    return Job(scenario, size.seed, task.replicate, size.epochs, past=task.past)


def parts_of(tasks: Mapping[tuple[int, int], RowTask], workers: int | None) -> list[list[tuple[int, int]]]:
    """Return the keys of tasks, those together that one worker takes: points of one replicate that may share a market.

    Only where there are many tasks for every worker: a few are spread over all.
    """
    paths = {path for task in tasks.values() for path in task.changes}
    most = 1
    if active_client() is None and all(map(leaves_the_market_alone, paths)):
        most = max(1, min(_TOGETHER, len(tasks) // (_PARTS_A_WORKER * n_lanes(workers, len(tasks)))))
    found: list[list[tuple[int, int]]] = []
    last: Any = None
    for key, task in tasks.items():
        alike = task.replicate, None if task.past is None else task.past.epochs
        if alike != last or len(found[-1]) == most:
            found.append([])
        found[-1].append(key)
        last = alike
    return found


def _wanted(metrics: tuple[Metric, ...]) -> set[str]:
    return {name for metric in metrics for name in (metric.series, metric.weight) if name}


def _value(metric: Metric, columns: Mapping[str, FloatArray], epoch_seconds: float, first: int) -> float:
    """Return a metric of one replicate; NaN where this scenario does not record its series."""
    if not _wanted((metric,)) <= columns.keys():
        return float("nan")
    return float(measured_in(metric, columns.__getitem__, epoch_seconds, first)[0])
