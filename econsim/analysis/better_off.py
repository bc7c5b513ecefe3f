"""Who is better and who is worse off, agent by agent: the same agents under other rules."""

from __future__ import annotations

import numpy as np
import pandas as pd

from econsim.units import FloatArray

_NOTICED = 0.001  # of what an agent gets: less is neither better nor worse
_GETS = {"validator": "income_uakt", "delegator": "income_uakt", "provider": "income_usd"}
_WHO = ["population", "id"]


def better_and_worse(agents: pd.DataFrame, baseline: pd.DataFrame | None) -> dict[str, FloatArray]:
    """Return `n_better` and `n_worse`, 1 where an agent gets at least a thousandth more or less than in the baseline.

    NaN for tenants, who get no money, and for all where the two runs do not have the same agents.
    """
    missing = np.full(len(agents), np.nan)
    if baseline is None or not _are_the_same(agents, baseline):
        return {"n_better": missing, "n_worse": missing}
    populations = agents["population"].to_numpy()
    more, known = np.zeros(len(agents)), np.zeros(len(agents), dtype=bool)
    for population, column in _GETS.items():
        rows = populations == population
        before, after = (arm[column].to_numpy(np.float64)[rows] for arm in (baseline, agents))
        noticed = np.abs(after - before) > _NOTICED * np.maximum(np.abs(before), np.abs(after))
        more[rows], known[rows] = np.where(noticed, np.sign(after - before), 0.0), True
    return {
        "n_better": np.where(known, (more > 0.0).astype(np.float64), missing),
        "n_worse": np.where(known, (more < 0.0).astype(np.float64), missing),
    }


def _are_the_same(agents: pd.DataFrame, baseline: pd.DataFrame) -> bool:
    return len(agents) == len(baseline) and all(
        np.array_equal(agents[name].to_numpy(), baseline[name].to_numpy()) for name in _WHO
    )
