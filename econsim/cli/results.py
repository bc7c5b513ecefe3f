"""Commands about results that are there: results list, show and clean; reproduce."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from econsim.cli import options
from econsim.cli.progress import progress_of
from econsim.cli.show import print_json, print_table
from econsim.errors import RunError

if TYPE_CHECKING:
    from econsim.runs.result_folders import ResultRow

Out = Annotated[Path, Parameter(help="folder in which results are kept")]
Directory = Annotated[Path, Parameter(help="the folder of a run or a comparison", allow_leading_hyphen=False)]

app = App(name="results", help="List, show or clean what is kept in results/. Example: econsim results list")


@app.command(name="list")
def list_(*, out: Out = Path("results"), json: options.Json = False) -> None:
    """List the results that are kept.

    Example: econsim results list
    """
    from econsim.analysis.typed_json import json_of
    from econsim.runs.result_folders import results_under

    rows = [result.row() for result in results_under(out)]
    if json:
        print_json({"out": str(out), "results": json_of(rows)})
        return
    head = ("results", "kind", "replicates", "epochs", "seed", "state", "written", "size")
    table = [
        (row.dir, row.kind, _replicates(row), row.epochs, row.seed, _state(row), row.written, _size(row))
        for row in rows
    ]
    print_table(f"{len(rows)} in {out}", head, table)


@app.command
def show(directory: Directory, /, *, json: options.Json = False) -> None:
    """Show what a results folder is: its question, its answer's digest, what it was made with.

    Example: econsim results show results/mainnet7-0123456789ab
    """
    from econsim.analysis.typed_json import json_of
    from econsim.runs.result_folders import listed_result

    result = listed_result(directory)
    row = result.row()
    if json:
        print_json(json_of(row) | {"manifest": result.manifest})
        return
    told = {
        name: value for name, value in result.manifest.items() if name not in ("scenarios", "run_dirs", "libraries")
    }
    told |= {f"scenario {label}": found["digest"] for label, found in result.manifest["scenarios"].items()}
    told |= {"replicates": _replicates(row), "state": _state(row), "written": row.written, "size": _size(row)}
    print_table(str(directory), ("what", "value"), [(name, _text(value)) for name, value in told.items()])


@app.command
def clean(
    *,
    all_: Annotated[bool, Parameter(name="--all", help="remove every result", negative="")] = False,
    older_than: Annotated[
        int | None, Parameter(help="remove the results written more than this many days ago", converter=options.whole)
    ] = None,
    out: Out = Path("results"),
    json: options.Json = False,
) -> None:
    """Remove what killed processes left unfinished and files that were set aside; results only where asked.

    Example: econsim results clean --older-than 30
    """
    from econsim.runs.result_folders import clean as clean_results

    done = clean_results(out, all_results=all_, older_than_days=older_than)
    if json:
        print_json(vars(done) | {"out": str(out)})
        return
    for removed in done.results:
        print(f"removed {removed}")
    print(f"removed {done.unfinished_files} unfinished files and {done.set_aside_files} that were set aside")
    hint = "; --all or --older-than DAYS removes results" if done.results_left and not done.results else ""
    print(f"{done.results_left} results stay{hint}")


def reproduce(
    directory: Directory,
    /,
    *,
    workers: options.Workers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run the question of a results folder again, in a fresh place, and say whether the answer is the same.

    Example: econsim reproduce results/mainnet7-0123456789ab
    """
    from econsim.analysis.reproduce import reproduce as reproduce_results
    from econsim.runs.manifest import read_manifest

    told = read_manifest(directory)
    total = told["replicates"] * len(told["scenarios"])
    with progress_of(f"again: {told.get('name', directory)}", total, quiet) as progress:
        found = reproduce_results(directory, workers=workers, progress=progress)
    then, now = found.results_digest
    if json:
        print_json(
            {
                "dir": str(directory),
                "checked": found.checked,
                "passed": found.passed,
                "results_digest": {"manifest": then, "now": now},
                "is_of_another_model": found.is_of_another_model,
                "differs": [{"what": what, "manifest": old, "now": new} for what, old, new in found.differs],
                "outside": found.outside,
            }
        )
    else:
        if found.is_of_another_model:
            print("econsim's sources or data are not those that made these results (another model version)")
        for what, old, new in found.differs:
            print(f"{what}: {old} in the manifest, {new} now")
        print(f"results_digest: {then} in the manifest, {now} now")
        print(f"checked: {found.checked}: {'passed' if found.passed else 'failed'}")
    if not found.passed:
        where = f"; outside the intervals: {', '.join(found.outside)}" if found.outside else ""
        raise RunError(f"{directory} was not reproduced ({found.checked}){where}")


def _replicates(row: ResultRow) -> str:
    is_partly_there = row.kind == "run" and not row.finished
    return f"{row.replicates_kept} of {row.replicates}" if is_partly_there else str(row.replicates)


def _state(row: ResultRow) -> str:
    states = [] if row.finished else ["not finished"]
    states += [] if row.is_this_model else ["of another model version"]
    return ", ".join(states) or "whole"


def _size(row: ResultRow) -> str:
    return f"{row.bytes / 1e6:,.1f} MB"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json_format.dumps(value)


COMMANDS = (reproduce,)
