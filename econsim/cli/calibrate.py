"""Commands that fit what econsim ships to what was observed: calibrate genesis."""

from __future__ import annotations

from typing import Annotated

from cyclopts import App, Parameter, validators

from econsim.cli.show import narrate, print_json, put

Json = Annotated[bool, Parameter(name="--json", help="print one JSON object", negative="")]
Seed = Annotated[int, Parameter(help="beginning of all luck", validator=validators.Number(gte=0, lt=2**63))]

app = App(name="calibrate", help="Fit what econsim ships to what was observed. Example: econsim calibrate genesis")


@app.command
def genesis(*, seed: Seed = 1, json: Json = False) -> None:
    """Fit the brands of genesis to the validators of 20 February 2024 and print them as the table that ships.

    Tranches placed by the brands have on average the table's ranked shares; how nearly is told on stderr, measured
    on luck of its own.

    Example: econsim calibrate genesis --seed 1
    """
    from econsim.analysis.calibrate_genesis import csv_of, fit_brands
    from econsim.catalogue import load_scenario

    fit = fit_brands(load_scenario("mainnet6"), seed)
    if json:
        print_json({"seed": seed, "brands": fit.brands.tolist(), "met": fit.met()})
    else:
        put(csv_of(fit.brands, seed).rstrip("\n"))
    for row in fit.met():
        narrate(f"{row['measure']}: {row['placed']:.4f} (standard error {row['error']:.4f}), table {row['table']:.4f}")
