"""Commands that hold a scenario, or what econsim ships, against what was observed: calibrate NAME, genesis, market."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter, validators

from econsim.cli import options
from econsim.cli.options import check_out, check_workers, loaded, typed
from econsim.cli.progress import progress_of
from econsim.cli.show import narrate, print_json, print_page, put
from econsim.errors import RunError

Seed = Annotated[int, Parameter(help="beginning of all draws", validator=validators.Number(gte=0, lt=2**63))]

Evaluations = Annotated[
    int, Parameter(help="points to try at most", validator=validators.Number(gte=1, lte=150), converter=options.whole)
]

Targets = Annotated[
    str | None,
    Parameter(help="a CSV file, staking_2023 or market_2024; of those that ship what the run covers when left out"),
]
Points = Annotated[
    int | None,
    Parameter(help="points a wave; 10 for each parameter, 20 at least, when left out", converter=options.whole),
]
Number = Annotated[int, Parameter(converter=options.whole)]

app = App(
    name="calibrate",
    help="What observations leave of what is uncertain. Example: econsim calibrate akash_2023_bonding",
)


@app.default
def posterior(
    name: options.Name,
    /,
    *,
    targets: Targets = None,
    set_: options.Sets = (),
    points: Points = None,
    waves: Annotated[Number, Parameter(help="waves at most")] = 3,
    replicates: Annotated[Number, Parameter(help="replicates of each point")] = 4,
    draws: Annotated[Number, Parameter(help="draws of the posterior")] = 1_000,
    predictive: Annotated[Number, Parameter(help="draws that are simulated to see what they predict")] = 100,
    epochs: options.Epochs = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    out: options.Out = Path("results"),
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Hold a scenario with an `uncertain:` section against targets and print what is left of its priors.

    Points of the priors are simulated, emulated and excluded in waves (history matching); draws of what is left are
    kept by how they meet the targets (rejection). The folder holds the draws, simulations, a report, and prior.yaml and
    posterior.yaml, which run as scenarios. It ends with exit code 1 where no point is plausible.

    Example: econsim calibrate akash_2023_bonding --set population.delegators.accounts=1000
    """
    from econsim.analysis.calibration.calibrate import calibrate, usual_points
    from econsim.analysis.calibration.result import FOUND
    from econsim.analysis.typed_json import json_of
    from econsim.report.first_page import first_page
    from econsim.report.write import write_report

    check_workers(workers)
    check_out(out)
    scenario = loaded(name, set_, epochs, None, seed)
    points = usual_points(scenario) if points is None else points
    with progress_of(scenario.name, points * waves * replicates + predictive, quiet) as progress:
        made = calibrate(
            scenario,
            targets,
            points=points,
            waves=waves,
            replicates=replicates,
            draws=draws,
            predictive=predictive,
            workers=workers,
            out=out,
            progress=progress,
            command=typed(),
        )
    paths = write_report(made, formats=("md", "html"))
    if json:
        print_json(json_of(made) | {"report": str(paths[0])})
    else:
        print_page(first_page(made))
        for path in paths:
            put(f"report: {path}")
    if made.outcome != FOUND:
        raise RunError(made.told)


@app.command
def genesis(*, seed: Seed = 1, json: options.Json = False) -> None:
    """Fit the preferences of genesis to the validators of 20 February 2024 and print them as the table that ships.

    Tranches placed by the preferences have on average the table's ranked shares; how nearly is told on stderr, measured
    on draws of its own.

    Example: econsim calibrate genesis --seed 1
    """
    from econsim.analysis.calibrate_genesis import csv_of, fit_preferences
    from econsim.analysis.typed_json import json_of
    from econsim.networks.catalogue import load_scenario

    fit = fit_preferences(load_scenario("mainnet6"), seed)
    if json:
        print_json({"seed": seed, "brands": fit.preferences.tolist(), "met": json_of(fit.met())})
    else:
        put(csv_of(fit.preferences, seed).rstrip("\n"))
    for row in fit.met():
        narrate(f"{row.measure}: {row.placed:.4f} (standard error {row.error:.4f}), table {row.table:.4f}")


@app.command
def market(
    name: options.Name = "history_2023_24",
    /,
    *,
    evaluations: Evaluations = 60,
    replicates: Annotated[int, Parameter(help="replicates of each evaluation")] = 4,
    seed: options.Seed = None,
    workers: options.Workers = None,
    json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Fit orders, their mix, growth and prices to the market's targets and print them as a scenario that extends NAME.

    The targets marked `fitted` are met as nearly as they agree with each other; what is still missed stands in
    comments, and on stderr. The search begins from data/calibration/market.yaml, not from what NAME has by now, so it
    gives the same numbers every time; --evaluations 1 judges those from which it begins.

    Example: econsim calibrate market --evaluations 60 > fitted_market.yaml
    """
    from econsim.analysis.calibrate_market import calibrate, miss_text, yaml_of
    from econsim.analysis.typed_json import json_of

    check_workers(workers)
    scenario = loaded(name, (), None, replicates, seed)

    def told(number: int, squares: float) -> None:
        if not quiet:
            narrate(f"evaluation {number}: sum of squared misses {squares:.2f}")

    fit = calibrate(scenario, evaluations, workers, told)
    size = f"--evaluations {evaluations} --replicates {replicates} --seed {scenario.run.seed}"
    if json:
        rows = json_of(fit.rows)
        print_json({"changes": fit.changes, "factors": fit.factors, "evaluations": fit.evaluations, "rows": rows})
    else:
        put(yaml_of(fit, name, f"econsim calibrate market {name} {size}").rstrip("\n"))
    for row in (*fit.missed("fitted"), *fit.missed("check")):
        narrate(f"{row.mark} and missed: {miss_text(row)}")
