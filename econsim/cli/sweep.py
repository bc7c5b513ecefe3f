"""The command that goes over a grid: sweep."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from econsim.cli import options
from econsim.cli.options import check_out, check_workers, loaded, typed
from econsim.cli.progress import progress_of, tell_caveats
from econsim.cli.show import print_json, print_table, put
from econsim.errors import RunError
from econsim.scenario.values import counted

if TYPE_CHECKING:
    from econsim.analysis.grid import Grid
    from econsim.analysis.sweep_result import Sweep, SweepPoint

_POINTS_A_TABLE = 6


def sweep(
    file: options.Name,
    /,
    *,
    set_: options.Sets = (),
    epochs: options.Epochs = None,
    replicates: options.Replicates = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    out: options.Out = Path("results"),
    dry_run: options.DryRun = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a scenario at every point of its `sweep:` section, on the same draws, and print what varies.

    Example: econsim sweep floors.yaml --replicates 10
    """
    from econsim.analysis.grid import grid_of
    from econsim.analysis.sweep import sweep as run_sweep
    from econsim.analysis.typed_json import json_of

    check_workers(workers)
    check_out(out)
    grid = grid_of(loaded(file, set_, epochs, replicates, seed))
    if dry_run:
        from econsim.cli.plans import print_plan_of_sweep

        print_plan_of_sweep(grid, workers, out, json=json, quiet=quiet)
        return
    name = f"{grid.scenario.name} at {len(grid.points)} points"
    with progress_of(name, len(grid.points) * grid.scenario.run.replicates, quiet) as progress:
        made = run_sweep(grid, workers=workers, out=out, progress=progress, command=typed())
    if json:
        print_json(json_of(made))
    else:
        _print_tables(grid, made)
    if made.failures:
        count = f"{len(made.failures)} of {len(grid.points)} points failed, the others are kept"
        raise RunError("\n".join([*made.failures, count]))


def _print_tables(grid: Grid, made: Sweep) -> None:
    """Print metrics by point, some points a table: those that vary or that the scenario's objectives name."""
    scenario, paths = grid.scenario, list(made.swept)
    done = [point for point in made.points if point.metrics]
    if len(paths) > 1:
        rows = [(f"#{point.point}", *point.values.values()) for point in made.points]
        print_table("the points", ("point", *paths), rows)
        put("")
    shown = _worth_showing(done, {objective.metric for objective in scenario.objectives})
    size = f"{counted(made.replicates, 'paired replicate')} of {counted(made.epochs, 'epoch')}, seed {made.seed}"
    title = f"{scenario.name} by {' and '.join(paths)}: means over {size}"
    for start in range(0, len(done) if shown else 0, _POINTS_A_TABLE):
        some = done[start : start + _POINTS_A_TABLE]
        head = [_heading(point, paths) for point in some]
        print_table(title, ("metric", *head), [_row(name, some) for name in shown])
        put("")
    if done and not shown:
        put(f"{title}: no metric differs between the points")
    tell_caveats([point.scenario for point in grid.points])
    put(f"* differs detectably from the baseline, point {made.baseline_point}; differences and intervals are in")
    put(f"dataset: {made.dataset}")


def _worth_showing(points: Sequence[SweepPoint], objectives: set[str]) -> list[str]:
    varies = {
        name
        for point in points
        for name, found in point.metrics.items()
        if found.mean != points[0].metrics[name].mean or found.verdict not in ("identical", None)
    }
    return [name for name in (points[0].metrics if points else ()) if name in varies | objectives]


def _heading(point: SweepPoint, paths: Sequence[str]) -> str:
    return str(point.values[paths[0]]) if len(paths) == 1 else f"#{point.point}"


def _row(name: str, points: Sequence[SweepPoint]) -> list[str]:
    from econsim.analysis.display import number, unit_of
    from econsim.analysis.metrics import metric

    wanted = metric(name)
    words = unit_of(wanted.unit).level
    label = f"{wanted.heading}, {words}" if words else wanted.heading
    found = [point.metrics[name] for point in points]
    return [label, *(f"{number(wanted, one.mean)}{'*' if one.verdict in ('higher', 'lower') else ''}" for one in found)]


COMMANDS = (sweep,)
