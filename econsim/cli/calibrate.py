"""Commands that fit what econsim ships to what was observed: calibrate genesis, calibrate market."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter, validators

from econsim.cli import options
from econsim.cli.options import check_workers, loaded
from econsim.cli.show import narrate, print_json, put

Seed = Annotated[int, Parameter(help="beginning of all draws", validator=validators.Number(gte=0, lt=2**63))]

Evaluations = Annotated[
    int, Parameter(help="points to try at most", validator=validators.Number(gte=1, lte=150), converter=options.whole)
]

app = App(name="calibrate", help="Fit what econsim ships to what was observed. Example: econsim calibrate genesis")


@app.command
def genesis(*, seed: Seed = 1, json: options.Json = False) -> None:
    """Fit the brands of genesis to the validators of 20 February 2024 and print them as the table that ships.

    Tranches placed by the brands have on average the table's ranked shares; how nearly is told on stderr, measured
    on draws of its own.

    Example: econsim calibrate genesis --seed 1
    """
    from econsim.analysis.calibrate_genesis import csv_of, fit_brands
    from econsim.analysis.typed_json import json_of
    from econsim.networks.catalogue import load_scenario

    fit = fit_brands(load_scenario("mainnet6"), seed)
    if json:
        print_json({"seed": seed, "brands": fit.brands.tolist(), "met": json_of(fit.met())})
    else:
        put(csv_of(fit.brands, seed).rstrip("\n"))
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
