"""`sweep`: a scenario at every point of a grid, on the same draws, each point paired with the baseline point."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.analysis.grid import Grid, Point
from econsim.analysis.metrics import Level, first_difference, level, measured, metrics
from econsim.analysis.statistics import Paired, paired
from econsim.analysis.typed_json import json_of
from econsim.errors import RunError
from econsim.runs.atomic_files import remove_leftovers, write_bytes, write_json
from econsim.runs.digests import joined_digest, question_digest
from econsim.runs.manifest import MANIFEST, manifest
from econsim.runs.parquet import parquet_bytes
from econsim.runs.run import Progress, run
from econsim.runs.run_result import RunResult
from econsim.runs.scenario_files import keep_scenarios
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.values import plain
from econsim.simulation.invariants import InvariantLog

DATASET, NUMBERS = "sweep.parquet", "sweep.json"
_SWEEP = "sweep"
_TOLD = ("seed", "replicates", "epochs", "digest", "results_digest", "baseline_point", "invariants", "wall_seconds")


@dataclass(frozen=True)
class PointMetric(Level):
    """A metric at a point, and its paired difference to the baseline point; None where that failed."""

    difference: float | None
    difference_ci_low: float | None
    difference_ci_high: float | None
    verdict: str | None


@dataclass(frozen=True)
class SweepPoint:
    """One point: its values by path, where its run is kept, why it failed if it did, and its metrics."""

    point: int
    values: Mapping[str, Any]
    dir: str | None
    error: str | None
    metrics: Mapping[str, PointMetric]


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been run, the fields in the order of the keys of sweep.json: see docs/output.md."""

    scenario: str
    dir: str
    dataset: str
    digest: str
    results_digest: str | None
    seed: int
    replicates: int
    epochs: int
    swept: Mapping[str, list[Any]]
    baseline_point: int
    points: tuple[SweepPoint, ...]
    invariants: InvariantLog
    wall_seconds: float

    def __repr__(self) -> str:
        return f"Sweep(over {', '.join(self.swept)}: {len(self.points)} points)"

    @property
    def failures(self) -> list[str]:
        """Return one line for each point that failed."""
        return [f"point {point.point}: {point.error}" for point in self.points if point.error]

    def frame(self) -> pd.DataFrame:
        """Return the dataset: one row for each point and metric; a path whose values are not all numbers is text."""
        rows = [
            {"point": point.point}
            | {path: _cell(value, self.swept[path]) for path, value in point.values.items()}
            | {"metric": name, **vars(found)}
            for point in self.points
            for name, found in point.metrics.items()
        ]
        return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Outcome:
    """What became of a point: its run, or why there is none."""

    point: Point
    run: RunResult | None
    error: str | None


def sweep(
    grid: Grid,
    *,
    workers: int | None = None,
    out: Path | str = "results",
    progress: Progress | None = None,
    command: str | None = None,
) -> Sweep:
    """Run every point of a grid and keep what comes out; a point that fails does not stop the others.

    Each point has the results folder of an ordinary run under `out`; the dataset and the numbers stand in
    `<name>-sweep-<key>` beside them. `progress` is called with the number of replicates done since; `command` is what
    the manifest names as the way to make it again.
    """
    begin, workers = time.perf_counter(), number_of_workers(workers)
    outcomes = [_outcome(point, workers, Path(out), progress) for point in grid.points]
    folder = Path(out) / grid.folder_name
    made = _swept(grid, outcomes, folder, begin)
    content = json_of(made)
    remove_leftovers(folder)
    keep_scenarios(folder, [grid.scenario])
    told = {"name": grid.scenario.name} | {name: content[name] for name in _TOLD}
    scenarios = {grid.scenario.name: grid.scenario}
    again = command or f"econsim sweep {grid.scenario.name}.yaml"
    write_json(folder / MANIFEST, manifest(_SWEEP, again, scenarios, grid.key, told))
    write_bytes(folder / DATASET, parquet_bytes(made.frame()))
    write_json(folder / NUMBERS, content)
    return made


def _outcome(point: Point, workers: int | None, out: Path, progress: Progress | None) -> _Outcome:
    try:
        return _Outcome(point, run(point.scenario, workers=workers, out=out, progress=progress), None)
    except RunError as error:
        return _Outcome(point, None, str(error))


def _swept(grid: Grid, outcomes: Sequence[_Outcome], folder: Path, begin: float) -> Sweep:
    size = grid.scenario.run
    scenarios = [point.scenario for point in grid.points]
    done = [outcome.run for outcome in outcomes if outcome.run is not None]
    is_whole = len(done) == len(outcomes)
    return Sweep(
        scenario=grid.scenario.name,
        dir=str(folder),
        dataset=str(folder / DATASET),
        digest=question_digest(scenarios, size.seed, size.replicates, size.epochs),
        results_digest=joined_digest(run.results_digest for run in done) if is_whole else None,
        seed=size.seed,
        replicates=size.replicates,
        epochs=size.epochs,
        swept={path: plain(values) for path, values in grid.scenario.sweep.items()},
        baseline_point=grid.baseline.number,
        points=_points(outcomes, grid.baseline.number),
        invariants=sum((run.invariants for run in done), InvariantLog()),
        wall_seconds=time.perf_counter() - begin,
    )


def _points(outcomes: Sequence[_Outcome], baseline: int) -> tuple[SweepPoint, ...]:
    """Return every point with its metrics; those of a window that begins where arms differ share one window."""
    base = outcomes[baseline].run
    series = [outcome.run.series for outcome in outcomes if outcome.run is not None]
    first = first_difference(series[0], series[1:]) if series else None
    return tuple(
        SweepPoint(
            point=outcome.point.number,
            values=plain(outcome.point.values),
            dir=None if outcome.run is None else str(outcome.run.directory),
            error=outcome.error,
            metrics={} if outcome.run is None else _metrics(outcome.run, base, first),
        )
        for outcome in outcomes
    )


def _metrics(of_point: RunResult, baseline: RunResult | None, first: int | None) -> dict[str, PointMetric]:
    seconds = float(of_point.scenario.run.epoch_length)
    found = {}
    for name, wanted in metrics().items():
        values = measured(wanted, of_point.series, seconds, first)
        there = None if baseline is None else measured(wanted, baseline.series, seconds, first)
        found[name] = _point_metric(level(wanted.unit, values), None if there is None else paired(there, values))
    return found


def _point_metric(here: Level, pair: Paired | None) -> PointMetric:
    told = (None, None, None, None) if pair is None else (pair.difference, pair.ci_low, pair.ci_high, pair.verdict)
    return PointMetric(here.unit, here.mean, here.ci_low, here.ci_high, *told)


def _cell(value: Any, values: Sequence[Any]) -> Any:
    """Return a swept value as one column can hold it."""
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        return value
    return value if isinstance(value, str) else json.dumps(value)
