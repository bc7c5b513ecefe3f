"""The command that goes over a grid: sweep."""

from __future__ import annotations

from pathlib import Path

from econsim.cli import options
from econsim.cli.options import check_out, check_workers, loaded, typed
from econsim.cli.progress import progress_of, tell_caveats
from econsim.cli.show import print_json, print_page, put
from econsim.errors import RunError


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
    """Run a scenario at every point of its `sweep:` section, on the same draws, and print what it shows.

    Example: econsim sweep floors.yaml --replicates 10
    """
    from econsim.analysis.grid import grid_of
    from econsim.analysis.sweep import sweep as run_sweep
    from econsim.analysis.typed_json import json_of
    from econsim.report.first_page import first_page

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
        tell_caveats([point.scenario for point in grid.points])
        print_page(first_page(made))
        put(f"the whole report: econsim report {made.dir}")
        put(f"dataset: {made.dataset}")
    if made.failures:
        count = f"{len(made.failures)} of {len(grid.points)} points failed, the others are kept"
        raise RunError("\n".join([*made.failures, count]))


COMMANDS = (sweep,)
