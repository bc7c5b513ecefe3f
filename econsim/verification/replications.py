"""Forced raises of commission on other chains, run as staking-only scenarios and held against what was seen there.

The observation is a regression over the validators of a chain: ln(stake share some months after the raise / just
before) on how much each was raised (0 for who was not); minus its slope is the response, per unit of commission. The
same is computed of a run, twice with the same luck: with the event `raise`, and without it but with the raises that
it would have made. The difference is what the raise does, and 0 to the last digit where nobody answers and nothing
else hangs on commission; the noise of the regression is in both, and enters once, with the standard error of the
observation.

Each replicate draws the sensitivities from priors that leave out the estimates of the chain itself. Agreement:

    z = (mean response - observed) / sqrt(standard error of the observation^2 + spread of the replicates' responses^2)

at most 2 either way; and of one row a chain, the first, the sum of z over the root of their number likewise: rows that
are each too uncertain to refuse anything may do so together.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.model_version import PACKAGE
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario
from econsim.units import DAYS_PER_YEAR, DEC18, SECONDS_PER_DAY, FloatArray
from econsim.verification.result import Result

MOST_Z = 2.0
RAISE = "raise"  # the event
_OBSERVED = PACKAGE / "data" / "observations" / "forced_raises.csv"
_DAYS_PER_MONTH = DAYS_PER_YEAR / 12


@dataclass(frozen=True)
class Observed:
    """The response [per unit of commission] that a chain showed some months after a raise."""

    scenario: str
    months_after: float
    response: float
    standard_error: float


@dataclass(frozen=True)
class Replicated:
    """The responses of a scenario's replicates, beside what was observed."""

    observed: Observed
    responses: FloatArray  # what the raise does, by replicate
    noise: FloatArray  # standard error of the regression without the raise, by replicate

    @property
    def mean(self) -> float:
        """Return the mean response."""
        return float(self.responses.mean())

    @property
    def spread(self) -> float:
        """Return the standard deviation of the responses over replicates and what they draw from priors."""
        return float(self.responses.std(ddof=1))

    @property
    def z(self) -> float:
        """Return the distance of the mean response from what was observed, over the combined standard error."""
        return (self.mean - self.observed.response) / math.hypot(self.observed.standard_error, self.spread)


def check() -> list[Result]:
    """Return how the replications that ship agree, each row and all chains together."""
    return results([one for name, rows in observations().items() for one in replicate(load_scenario(name), rows)])


def observations() -> dict[str, list[Observed]]:
    """Return what was observed, by scenario, in the order of the file."""
    found: dict[str, list[Observed]] = {}
    with _OBSERVED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            numbers = (float(row[name]) for name in ("months_after", "response", "standard_error"))
            found.setdefault(row["scenario"], []).append(Observed(row["scenario"], *numbers))
    return found


def replicate(scenario: Scenario, rows: Sequence[Observed]) -> list[Replicated]:
    """Return the responses of a scenario's replicates after as many months as each row says."""
    calm = scenario.with_changes({f"timeline.{RAISE}": None})
    raised_at = next(event.epoch for event in scenario.timeline if event.name == RAISE)
    days = scenario.run.epoch_length / SECONDS_PER_DAY
    epochs = [raised_at + round(row.months_after * _DAYS_PER_MONTH / days) for row in rows]
    runs = range(scenario.run.replicates)
    with_it, without = (
        np.array([_regressions(AkashModel(one, replicate=number), raised_at, epochs) for number in runs])
        for one in (scenario, calm)
    )
    return [
        Replicated(row, with_it[:, number, 0] - without[:, number, 0], without[:, number, 1])
        for number, row in enumerate(rows)
    ]


def _regressions(model: AkashModel, raised_at: int, epochs: Sequence[int]) -> list[tuple[float, float]]:
    """Return the response and its standard error at each epoch, from what there is at the raise on."""
    model.run(raised_at)
    floor: float = model.inputs.law_of_day_0.staking.min_commission_rate
    raises = np.maximum(floor - model.world.validators.commission_rate_dec18 / DEC18, 0.0)
    before, found = _stake_shares(model), []
    for epoch in epochs:
        model.run(epoch - model.epoch)
        slope, standard_error = regression(raises, np.log(_stake_shares(model) / before))
        found.append((-slope, standard_error))
    return found


def _stake_shares(model: AkashModel) -> FloatArray:
    stake = model.world.validators.tokens_uakt
    return np.asarray(stake / stake.sum())


def regression(x: FloatArray, y: FloatArray) -> tuple[float, float]:
    """Return the slope of y on x by ordinary least squares, with a constant, and its standard error."""
    centred = x - x.mean()
    spread = float(centred @ centred)
    slope = float(centred @ y) / spread
    rest = y - y.mean() - slope * centred
    return slope, math.sqrt(float(rest @ rest) / (x.size - 2) / spread)


def results(replicated: Sequence[Replicated]) -> list[Result]:
    """Return a result for each row, and one for all chains together."""
    first = list({one.observed.scenario: one for one in reversed(replicated)}.values())
    together = sum(one.z for one in first) / math.sqrt(len(first))
    rows = [_of_row(one) for one in replicated]
    chains = " and ".join(f"{one.observed.scenario} after {one.observed.months_after:g} months" for one in first[::-1])
    moved = "less" if together < 0.0 else "more"
    detail = f"sum of z over the root of their number, {chains}: {moved} was moved than on these chains"
    return [*rows, _result("forced_raises_together", detail, together, {})]


def _of_row(one: Replicated) -> Result:
    seen, noise = one.observed, float(np.median(one.noise))
    return _result(
        f"{seen.scenario}_{seen.months_after:g}_months",
        f"{one.responses.size} replicates, sensitivities from their priors; observed {seen.response:g} per unit of "
        f"commission, standard error {seen.standard_error:g} (of the same regression in a run {noise:.1f})",
        one.z,
        {"response": one.mean, "spread": one.spread},
    )


def _result(name: str, detail: str, z: float, measured: Mapping[str, Any]) -> Result:
    return Result(
        id=name,
        subject="history",
        status="passed" if abs(z) <= MOST_Z else "failed",
        detail=detail,
        measured={**measured, "z": z},
        expected={"abs_z_at_most": MOST_Z},
    )
