"""Does the market stay where it is when nothing moves it? The drift of a preset's market over two years, in replicates.

    python -m benchmarks.at_rest [SCENARIO] [--replicates 50] [--days 730] [--warm-up "730 days"] [--first 0]

Nobody comes, the AKT price is constant, USDC is accepted from the first day on, supply stands; nodes fail, tenants
wait, retry and choose again as the scenario says. The market has lived for two years before (`genesis.market_warm_up`),
and no day of the run is left out. Of each series and replicate the drift is the slope of a least-squares line through
its days, times their number: one number a replicate, and replicates are independent, so days may be as alike as they
want. Its mean over replicates has the standard error of that mean; z is what Student's t is worth in standard normals.

A market at rest has every |z| at most 3. Sixteen series are judged: in 4 % of such commands one of them at least is
beyond 3 by chance. The last column says how small a drift would have been called, in % of the level; where that is more
than 2 %, as of GPU models of which few are ever in use, it takes more replicates (four times as many for half of it).
Wallets are printed and not judged: the tenth of revenue that providers keep and what tenants are refunded pile up for
good.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from scipy.stats import norm, t

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario
from econsim.units import FloatArray

MOST_Z = 3.0
STILL = {
    "run.epoch_length": "1 day",
    "population.tenants.adoption_per_day": 0.0,
    "population.delegators.accounts": 100,  # the market does not see them
    "shocks.akt_price": {"kind": "constant", "usd": 1.0},
    "chain.deployment.min_deposits.uusdc": "5 USDC",  # from day 0 on; a week later in the presets
}
WALLETS = tuple(f"account_{who}__wallet_{denom}" for who in ("providers", "tenants") for denom in ("uakt", "uusdc"))


class Drift(NamedTuple):
    """How a series has drifted from the beginning of a run to its end: mean over replicates, in its own unit."""

    level: float
    mean: float
    standard_error: float
    z: float

    @property
    def is_rest(self) -> bool:
        """Return whether a market at rest may look like this."""
        return abs(self.z) <= MOST_Z


def main() -> int:
    """Print the drift of each series; return 1 if the market is not at rest."""
    asked = _arguments()
    scenario = at_rest(load_scenario(asked.scenario), asked.days, asked.warm_up)
    found = drifts(scenario, range(asked.first, asked.first + asked.replicates))
    restless = 0
    print(f"{'series':<34}{'level':>12}{'drift':>12}{'of level':>11}{'z':>7}   called beyond")
    for name, drift in found.items():
        note = "not judged" if name in WALLETS else "" if drift.is_rest else "DRIFTS"
        restless += note == "DRIFTS"
        percent, least = (100.0 * each / drift.level for each in (drift.mean, MOST_Z * drift.standard_error))
        numbers = f"{drift.level:>12.4g}{drift.mean:>12.3g}{percent:>9.2f} %{drift.z:>7.1f}{least:>9.1f} %"
        print(f"{name:<34}{numbers}       {note}".rstrip())
    return int(restless > 0)


def at_rest(scenario: Scenario, days: int, warm_up: str | float) -> Scenario:
    """Return a scenario in which nothing moves the market, for some days."""
    return scenario.with_changes({**STILL, "run.epochs": days, "genesis.market_warm_up": warm_up})


def judged(scenario: Scenario) -> list[str]:
    """Return the names of the series that a market at rest holds still."""
    population = scenario.population
    models = [f"gpu_utilisation_{model}" for model in population.providers.gpu_models]
    classes = [f"trust_mean_{kind}" for kind in population.tenants.classes]
    return [*models, *classes, "escrow_uakt", "bid_deposit_uakt", "gpu_price_index_usd_per_hour"]


def drifts(scenario: Scenario, replicates: range) -> Mapping[str, Drift]:
    """Return the drift of each series that is judged, then of wallets, over some replicates of a scenario."""
    names, epochs = [*judged(scenario), *WALLETS], scenario.run.epochs
    seen = np.empty((len(replicates), len(names), epochs))
    for place, replicate in enumerate(replicates):
        series = AkashModel(scenario, replicate=replicate).run(epochs).series
        seen[place] = series[names].to_numpy().T
    return {name: drift_of(seen[:, column]) for column, name in enumerate(names)}


def drift_of(values: FloatArray) -> Drift:
    """Return the drift of a series, shape (replicates, epochs)."""
    n, epochs = values.shape
    away = (np.arange(epochs) - (epochs - 1) / 2.0) / epochs
    slopes = values @ away / (away @ away)
    mean, error = float(slopes.mean()), float(slopes.std(ddof=1) / n**0.5)
    if error == 0.0:
        return Drift(float(values.mean()), mean, 0.0, 0.0 if mean == 0.0 else np.inf * np.sign(mean))
    z = norm.isf(t.sf(abs(mean / error), n - 1))
    return Drift(float(values.mean()), mean, error, float(z * np.sign(mean)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("scenario", nargs="?", default="mainnet7")
    parser.add_argument("--replicates", type=int, default=50)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--warm-up", default="730 days")
    parser.add_argument("--first", type=int, default=0, help="number of the first replicate")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
