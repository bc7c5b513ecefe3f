"""The command that goes over many points: sweep."""

from __future__ import annotations

import dataclasses
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.fail_if import CheckFailed, checks_of, failed_in_sweep
from econsim.cli.options import check_out, check_workers, loaded, on, typed
from econsim.cli.progress import progress_of, tell_caveats
from econsim.cli.show import json_text, print_page, put
from econsim.errors import RunError, UsageError

if TYPE_CHECKING:
    from econsim.analysis.sweep_result import Sweep

_MOST_FAILURES = 20  # lines
_NO_POINTS = '"points": []'

Design = Annotated[
    str | None,
    Parameter(help="in the place of `sweep:`, spread points over `uncertain:`: sobol or latin_hypercube"),
]
Points = Annotated[int | None, Parameter(help="points of the design", converter=options.whole)]


def sweep(
    file: options.Name,
    /,
    *,
    set_: options.Sets = (),
    epochs: options.Epochs = None,
    replicates: options.Replicates = None,
    seed: options.Seed = None,
    design: Design = None,
    points: Points = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("results"),
    fail_if: options.FailIf = (),
    dry_run: options.DryRun = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run a scenario at every point of its `sweep:` section or of a design, on the same draws; print what it shows.

    Example: econsim sweep floors.yaml --replicates 10
    """
    from econsim.analysis.grid import design_of, grid_of
    from econsim.analysis.sweep import sweep as run_sweep
    from econsim.report.first_page import first_page

    checks = checks_of(fail_if, of_comparison=True)
    check_workers(workers)
    check_out(out)
    if (design is None) != (points is None):
        raise UsageError("--design and --points go together: --design sobol --points 256")
    scenario = loaded(file, set_, epochs, replicates, seed)
    grid = grid_of(scenario) if design is None or points is None else design_of(scenario, design, points)
    if dry_run:
        from econsim.cli.plans import print_plan_of_sweep

        print_plan_of_sweep(grid, workers, out, json=json, quiet=quiet)
        return
    name = f"{scenario.name} at {len(grid.points)} points"
    with on(cluster), progress_of(name, len(grid.points) * scenario.run.replicates, quiet) as progress:
        made = run_sweep(grid, workers=workers, out=out, progress=progress, command=typed())
    if json:
        _print_json(made)
    else:
        tell_caveats([scenario])
        print_page(first_page(made))
        put(f"the whole report: econsim report {made.dir}")
        put(f"dataset: {made.dataset}")
    failed_checks = failed_in_sweep(checks, made.points)
    if made.failures:
        more = len(made.failures) - _MOST_FAILURES
        rest = [f"... and {more:,} more: `error` in {made.dir}/sweep.json"] if more > 0 else []
        count = f"{len(made.failures)} of {len(grid.points)} points failed, the others are kept"
        raise RunError("\n".join([*failed_checks, *made.failures[:_MOST_FAILURES], *rest, count]))
    if failed_checks:
        raise CheckFailed("\n".join(failed_checks))


def _print_json(made: Sweep) -> None:
    """Print the one object, a point after the other: the numbers of very many points are not held as text at once."""
    from econsim.analysis.typed_json import json_of

    before, _, after = json_text(json_of(dataclasses.replace(made, points=()))).partition(_NO_POINTS)
    put(f'{before}"points": [')
    for point in made.points:
        comma = "," if point is not made.points[-1] else ""
        put(textwrap.indent(json_text(json_of(point)), "    ") + comma)
    put(f"  ]{after}")


COMMANDS = (sweep,)
