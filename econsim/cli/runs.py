"""Commands that run models: run, compare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.fail_if import checks_of, raise_if_comparison_fails, raise_if_run_fails
from econsim.cli.options import check_out, check_workers, loaded, on, typed
from econsim.cli.progress import progress_of, tell_caveats
from econsim.cli.show import print_json, print_page, put

OnlyReplicate = Annotated[
    int | None, Parameter(help="run this replicate alone, by its number (from 0)", converter=options.whole)
]

From = Annotated[
    Path | None,
    Parameter(name="--from", help="go on from a file of model.save(...), with the one replicate that it holds"),
]

WhatIf = Annotated[
    bool,
    Parameter(
        help="make the comparison again under other beliefs: what would change the answer?",
        negative="",
        show_default=False,
    ),
]

Switching = Annotated[
    bool,
    Parameter(
        help="look along the most doubtful beliefs for where the answer flips; --what-if, too",
        negative="",
        show_default=False,
    ),
]

OneByOne = Annotated[
    bool,
    Parameter(
        help="make the comparison again for each change of a variant alone: which of them does what?",
        negative="",
        show_default=False,
    ),
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
    cluster: options.Cluster = None,
    out: options.Out = Path("results"),
    only_replicate: OnlyReplicate = None,
    from_: From = None,
    fail_if: options.FailIf = (),
    dry_run: options.DryRun = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run one scenario and print what comes out, the first page of its report.

    Example: econsim run mainnet7 --epochs 60 --replicates 4
    """
    from econsim.analysis.metrics import summary
    from econsim.analysis.typed_json import json_of
    from econsim.report.first_page import first_page
    from econsim.runs.run import run as run_scenario

    checks = checks_of(fail_if, of_comparison=False)
    check_workers(workers)
    check_out(out)
    chosen = loaded(scenario, set_, epochs, replicates, seed)
    if dry_run:
        from econsim.cli.plans import print_plan_of_run

        print_plan_of_run(scenario, chosen, workers, out, only_replicate, json=json, quiet=quiet)
        return
    tell_caveats([chosen], json=json, quiet=quiet)
    total = chosen.run.replicates if only_replicate is None and from_ is None else 1
    with on(cluster), progress_of(chosen.name, total, quiet) as progress:
        made = run_scenario(
            chosen,
            workers=workers,
            out=out,
            progress=progress,
            only_replicate=only_replicate,
            checkpoint=from_,
            seed=seed,
            epochs=epochs,
            command=typed(),
        )
    metrics = summary(made.series, chosen.run.epoch_length)
    if json:
        print_json(
            {
                "scenario": chosen.name,
                "dir": str(made.directory),
                "digest": made.digest,
                "results_digest": made.results_digest,
                "seed": made.seed,
                "replicates": made.replicates,
                "epochs": made.epochs,
                "metrics": json_of(metrics),
                "invariants": json_of(made.invariants),
                "wall_seconds": made.wall_seconds,
            }
        )
    else:
        print_page(first_page(made))
        put(f"the whole report: econsim report {made.directory}")
        put(f"results: {made.directory}")
    raise_if_run_fails(checks, chosen.name, metrics)


def compare(
    baseline: options.Name,
    /,
    *variants: options.Name,
    set_: options.Sets = (),
    epochs: options.Epochs = None,
    replicates: options.Replicates = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    cluster: options.Cluster = None,
    out: options.Out = Path("results"),
    fail_if: options.FailIf = (),
    what_if: WhatIf = False,
    switching: Switching = False,
    format_: options.Formats = "html",
    one_by_one: OneByOne = False,
    dry_run: options.DryRun = False,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare scenarios on the same draws, write the report and print its first page; --set changes every arm.

    A file alone is compared with its own variants.

    Example: econsim compare mainnet6 mainnet7 --replicates 20
    """
    from econsim.analysis.arms import Size, arms_of
    from econsim.analysis.compare import compare as compare_arms
    from econsim.analysis.events import proposed
    from econsim.analysis.flips import scenarios_to_scan
    from econsim.analysis.single_changes import single_changes_of
    from econsim.analysis.what_if import REPLICATES, under_beliefs
    from econsim.report.first_page import first_page
    from econsim.report.write import known, write_report

    checks, formats = checks_of(fail_if, of_comparison=True), known(format_.split(","))
    check_workers(workers)
    check_out(out)
    given = [loaded(name, set_, epochs, replicates, seed) for name in (baseline, *variants)]
    arms = arms_of(given[0], given[1:])
    if dry_run:
        from econsim.cli.plans import print_plan_of_comparison

        print_plan_of_comparison(
            baseline,
            arms,
            workers,
            out,
            what_if=what_if or switching,
            switching=switching,
            one_by_one=one_by_one,
            json=json,
            quiet=quiet,
        )
        return
    scenarios = [arm.scenario for arm in arms]
    beliefs = under_beliefs(scenarios) if what_if or switching else []
    scans = scenarios_to_scan(arms, Size(seed, REPLICATES, None)) if switching else []
    alone = [one.alone for several in single_changes_of(arms).values() for one in several] if one_by_one else []
    tell_caveats(scenarios, json=json, quiet=quiet)
    runs = scenarios + [one for _, changed in (*beliefs, *scans) for one in changed] + [one for one in alone if one]
    total = sum(scenario.run.replicates for scenario in runs)
    with on(cluster), progress_of(" against ".join(arm.label for arm in arms), total, quiet) as progress:
        made = compare_arms(
            *given,
            workers=workers,
            out=out,
            progress=progress,
            command=typed(),
            what_if=what_if,
            switching=switching,
            one_by_one=one_by_one,
        )
    paths = write_report(made, formats=formats)
    if json:
        print_json(made.as_json() | {"report": str(paths[0])})
    else:
        print_page(first_page(made))
        for variant in made.numbers.variants:
            for event in proposed(made.background.events[variant.name], [one.path for one in variant.changes]):
                put(f"{variant.name}: timeline.{event.name}: {event.sentence}")
        for arm, found in made.background.ballots.items():
            for ballot in found:
                put(f"{arm}: governance.{ballot.name}: {ballot.sentence}")
        for path in paths:
            put(f"report: {path}")
    raise_if_comparison_fails(checks, made.numbers.variants)


COMMANDS = (run, compare)
