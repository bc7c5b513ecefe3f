"""The command `study`: one of the shipped questions of governance, answered and written as a page for a forum."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.options import check_out, check_workers
from econsim.cli.progress import progress_of, tell_caveats
from econsim.cli.show import print_page, put

_QUICK_REPLICATES = 2

Quick = Annotated[
    bool,
    Parameter(help=f"{_QUICK_REPLICATES} replicates: about a minute, to be looked at and not cited", negative=""),
]


def study(
    name: Annotated[str, Parameter(help="one of `econsim list studies`", allow_leading_hyphen=False)],
    /,
    *,
    quick: Quick = False,
    workers: options.Workers = None,
    out: options.Out = Path("results"),
    quiet: options.Quiet = False,
) -> None:
    """Answer a shipped question of governance; its page, figures and numbers go to OUT/studies/NAME.

    Example: econsim study commission_floor --quick
    """
    from econsim.analysis.arms import arms_of
    from econsim.analysis.compare import compare
    from econsim.analysis.studies import FOLDER, study_named
    from econsim.report.first_page import first_page
    from econsim.report.study_page import write_study

    check_workers(workers)
    check_out(out)
    chosen = study_named(name)
    if quick:
        chosen = chosen.with_changes({"run.replicates": _QUICK_REPLICATES})
    scenarios = [arm.scenario for arm in arms_of(chosen, [])]
    tell_caveats(scenarios)
    asked = f"econsim compare {FOLDER}{chosen.name} --replicates {chosen.run.replicates}"
    total = sum(one.run.replicates for one in scenarios)
    with progress_of(name, total, quiet) as progress:
        made = compare(chosen, workers=workers, out=out, progress=progress, command=asked)
    folder = out / "studies" / (f"{chosen.name}-quick" if quick else chosen.name)
    paths = write_study(made, chosen, folder)
    print_page(first_page(made))
    put(f"page: {paths[0]}")
    put(f"the whole report: econsim report {made.directory}")


COMMANDS = (study,)
