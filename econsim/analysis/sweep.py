"""`sweep`: a scenario at every point of a grid or a design, on the same draws, each paired with the baseline point."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from econsim.analysis.branching import shared_past
from econsim.analysis.grid import Grid, grid_of
from econsim.analysis.objectives import metrics_of
from econsim.analysis.replicate_rows import Failure, RowTask, parts_of, rows_of
from econsim.analysis.sweep_files import keep
from econsim.analysis.sweep_result import DATASET, JOURNAL, Sweep, SweepPoint
from econsim.analysis.sweep_rows import SweepRows
from econsim.analysis.sweep_table import table_of
from econsim.networks.catalogue import scenario_of
from econsim.runs.compiling import tell_of_compiling
from econsim.runs.digests import joined_digest
from econsim.runs.journal import Journal, Row, rows_in
from econsim.runs.pool import each
from econsim.runs.progress import Progress, told
from econsim.scenario.asked import checked_sizes, results_folder
from econsim.scenario.asked import workers as number_of_workers
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted, plain

_log = logging.getLogger("econsim")
_Key = tuple[int, int]  # point and replicate


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

    `given` is a scenario, the name or file of one, or a grid (`grid_of`, `design_of`). `over` maps dotted paths to
    values, in the place of the scenario's own `sweep:`; what else is None is taken from its `run` section. `out` is the
    folder below which results are kept, in `<name>-sweep-<key>` (nothing is written when None): each replicate stands
    there as soon as it has ended, so that a sweep that was stopped goes on. What fails is tried once more at the end.
    `progress` is called with the number of replicates done since; `command` is what the manifest names as the way to
    make it again.
    """
    size = {"replicates": replicates, "epochs": epochs, "seed": seed}
    grid = given if isinstance(given, Grid) else grid_of(_as_asked(scenario_of(given), over, size))
    begin, workers = time.perf_counter(), number_of_workers(workers)
    metrics, n = metrics_of([grid.scenario]), grid.scenario.run.replicates
    rows = SweepRows(len(grid.points), n, tuple(metrics))
    root = results_folder(out)
    folder = None if root is None else root / grid.folder_name
    journal = None if folder is None else Journal(folder / JOURNAL, grid.key)
    with told(f"{grid.scenario.name} at {len(grid.points)} points", rows.is_there.size, progress) as tell:
        kept = 0 if folder is None else sum(map(rows.add, rows_in(folder / JOURNAL, grid.key)))
        if kept:
            _log.info("%s: kept %d of %d replicates", grid.scenario.name, kept, rows.is_there.size)
            tell(kept)
        try:
            failures = _run(grid, rows, workers, journal, tell)
        finally:
            if journal:
                journal.close()
    made = _swept(grid, rows, failures, folder, begin)
    if folder is not None:
        keep(made, grid, rows, folder, command)
    return made


def _as_asked(scenario: Scenario, over: Mapping[str, Sequence[Any]] | None, size: Mapping[str, int | None]) -> Scenario:
    """Return a scenario with another sweep and another size, where they are given."""
    changes: dict[str, Any] = {f"run.{name}": number for name, number in checked_sizes("", size).items()}
    if over is not None:
        swept = {path: {"values": _plain(values)} for path, values in over.items()}
        changes["sweep"] = {path: None for path in scenario.sweep if path not in swept} | swept
    return scenario.with_changes(changes) if changes else scenario


def _plain(values: Any) -> Any:
    """Return values as a scenario writes them: a list, of Python's own numbers; what is no list is refused later."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return values
    return [value.item() if isinstance(value, np.generic) else value for value in values]


def _run(
    grid: Grid, rows: SweepRows, workers: int | None, journal: Journal | None, tell: Progress
) -> dict[_Key, Failure]:
    """Run what is not there yet, and what fails of it once more; return what has failed twice."""
    failed: dict[_Key, Failure] = {}

    def done(keys: tuple[_Key, ...], several: Sequence[Row | Failure]) -> None:
        for key, found in zip(keys, several, strict=True):
            if isinstance(found, Failure):
                failed[key] = found
                continue
            if journal:
                journal.append(found)
            rows.add(found)
            tell(1)

    tasks = {key: _task(grid, rows.metrics, *key) for key in rows.missing()}
    if tasks:
        tell_of_compiling(grid.scenario)
    parts = {tuple(keys): [tasks[key] for key in keys] for keys in parts_of(tasks, workers)}
    each(rows_of, parts, workers, done, grid.outside)
    again = {key: _task(grid, rows.metrics, *key) for key, failure in failed.items() if not failure.is_final}
    if again:
        _log.warning("%s failed; trying once more", counted(len(again), "replicate"))
        for key in again:
            del failed[key]
        each(rows_of, {(key,): [task] for key, task in again.items()}, workers, done, grid.outside)
    return failed


def _task(grid: Grid, metrics: Sequence[str], point: int, replicate: int) -> RowTask:
    at, scenario = grid.points[point], grid.scenario
    wanted = metrics_of([scenario])
    past = shared_past(scenario, grid.apart_at(at), scenario.run.epochs)
    return RowTask(
        scenario, grid.changes(at), point, replicate, tuple(wanted[name] for name in metrics), grid.first, past
    )


def _swept(grid: Grid, rows: SweepRows, failures: Mapping[_Key, Failure], folder: Path | None, begin: float) -> Sweep:
    size, errors = grid.scenario.run, _errors(failures)
    table = table_of(rows, grid.baseline)
    points = tuple(
        SweepPoint(
            point=point.number,
            values=plain(point.values),
            results_digest=rows.digest_of(point.number),
            error=errors.get(point.number),
            metrics=table.at(point.number) if rows.is_whole(point.number) else {},
        )
        for point in grid.points
    )
    digests = [point.results_digest for point in points]
    return Sweep(
        scenario=grid.scenario.name,
        dir=None if folder is None else str(folder),
        dataset=None if folder is None else str(folder / DATASET),
        digest=grid.digest,
        results_digest=None if failures else joined_digest(one for one in digests if one),
        seed=size.seed,
        replicates=size.replicates,
        epochs=size.epochs,
        design=grid.design,
        swept=grid.values,
        baseline_point=grid.baseline,
        first_epoch=grid.first,
        points=points,
        invariants=rows.invariants,
        wall_seconds=time.perf_counter() - begin,
    )


def _errors(failures: Mapping[_Key, Failure]) -> dict[int, str]:
    """Return the first reason of every point that failed."""
    found: dict[int, str] = {}
    for (point, _), failure in sorted(failures.items(), key=lambda pair: pair[0]):
        found.setdefault(point, failure.reason)
    return found
