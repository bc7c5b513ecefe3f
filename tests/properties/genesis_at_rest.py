"""How concentrated stake is at genesis and later, over replicates, with a market next to nothing and bonding fixed.

`python -m tests.properties.genesis_at_rest 50` prints it for Mainnet 6 over a year, which must stay where it begins,
and for Mainnet 7 on the day of the table of 20 February 2024, 173 days after the start, where it must be the table's on
average: the preferences are fitted to that.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario

STAKE_ALONE = {
    "policies.bonding": {"kind": "fixed"},
    "population.tenants.accounts": 5,
    "population.tenants.adoption_per_day": 0.0,
    "population.providers.accounts": 3,
    "population.providers.gpu_providers": 1,
}
YEAR, DAY_OF_THE_TABLE = 365, 173
SERIES = {
    "HHI": "stake_hhi",
    "Gini": "stake_gini",
    "top ten": "top_10_share",
    "Nakamoto": "nakamoto_coefficient",
}
ALLOWED_DRIFT = {"HHI": 0.0008, "Gini": 0.006, "top ten": 0.007}
LEVEL = {"HHI": 0.0337, "Gini": 0.608, "top ten": 0.458}  # of the genesis taken back to before the lift
OF_THE_TABLE = {"HHI": (0.0326, 0.0008), "Gini": (0.602, 0.006), "top ten": (0.451, 0.007)}  # fitted
STANDARD_ERRORS = 2.5


@dataclass(frozen=True)
class Path:
    """One measure at the first and at the last recorded epoch, a number a replicate."""

    first: np.ndarray
    last: np.ndarray

    @property
    def drift(self) -> float:
        """Return the mean change."""
        return float((self.last - self.first).mean())

    @property
    def error(self) -> float:
        """Return the standard error of the mean change."""
        return float((self.last - self.first).std(ddof=1) / self.first.size**0.5)


def paths(name: str, epochs: int, replicates: int) -> dict[str, Path]:
    """Return every measure over replicates of a scenario."""
    scenario = load_scenario(name).with_changes(STAKE_ALONE)
    runs = [
        AkashModel(scenario, seed=1, replicate=replicate, epochs=epochs).run(epochs).series[list(SERIES.values())]
        for replicate in range(replicates)
    ]
    return {
        measure: Path(*(np.array([run[series].iloc[at] for run in runs]) for at in (0, -1)))
        for measure, series in SERIES.items()
    }


def main(replicates: int) -> int:
    """Print both checks and return how many numbers are outside."""
    n_outside = 0
    for measure, path in paths("mainnet6", YEAR, replicates).items():
        allowed = ALLOWED_DRIFT.get(measure, np.inf)
        outside = abs(path.drift) > allowed or abs(path.drift) > STANDARD_ERRORS * path.error
        n_outside += outside and measure in ALLOWED_DRIFT
        print(
            f"mainnet6, {YEAR} days, {measure}: {path.first.mean():.4f} to {path.last.mean():.4f}, "
            f"drift {path.drift:+.5f} (standard error {path.error:.5f}; allowed {allowed})"
            f"{' OUTSIDE' if outside else ''}"
        )
    for measure, path in paths("mainnet7", DAY_OF_THE_TABLE + 1, replicates).items():
        table, allowed = OF_THE_TABLE.get(measure, (6, 0))
        found = float(np.median(path.last) if measure == "Nakamoto" else path.last.mean())
        outside = abs(found - table) > allowed
        n_outside += outside
        print(
            f"mainnet7, epoch {DAY_OF_THE_TABLE}, {measure}: {found:.4f}, fitted to {table} +- {allowed}"
            f"{' OUTSIDE' if outside else ''}"
        )
    return n_outside


if __name__ == "__main__":
    sys.exit(min(1, main(int(sys.argv[1]))))
