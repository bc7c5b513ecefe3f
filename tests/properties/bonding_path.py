"""The bonded ratio by ten lines of arithmetic, beside the model's own path.

`python -m tests.properties.bonding_path [REPLICATES] [DAYS] [LAW ...]` prints the full form of what the tests beside it
check in small: the mean path of the presets against minting, restaking and the flow, the signs of inflation and tax,
and how many messages the chain refused for too many unbonding entries.

One path varies by about .0075 around its mean, hence a mean of ten by .0024 on any day; over 34 the furthest of 730
days is .0045 apart. What is left, .0017 in the mean of all days, is half the genesis: its validators charge .070 after
Mainnet 7, the table's .067. Of the rest .0002 is restaking, which waits for a claim; .0007 (.0005) is not explained.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import econsim
from econsim.mechanisms.staking import rules as staking
from econsim.networks.catalogue import load_scenario
from tests.properties.delegation_alone import NO_MARKET, UPGRADE

BLOCKS_A_DAY, BLOCKS_A_YEAR_BY_LAW, DAYS_A_YEAR = 86_400 / 6.047, 5_256_000, 365.25
TABLE = pd.read_csv(Path(econsim.__file__).parent / "data" / "observations" / "validators_akash_2024-02-20.csv")


def mean_commission(floor: float) -> float:
    """Return the table's mean rate by stake, those below 5 % before Mainnet 7 at 1.5 % on average, above a floor."""
    lifted, shares = TABLE["lifted_by_mainnet7"], TABLE["stake_share"] / TABLE["stake_share"].sum()
    return float((shares * np.maximum(np.where(lifted, 0.015, TABLE["commission_rate"]), floor)).sum())


def by_arithmetic(
    days: int,
    *,
    inflation: float = 0.0806,
    bounds: tuple[float, float] = (0.08, 0.15),
    tax: float = 0.25,
    response: float = 20.0,
    is_lifted: bool = True,
) -> np.ndarray:
    """Return the bonded ratio after each day: mint, restake a fifth of the rewards, let the flow come and go.

    Delegators' own exits, 21 days of unbonding and 30 days away nearly cancel out; what is on its way at the start is
    2 and 3 % of stake.
    """
    stake, supply, real_yield, ratios = 0.656, 1.0, None, []
    unbonding, away = [0.02 * stake / 21] * 21, 0.03 * stake
    pace = BLOCKS_A_DAY / BLOCKS_A_YEAR_BY_LAW
    for day in range(days):
        inflation = min(max(inflation + (1 - stake / supply / 0.67) * pace, bounds[0]), bounds[1])
        minted = inflation * pace * supply
        rewards = minted * (1 - tax) * (1 - mean_commission(0.05 if is_lifted and day >= UPGRADE else 0.0))
        today = ((1 + rewards / stake) / (1 + minted / supply)) ** DAYS_A_YEAR - 1
        real_yield = today if real_yield is None else real_yield  # that of the day before; on the first that of the law
        supply += minted
        stake += 0.2 * rewards + response * (real_yield - 0.020) * supply / DAYS_A_YEAR
        exits, returns = stake * 0.02 / 21, away / 30
        unbonding, away, stake = [*unbonding[1:], exits], away + unbonding[0] - returns, stake + returns - exits
        real_yield = today
        ratios.append(stake / supply)
    return np.array(ratios)


def stepped(name: str, days: int, replicate: int, changes: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Return the series of a replicate of a preset, with no market beside it."""
    scenario = load_scenario(name).with_changes({**NO_MARKET, **(changes or {})})
    return econsim.AkashModel(scenario, seed=1, replicate=replicate, epochs=days).run(days).series


LAWS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "base": ({}, {}),
    "inflation 0": (
        {"chain.mint.inflation_min": 0.0, "chain.mint.inflation_max": 0.0, "genesis.inflation": 0.0},
        {"bounds": (0.0, 0.0), "inflation": 0.0},
    ),
    "inflation 13-20 %": (
        {"chain.mint.inflation_min": 0.13, "chain.mint.inflation_max": 0.20, "genesis.inflation": 0.13},
        {"bounds": (0.13, 0.20), "inflation": 0.13},
    ),
    "inflation 13-20 %, tax 40 %": (
        {
            "chain.mint.inflation_min": 0.13,
            "chain.mint.inflation_max": 0.20,
            "genesis.inflation": 0.13,
            "chain.distribution.community_tax": 0.40,
        },
        {"bounds": (0.13, 0.20), "inflation": 0.13, "tax": 0.40},
    ),
    "tax 0": ({"chain.distribution.community_tax": 0.0}, {"tax": 0.0}),
}


class Entries:
    """The most unbonding entries that one holding ever had: below `max_entries` none was refused for them."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Look at them at the end of each epoch."""
        self.most = 0
        mature = staking.mature

        def watched(world: Any) -> None:
            leaving = world.unbondings
            pairs = leaving.delegator * len(world.validators) + leaving.validator
            self.most = max(self.most, int(np.unique(pairs, return_counts=True)[1].max(initial=0)))
            mature(world)

        patch.setattr("econsim.networks.akash.mature", watched)


def main() -> None:
    """Print mean paths against the arithmetic, law by law."""
    replicates, days = (int(word) for word in (sys.argv[1:3] + ["10", "730"][len(sys.argv[1:3]) :]))
    arms = [("mainnet6", "base"), *(("mainnet7", law) for law in LAWS)]
    arms = [(name, law) for name, law in arms if law in (sys.argv[3:] or LAWS)]
    with pytest.MonkeyPatch.context() as patch:
        entries = Entries(patch)
        for name, law in arms:
            changes, terms = LAWS[law]
            runs = [stepped(name, days, each, changes) for each in range(replicates)]
            found = np.mean([run["bonded_ratio"] for run in runs], axis=0)
            expected = by_arithmetic(days, is_lifted=name == "mainnet7", **terms)
            worst = int(np.abs(found - expected).argmax())
            told = [f"furthest apart {abs(found - expected)[worst]:.4f} on day {worst + 1}"]
            told += [
                f"day {day} {found[day - 1]:.4f} ({expected[day - 1]:.4f})" for day in (60, 365, 730) if day <= days
            ]
            told.append(f"last 100 days {found[-100:].mean():.4f} ({expected[-100:].mean():.4f})")
            done, wanted = (
                np.mean([run[f"bonding_flow_{of}_uakt"].sum() for run in runs]) for of in ("done", "wanted")
            )
            told.append(f"flow {done / 1e12:+.2f}M AKT, wanted {wanted / 1e12:+.2f}M")
            print(f"{name} {law}: {'; '.join(told)}", flush=True)
        print(f"most unbonding entries of one holding {entries.most} (the law admits 7)")


if __name__ == "__main__":
    main()
