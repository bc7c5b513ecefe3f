"""The command that asks which assumptions decide a difference: sensitivity."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from econsim.cli import options
from econsim.cli.options import check_out, check_workers, loaded, typed
from econsim.cli.progress import progress_of, tell_caveats
from econsim.cli.show import narrate, print_json, print_page, put
from econsim.errors import RunError

Baseline = Annotated[str, Parameter(help="what the variant is held against: a shipped scenario or a file")]
Method = Annotated[
    str,
    Parameter(
        help="oat: one belief at a time, as compare --what-if; morris: elementary effects; sobol: shares of variance"
    ),
]
Over = Annotated[
    tuple[str, ...],
    Parameter(help="vary this factor, by name or path; may be repeated; all when left out", negative=""),
]
Switching = Annotated[
    tuple[str, ...],
    Parameter(help="scan this factor for the values at which the answer changes; may be repeated", negative=""),
]
Strip = Annotated[
    tuple[str, ...], Parameter(help="vary two factors together: give it twice, a factor each", negative="")
]
Trajectories = Annotated[
    int, Parameter(help="of morris; each has a point more than there are factors", converter=options.whole)
]
Samples = Annotated[
    int,
    Parameter(help="of sobol, a power of 2; each has two points more than there are factors", converter=options.whole),
]


def sensitivity(
    variant: options.Name,
    /,
    *,
    baseline: Baseline,
    method: Method = "oat",
    over: Over = (),
    switching: Switching = (),
    strip: Strip = (),
    trajectories: Trajectories = 10,
    samples: Samples = 64,
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
    """Say which assumptions decide how a variant differs from its baseline, on shared luck.

    Example: econsim sensitivity mainnet7 --baseline mainnet6 --method morris --epochs 120 --replicates 2
    """
    from econsim.analysis.sensitivity.analyse import sensitivity as analysed
    from econsim.analysis.sensitivity.design import design_of, estimate
    from econsim.report.first_page import first_page
    from econsim.runs.progress import duration

    check_workers(workers)
    check_out(out)
    from econsim.scenario.asked import checked_sizes

    checked_sizes("--", {"replicates": replicates})
    first, second = (loaded(name, set_, epochs, None, seed) for name in (baseline, variant))
    design = design_of(
        second,
        first,
        method=method,
        over=over,
        switching=switching,
        strip=strip,
        trajectories=trajectories,
        samples=samples,
        replicates=replicates,
        epochs=epochs,
        seed=seed,
    )
    total = design.n_runs
    if dry_run or not quiet:
        left = estimate(design, workers, out)
        kept = f", {total - left.runs} of them there already" if left.runs < total else ""
        size = f" and at most {left.bytes / 1e6:,.0f} MB" if left.bytes else ""
        told = f"{len(design.factors)} factors, {len(design.quantiles)} points, " if design.factors else ""
        narrate(f"{method}: {told}{total} runs{kept}; about {duration(left.seconds)}{size}")
    if dry_run:
        if json:
            where = str(out / design.folder_name)
            left_over = {"runs_left": left.runs, "seconds": left.seconds, "bytes": left.bytes}
            print_json({"dir": where, "runs": total, **left_over})
        else:
            put(f"results: {out / design.folder_name}; nothing was run or written")
        return
    if not json:
        tell_caveats([first, second])
    with progress_of(f"{second.name} against {first.name}, {method}", total, quiet) as progress:
        made = analysed(design, workers=workers, out=out, progress=progress, command=typed())
    if json:
        print_json(made.as_json())
    else:
        print_page(first_page(made))
        put(f"the whole report: econsim report {made.directory}")
    if made.found.failures:
        count = f"{len(made.found.failures)} of {made.found.points} points failed, the others are kept"
        raise RunError("\n".join([*made.found.failures, count]))


COMMANDS = (sensitivity,)
