"""`econsim verify --history [FILE]`: the mint replayed along the bonded ratio of 2023, against the observed supply.

From the first observation on, a world with one validator is stepped in epochs of a day by the model's own mint, with
the law of the day (data/history/mint_2023.yaml: Prop 211 on 27 July, Mainnet 6 and 7, ...), the stake held on the
bonded path, and the unlock of March 2023 (data/observations/akt_unlocks.csv). Two nuisance numbers are fitted by least
squares of the relative errors: the inflation at the start, and the size of the unlock where the dates include it.

The bonded path that ships was inferred from the same series by the same formula. So the replay tests formula and
parameters, not foresight; the results say so. Parameters that were never in force are refitted with bonded paths of
their own and fit worse, which is what makes the test a test.

Of 2023 the whole staking engine replays the supply as well (staking_replay.py).

FILE: see supply_path.py. It is scored in the same way, along its own bonded path.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from scipy.optimize import least_squares

from econsim.cores import n_lanes
from econsim.mechanisms.law import Law
from econsim.mechanisms.mint.rules import mint_epoch
from econsim.model_version import PACKAGE
from econsim.networks.catalogue import load_scenario
from econsim.scenario.run import nearest_epoch
from econsim.scenario.schema import Scenario
from econsim.simulation.law_in_force import LawInForce
from econsim.units import DAYS_PER_YEAR, SECONDS_PER_DAY, UAKT_PER_AKT, FloatArray
from econsim.verification import staking_replay
from econsim.verification.bonded_ratio import hold_bonded_ratio, into_the_fee_collector
from econsim.verification.result import Result
from econsim.verification.supply_path import SupplyPath, read_supply_path
from econsim.world.build import empty_world, with_stakes
from econsim.world.ledger import Account
from econsim.world.world import World

LARGEST_RMS = 2e-5
LARGEST_STEP_ERROR = 1e-3  # a tenth of a percentage point a year
_LAW = PACKAGE / "data" / "history" / "mint_2023.yaml"
_UNLOCKS = PACKAGE / "data" / "observations" / "akt_unlocks.csv"
_STEP = "prop_211"  # the event at which growth steps up
_STATUS = "the bonded path is inferred from the same series: this tests formula and parameters, not foresight"
_NEVER_IN_FORCE = {
    "inflation_rate_change": 0.13,  # the SDK's default
    "blocks_per_year": 6_311_520,  # blocks of five seconds
}
_WORSE = 1.5  # times the accepted error, at least
_DIFFERENCE_STEP = (1e-4,)


@dataclass(frozen=True)
class Fit:
    """A replay with its nuisance numbers fitted."""

    inflation: float
    unlocked_akt: float | None  # None: no unlock lies between the dates
    supply_akt: FloatArray  # at the dates of the observations
    errors: FloatArray  # relative

    @property
    def rms(self) -> float:
        """Return the root mean square of the relative errors."""
        return float(np.sqrt(np.mean(self.errors**2)))


def check(path: Path | None = None) -> list[Result]:
    """Return how the replay of a file, or of 2023, agrees; raises UsageError for a file that cannot be used."""
    observed = read_supply_path(path)
    fit = fitted(observed, {})
    results = [_supply(observed, fit), *_step_of_growth(observed, fit)]
    if path is None:
        results += staking_replay.check()
        pool = joblib.Parallel(n_jobs=n_lanes(None, len(_NEVER_IN_FORCE)))
        results += pool(joblib.delayed(_refit)(observed, fit, *each) for each in _NEVER_IN_FORCE.items())
    return results


def fitted(observed: SupplyPath, changes: Mapping[str, Any], *, is_path_free: bool = False) -> Fit:
    """Return the replay that fits best: over two nuisance numbers, and with `is_path_free` over the knots, too."""
    unlock = _unlock(observed)
    start = [0.1, *([unlock[1] / 1e8] if unlock else []), *(observed.knots if is_path_free else [])]
    n_nuisance = 2 if unlock else 1

    def supply(numbers: FloatArray) -> FloatArray:
        unlocked = float(numbers[1]) * 1e8 if unlock else 0.0
        knots = np.asarray(numbers[n_nuisance:]) if is_path_free else observed.knots
        return replay(observed, float(numbers[0]), unlocked, knots, changes)

    def errors(numbers: FloatArray) -> FloatArray:
        return np.asarray(supply(numbers) / observed.supply_akt - 1.0)

    found = least_squares(
        errors, start, bounds=(0.0, 1.0), diff_step=_DIFFERENCE_STEP, ftol=1e-4, xtol=1e-7, gtol=1e-15, max_nfev=60
    ).x
    return Fit(
        inflation=float(found[0]),
        unlocked_akt=float(found[1]) * 1e8 if unlock else None,
        supply_akt=supply(found),
        errors=errors(found),
    )


def replay(
    observed: SupplyPath, inflation: float, unlocked_akt: float, knots: FloatArray, changes: Mapping[str, Any]
) -> FloatArray:
    """Return the supply [AKT] at the dates of the observations, stepped from the first one on by the model's mint."""
    scenario, begin = _scenario(), observed.dates[0]
    world = _world(scenario, observed, inflation)
    upgrades = [replace(one, epoch=nearest_epoch(one.date, begin, world.epoch_seconds)) for one in scenario.timeline]
    in_force = LawInForce(
        scenario.part(Law).with_changes({f"mint.{name}": changes[name] for name in changes}), upgrades
    )
    unlock = _unlock(observed)
    supply = {0: world.supply_uakt}
    for epoch, bonded_ratio in enumerate(observed.bonded_ratios(knots)):
        if unlock and nearest_epoch(unlock[0], begin, world.epoch_seconds) == epoch:
            world.ledger.mint(Account("fee_collector_uakt"), round(unlocked_akt * UAKT_PER_AKT), "unlocked")
        law = in_force.at(epoch).mint
        hold_bonded_ratio(world, law, bonded_ratio)
        mint_epoch(world, law)
        world.epoch += 1
        supply[world.epoch] = world.supply_uakt
    return np.array([supply[day] / UAKT_PER_AKT for day in observed.days])


def _world(scenario: Scenario, observed: SupplyPath, inflation: float) -> World:
    world = empty_world(
        supply_uakt=round(observed.supply_akt[0] * UAKT_PER_AKT),
        epoch_seconds=SECONDS_PER_DAY,
        seconds_per_block=scenario.run.seconds_per_block,
        inflation=inflation,
    )
    with_stakes(world, [0.0], {}, n_delegators=1)
    into_the_fee_collector(world)
    return world


def _supply(observed: SupplyPath, fit: Fit) -> Result:
    nuisance = f"starting inflation {fit.inflation:.6f}"
    if fit.unlocked_akt is not None:
        nuisance += f", unlock {fit.unlocked_akt:,.0f} AKT"
    first, last = observed.dates[0].date(), observed.dates[-1].date()
    return Result(
        id="supply",
        subject="history",
        status="passed" if fit.rms <= LARGEST_RMS else "failed",
        detail=f"{len(observed.dates)} points, {first} to {last}; fitted: {nuisance}; {_STATUS}",
        measured={"rms_relative_error": fit.rms, "largest_relative_error": float(np.abs(fit.errors).max())},
        expected={"rms_relative_error_at_most": LARGEST_RMS},
    )


def _step_of_growth(observed: SupplyPath, fit: Fit) -> list[Result]:
    """Return how growth steps up at Prop 211, if the dates lie around it: last interval before, first one after."""
    (day,) = (event.date for event in _scenario().timeline if event.name == _STEP)
    before = [n for n in range(1, len(observed.dates)) if observed.dates[n] <= day]
    after = [n for n in range(1, len(observed.dates)) if observed.dates[n - 1] >= day]
    if not before or not after:
        return []
    replayed, seen = (
        _growth(observed, supply, after[0]) - _growth(observed, supply, before[-1])
        for supply in (fit.supply_akt, observed.supply_akt)
    )
    return [
        Result(
            id="step_at_prop_211",
            subject="history",
            status="passed" if abs(replayed - seen) <= LARGEST_STEP_ERROR else "failed",
            detail=f"log growth a year steps by {100 * replayed:.3f} points, {100 * seen:.3f} were seen",
            measured={"step_per_year": replayed},
            expected={"step_per_year": seen, "within": LARGEST_STEP_ERROR},
        )
    ]


def _growth(observed: SupplyPath, supply: FloatArray, number: int) -> float:
    """Return the log growth [1/year] of a supply over the interval that ends at an observation."""
    days = observed.days[number] - observed.days[number - 1]
    return math.log(supply[number] / supply[number - 1]) * DAYS_PER_YEAR / days


def _refit(observed: SupplyPath, accepted: Fit, name: str, value: float) -> Result:
    """Return how a parameter that was never in force fits with the bonded path that suits it best."""
    fit = fitted(observed, {name: value}, is_path_free=True)
    times = fit.rms / accepted.rms
    return Result(
        id=f"refit_{name}_{value}",
        subject="history",
        status="passed" if times >= _WORSE else "failed",
        detail=f"with {name} {value:,} and a bonded path of its own the error is {times:.1f} times as large",
        measured={"rms_relative_error": fit.rms},
        expected={"rms_relative_error_at_least": _WORSE * accepted.rms},
    )


def _unlock(observed: SupplyPath) -> tuple[datetime, float] | None:
    """Return the unlock between the dates, if there is one: the midnight at the end of its day, and its size [AKT]."""
    for moment, size in _unlocks():
        if observed.dates[0] < moment <= observed.dates[-1]:
            return moment, size
    return None


@cache
def _unlocks() -> tuple[tuple[datetime, float], ...]:
    with _UNLOCKS.open(encoding="utf-8", newline="") as file:
        return tuple(
            (datetime.fromisoformat(row["date"]).replace(tzinfo=UTC) + timedelta(days=1), float(row["unlocked_akt"]))
            for row in csv.DictReader(file)
        )


@cache
def _scenario() -> Scenario:
    return load_scenario(_LAW)
