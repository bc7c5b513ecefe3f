"""The supply of 2023 replayed by the whole staking engine: scenario akash_2023_staking against what was observed.

Delegators choose, exit, return and restake, rewards and commissions are paid, and the flow from and to outside keeps
the bonded ratio on the inferred path (policy `path`). Two nuisance numbers are fitted by least squares of the relative
errors, as in `history.py`: the inflation at the start, and the size of the unlock of 31 March. What that replay says
holds here, too: the path is inferred from the same series, so formula and parameters are tested, not foresight.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import least_squares

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario
from econsim.units import UAKT_PER_AKT, FloatArray
from econsim.verification.result import Result
from econsim.verification.supply_path import read_supply_path

SCENARIO = "akash_2023_staking"
LARGEST_RMS, LARGEST_ERROR = 2e-5, 5e-5
_UNLOCK = "timeline.unlock_2023.unlock"
_UNIT = 1e8  # AKT: so that both numbers are of one size for the fit
_DIFFERENCE_STEP = 1e-4


def check() -> list[Result]:
    """Return how the replay agrees, its two nuisance numbers fitted to replicate 0."""
    scenario = load_scenario(SCENARIO)
    written = [scenario.genesis.inflation, scenario.timeline[0].unlocked_uakt / UAKT_PER_AKT / _UNIT]

    def errors_of(numbers: FloatArray) -> FloatArray:
        return errors(scenario, float(numbers[0]), float(numbers[1]) * _UNIT)

    found = least_squares(
        errors_of,
        written,
        bounds=(0.0, 1.0),
        diff_step=[_DIFFERENCE_STEP] * len(written),
        ftol=1e-3,
        max_nfev=10,
    )
    rms, largest = rms_of(found.fun), float(np.abs(found.fun).max())
    inflation, unlocked = float(found.x[0]), float(found.x[1]) * _UNIT
    return [
        Result(
            id="supply_by_the_staking_engine",
            subject="history",
            status="passed" if rms <= LARGEST_RMS and largest <= LARGEST_ERROR else "failed",
            detail=f"{SCENARIO}, {found.fun.size} points; fitted: starting inflation {inflation:.6f}, unlock "
            f"{unlocked:,.0f} AKT; bonded stake is led along the path inferred from the same series",
            measured={"rms_relative_error": rms, "largest_relative_error": largest},
            expected={"rms_relative_error_at_most": LARGEST_RMS, "largest_relative_error_at_most": LARGEST_ERROR},
        )
    ]


def errors(scenario: Scenario, inflation: float, unlocked_akt: float, replicate: int = 0) -> FloatArray:
    """Return the relative errors of supply at the dates observed within the run, the first one apart: the start."""
    changes = {"genesis.inflation": inflation, _UNLOCK: round(unlocked_akt * UAKT_PER_AKT)}
    model = AkashModel(scenario.with_changes(changes), replicate=replicate)
    supply_akt = model.run(model.horizon).series["supply_uakt"].to_numpy() / UAKT_PER_AKT
    observed = read_supply_path(None)
    days = np.array([day for day in observed.days[1:] if day <= supply_akt.size])
    return np.asarray(supply_akt[days - 1] / observed.supply_akt[1 : 1 + days.size] - 1.0)


def rms_of(relative_errors: FloatArray) -> float:
    """Return the root mean square of relative errors."""
    return float(np.sqrt(np.mean(relative_errors**2)))
