"""Commands that run models: run, compare, report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.fail_if import checks_of, raise_if_comparison_fails, raise_if_run_fails
from econsim.cli.options import check_out, check_workers, sized, typed
from econsim.cli.progress import progress_of
from econsim.cli.show import print_json, print_rich, print_table, put

if TYPE_CHECKING:
    from econsim.scenario.schema import Scenario

OnlyReplicate = Annotated[
    int | None, Parameter(help="run this replicate alone, by its number (from 0)", converter=options.whole)
]


def run(
    scenario: options.Name,
    /,
    *,
    set_: options.Sets = (),
    epochs: options.Epochs = None,
    replicates: options.Replicates = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    out: options.Out = Path("results"),
    only_replicate: OnlyReplicate = None,
    fail_if: options.FailIf = (),
    dry_run: options.DryRun = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run one scenario and print its metrics.

    Example: econsim run mainnet7 --epochs 60 --replicates 4
    """
    from econsim.analysis.metrics import summary
    from econsim.analysis.price_record import beyond_the_record
    from econsim.catalogue import load_scenario
    from econsim.simulation.run import run as run_scenario

    checks = checks_of(fail_if, of_comparison=False)
    check_workers(workers)
    check_out(out)
    loaded = sized(load_scenario(scenario, set_), epochs, replicates, seed)
    if dry_run:
        from econsim.cli.plans import print_plan_of_run

        print_plan_of_run(scenario, loaded, workers, out, only_replicate, json=json, quiet=quiet)
        return
    total = loaded.run.replicates if only_replicate is None else 1
    with progress_of(loaded.name, total, quiet) as progress:
        made = run_scenario(
            loaded, workers=workers, out=out, progress=progress, only_replicate=only_replicate, command=typed()
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
    else:
        rows = [(name, *_interval(found), found["unit"]) for name, found in metrics.items()]
        title = f"{loaded.name}: {made.replicates} replicates of {made.epochs} epochs, seed {made.seed}"
        print_table(title, ("metric", "mean", "95 % interval", "unit"), rows)
        _tell_what_is_not_reached([loaded])
        if unrecorded := beyond_the_record(loaded, made.epochs):
            put(unrecorded)
        put(f"results: {made.directory}")
    raise_if_run_fails(checks, loaded.name, metrics)


def compare(
    baseline: options.Name,
    /,
    *variants: options.Name,
    set_: options.Sets = (),
    epochs: options.Epochs = None,
    replicates: options.Replicates = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    out: options.Out = Path("results"),
    fail_if: options.FailIf = (),
    dry_run: options.DryRun = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare scenarios on the same luck, print the table and write the report; --set changes every arm.

    A file alone is compared with its own variants.

    Example: econsim compare mainnet6 mainnet7 --replicates 20
    """
    from econsim.analysis.arms import arms_of
    from econsim.analysis.compare import compare as compare_arms
    from econsim.catalogue import load_scenario
    from econsim.report.policy_report import report as write_report

    checks = checks_of(fail_if, of_comparison=True)
    check_workers(workers)
    check_out(out)
    given = [sized(load_scenario(name, set_), epochs, replicates, seed) for name in (baseline, *variants)]
    arms = arms_of(given[0], given[1:])
    if dry_run:
        from econsim.cli.plans import print_plan_of_comparison

        print_plan_of_comparison(baseline, arms, workers, out, json=json, quiet=quiet)
        return
    total = sum(arm.scenario.run.replicates for arm in arms)
    with progress_of(" against ".join(arm.label for arm in arms), total, quiet) as progress:
        made = compare_arms(*given, workers=workers, out=out, progress=progress, command=typed())
    path = write_report(made)
    if json:
        print_json(made.as_json())
    else:
        print_rich(made.table())
        _tell_what_is_not_reached([arm.scenario for arm in arms])
        put(f"report: {path}")
    raise_if_comparison_fails(checks, made.numbers["variants"])


def report(directory: Annotated[Path, Parameter(help="the folder of a comparison")], /) -> None:
    """Write the report of a comparison again, from its folder alone.

    Example: econsim report results/mainnet6-vs-mainnet7-0123456789ab
    """
    from econsim.report.policy_report import report as write_report

    put(f"report: {write_report(directory)}")


def _tell_what_is_not_reached(scenarios: Sequence[Scenario]) -> None:
    """Print the events that lie after the end of a run: it cannot show what they do."""
    late = {(event.name, event.epoch) for one in scenarios for event in one.timeline if event.epoch >= one.run.epochs}
    for name, epoch in sorted(late, key=lambda event: (event[1], event[0])):
        put(f"timeline.{name} acts at epoch {epoch}, after the end of this run: nothing of it is seen here")


def _interval(found: dict[str, Any]) -> tuple[str, str]:
    low, high = found["ci_low"], found["ci_high"]
    interval = "-" if low is None or high is None else f"{low:,.6g} to {high:,.6g}"
    return "-" if found["mean"] is None else f"{found['mean']:,.6g}", interval


COMMANDS = (run, compare, report)
