"""`sweep`: a scenario at every point of a grid, on the same draws, each point paired with the baseline point."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from econsim.analysis.grid import Grid, Point, grid_of
from econsim.analysis.metrics import Level, first_difference, level, measured
from econsim.analysis.objectives import metrics_of
from econsim.analysis.statistics import Paired, paired
from econsim.analysis.sweep_result import DATASET, NUMBERS, PointMetric, Sweep, SweepPoint
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import remove_leftovers, write_bytes, write_json
from econsim.errors import RunError
from econsim.networks.catalogue import scenario_of
from econsim.runs.digests import joined_digest, question_digest
from econsim.runs.manifest import MANIFEST, SWEEP, manifest
from econsim.runs.parquet import parquet_bytes
from econsim.runs.progress import Progress, told
from econsim.runs.run import run
from econsim.runs.run_result import RunResult
from econsim.runs.scenario_files import keep_scenarios
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
from econsim.scenario.values import plain
from econsim.simulation.invariants import InvariantLog

_TOLD = ("seed", "replicates", "epochs", "digest", "results_digest", "baseline_point", "invariants", "wall_seconds")


@dataclass(frozen=True)
class _Outcome:
    """What became of a point: its run, or why there is none."""

    point: Point
    run: RunResult | None
    error: str | None


def sweep(
    given: Scenario | str | Path | Grid,
    over: Mapping[str, Sequence[Any]] | None = None,
    *,
    replicates: int | None = None,
    epochs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: Progress | None = None,
    command: str | None = None,
) -> Sweep:
    """Run a scenario at every point of a grid, on the same draws; a point that fails does not stop the others.

    `given` is a scenario, the name or file of one, or a grid. `over` maps dotted paths to values, in the place of the
    scenario's own `sweep:`; what else is None is taken from its `run` section. `out` is the folder in which results
    are kept (nothing is written when None): each point has the results folder of an ordinary run, the dataset and the
    numbers stand in `<name>-sweep-<key>` beside them. `progress` is called with the number of replicates done since;
    `command` is what the manifest names as the way to make it again.
    """
    size = {"replicates": replicates, "epochs": epochs, "seed": seed}
    grid = given if isinstance(given, Grid) else grid_of(_as_asked(scenario_of(given), over, size))
    begin, workers = time.perf_counter(), number_of_workers(workers)
    root = None if out is None else Path(out)
    total = len(grid.points) * grid.scenario.run.replicates
    with told(f"{grid.scenario.name} at {len(grid.points)} points", total, progress) as tell:
        outcomes = [_outcome(point, workers, root, tell) for point in grid.points]
    folder = None if root is None else root / grid.folder_name
    made = _swept(grid, outcomes, folder, begin)
    if folder is not None:
        _keep(made, grid, folder, command)
    return made


def _as_asked(scenario: Scenario, over: Mapping[str, Sequence[Any]] | None, size: Mapping[str, int | None]) -> Scenario:
    """Return a scenario with another sweep and another size, where they are given."""
    changes: dict[str, Any] = {f"run.{name}": number for name, number in size.items() if number is not None}
    if over is not None:
        swept = {path: {"values": _plain(values)} for path, values in over.items()}
        changes["sweep"] = {path: None for path in scenario.sweep if path not in swept} | swept
    return scenario.with_changes(changes) if changes else scenario


def _plain(values: Any) -> Any:
    """Return values as a scenario writes them: a list, of Python's own numbers; what is no list is refused later."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return values
    return [value.item() if isinstance(value, np.generic) else value for value in values]


def _keep(made: Sweep, grid: Grid, folder: Path, command: str | None) -> None:
    """Write what a sweep leaves in its folder, the numbers last."""
    content = json_of(made)
    remove_leftovers(folder)
    keep_scenarios(folder, [grid.scenario])
    named = {"name": grid.scenario.name} | {name: content[name] for name in _TOLD}
    again = command or f"econsim sweep {grid.scenario.name}.yaml"
    write_json(folder / MANIFEST, manifest(SWEEP, again, {grid.scenario.name: grid.scenario}, grid.key, named))
    write_bytes(folder / DATASET, parquet_bytes(made.frame()))
    write_json(folder / NUMBERS, content)


def _outcome(point: Point, workers: int | None, out: Path | None, progress: Progress) -> _Outcome:
    try:
        return _Outcome(point, run(point.scenario, workers=workers, out=out, progress=progress), None)
    except RunError as error:
        return _Outcome(point, None, str(error))


def _swept(grid: Grid, outcomes: Sequence[_Outcome], folder: Path | None, begin: float) -> Sweep:
    size = grid.scenario.run
    scenarios = [point.scenario for point in grid.points]
    done = [outcome.run for outcome in outcomes if outcome.run is not None]
    is_whole = len(done) == len(outcomes)
    return Sweep(
        scenario=grid.scenario.name,
        dir=None if folder is None else str(folder),
        dataset=None if folder is None else str(folder / DATASET),
        digest=question_digest(scenarios, size.seed, size.replicates, size.epochs),
        results_digest=joined_digest(run.results_digest for run in done) if is_whole else None,
        seed=size.seed,
        replicates=size.replicates,
        epochs=size.epochs,
        swept={path: tuple(plain(values)) for path, values in grid.scenario.sweep.items()},
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
            dir=_where(outcome.run),
            error=outcome.error,
            metrics={} if outcome.run is None else _metrics(outcome.run, base, first),
        )
        for outcome in outcomes
    )


def _where(run: RunResult | None) -> str | None:
    return None if run is None or run.directory is None else str(run.directory)


def _metrics(of_point: RunResult, baseline: RunResult | None, first: int | None) -> dict[str, PointMetric]:
    seconds = float(of_point.scenario.run.epoch_length)
    found = {}
    for name, wanted in metrics_of([of_point.scenario]).items():
        values = measured(wanted, of_point.series, seconds, first)
        there = None if baseline is None else measured(wanted, baseline.series, seconds, first)
        found[name] = _point_metric(level(wanted.unit, values), None if there is None else paired(there, values))
    return found


def _point_metric(here: Level, pair: Paired | None) -> PointMetric:
    told = (None, None, None, None) if pair is None else (pair.difference, pair.ci_low, pair.ci_high, pair.verdict)
    return PointMetric(here.unit, here.mean, here.ci_low, here.ci_high, *told)
