"""Commands that run models: run, compare, report."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter

from econsim.cli.show import console, print_json, print_table, progress_of

Name = Annotated[
    str, Parameter(help="a shipped scenario (econsim list) or the path of a file", allow_leading_hyphen=False)
]
Sets = Annotated[
    tuple[str, ...], Parameter(name="--set", help="change one value: chain.staking.max_validators=85", negative="")
]
Out = Annotated[Path, Parameter(help="folder in which results are kept")]
Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="")]
Quiet = Annotated[bool, Parameter(help="no progress, no narration", negative="")]
Epochs = Annotated[int | None, Parameter(help="epochs to run; the scenario's own number when left out")]
Replicates = Annotated[int | None, Parameter(help="replicates of each scenario")]
Seed = Annotated[int | None, Parameter(help="beginning of all luck")]
Workers = Annotated[int | None, Parameter(help="processes; as many as there are cores when left out")]


def run(
    scenario: Name,
    /,
    *,
    set_: Sets = (),
    epochs: Epochs = None,
    replicates: Replicates = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = Path("results"),
    only_replicate: Annotated[int | None, Parameter(help="run this replicate alone, by its number (from 0)")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run one scenario and print its metrics.

    Example: econsim run mainnet7 --epochs 60 --replicates 4
    """
    from econsim.analysis.metrics import summary
    from econsim.catalogue import load_scenario
    from econsim.simulation.run import run as run_scenario

    loaded = load_scenario(scenario, set_)
    total = 1 if only_replicate is not None else loaded.run.replicates if replicates is None else replicates
    with progress_of(loaded.name, total, quiet or json) as progress:
        made = run_scenario(
            loaded,
            epochs=epochs,
            replicates=replicates,
            seed=seed,
            workers=workers,
            out=out,
            progress=progress,
            only_replicate=only_replicate,
            command=shlex.join(["econsim", *sys.argv[1:]]),
        )
    metrics = summary(made.series, loaded.run.epoch_length)
    if json:
        print_json(
            {
                "scenario": loaded.name,
                "dir": str(made.directory),
                "digest": made.digest,
                "results_digest": made.results_digest,
                "seed": made.seed,
                "replicates": made.replicates,
                "epochs": made.epochs,
                "metrics": metrics,
                "invariants": made.invariants,
                "wall_seconds": made.wall_seconds,
            }
        )
        return
    rows = [(name, *_interval(found), found["unit"]) for name, found in metrics.items()]
    title = f"{loaded.name}: {made.replicates} replicates of {made.epochs} epochs, seed {made.seed}"
    print_table(title, ("metric", "mean", "95 % interval", "unit"), rows)
    print(f"results: {made.directory}")


def compare(
    baseline: Name,
    /,
    *variants: Name,
    set_: Sets = (),
    epochs: Epochs = None,
    replicates: Replicates = None,
    seed: Seed = None,
    workers: Workers = None,
    out: Out = Path("results"),
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Compare scenarios on the same luck, print the table and write the report; --set changes every arm.

    Example: econsim compare mainnet6 mainnet7 --replicates 20
    """
    from rich.console import Console

    from econsim.analysis.arms import arms_of
    from econsim.analysis.compare import compare as compare_arms
    from econsim.catalogue import load_scenario
    from econsim.report.policy_report import report as write_report

    given = [load_scenario(name, set_) if set_ else name for name in (baseline, *variants)]
    arms = arms_of(given[0], given[1:])
    total = sum(arm.scenario.run.replicates if replicates is None else replicates for arm in arms)
    with progress_of(" against ".join(arm.label for arm in arms), total, quiet or json) as progress:
        made = compare_arms(
            *given,
            epochs=epochs,
            replicates=replicates,
            seed=seed,
            workers=workers,
            out=out,
            progress=progress,
            command=shlex.join(["econsim", *sys.argv[1:]]),
        )
    path = write_report(made)
    if json:
        print_json(made.as_json())
        return
    console(Console).print(made.table())
    print(f"report: {path}")


def report(directory: Annotated[Path, Parameter(help="the folder of a comparison")], /) -> None:
    """Write the report of a comparison again, from its folder alone.

    Example: econsim report results/mainnet6-vs-mainnet7-0123456789ab
    """
    from econsim.report.policy_report import report as write_report

    print(f"report: {write_report(directory)}")


def _interval(found: dict[str, Any]) -> tuple[str, str]:
    low, high = found["ci_low"], found["ci_high"]
    interval = "-" if low is None or high is None else f"{low:,.6g} to {high:,.6g}"
    return "-" if found["mean"] is None else f"{found['mean']:,.6g}", interval


COMMANDS = (run, compare, report)
