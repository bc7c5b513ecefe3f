"""A calibration that has been made: what is believed of each parameter now, and what the model says of each target."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from econsim.analysis.typed_json import read
from econsim.errors import UsageError
from econsim.normal import normal_share
from econsim.scenario.asked import kept_folder
from econsim.scenario.values import counted
from econsim.units import FloatArray

NUMBERS, SIMULATIONS, POSTERIOR, PREDICTIVE = (
    "calibration.json",
    "simulations.csv",
    "posterior.csv",
    "predictive.csv",
)
_FARTHEST_ERROR = 10.0  # standard deviations: nothing lies beyond
FOUND, NOTHING_LEFT = "posterior", "no plausible point"


@dataclass(frozen=True)
class Spread:
    """A distribution by a few numbers; between `low_90` and `high_90` lie 90 % of it."""

    mean: float
    sd: float
    low_90: float
    median: float
    high_90: float


def spread(values: FloatArray) -> Spread:
    """Return the spread of some draws."""
    low, median, high = (float(number) for number in np.percentile(values, (5, 50, 95)))
    return Spread(float(values.mean()), float(values.std()), low, median, high)


def spread_with_error(values: FloatArray, sd: float) -> Spread:
    """Return the spread of some draws, each with a normal error of standard deviation `sd` added: none is drawn.

    The share below x is the mean over draws of the normal share below (x - draw) / sd; where it is 5, 50 and 95 % is
    sought.
    """
    from scipy.optimize import brentq

    reach = _FARTHEST_ERROR * sd

    def below(share: float) -> float:
        def over(x: float) -> float:
            return float(normal_share((x - values) / sd).mean()) - share

        return float(brentq(over, values.min() - reach, values.max() + reach))

    low, median, high = (below(share) for share in (0.05, 0.50, 0.95))
    return Spread(float(values.mean()), math.hypot(float(values.std()), sd), low, median, high)


@dataclass(frozen=True)
class CalibratedParameter:
    """A parameter before and after; `narrowed` is the posterior's standard deviation over the prior's."""

    kind: str
    low: float
    high: float
    prior: Spread
    posterior: Spread | None
    narrowed: float | None


@dataclass(frozen=True)
class CalibratedTarget:
    """A target and what the model says of it.

    `prior` and `posterior` are simulated, one replicate a draw: doubt about parameters and chance. `observable` is the
    posterior with error of observation and model discrepancy added, in closed form: where the observation is expected.
    `least_implausibility` is over all points that were tried, `nearest_implausibility` that of the point whose largest
    one was the least; `left_out_share` is the part of the training points within 3 standard deviations of what the
    others say of them, `emulated_share` the part of the posterior's simulations within 3 of the emulator.
    """

    label: str
    unit: str
    series: str
    period_start: str
    period_end: str
    value: float
    standard_error: float
    discrepancy_sd: float
    source: str
    note: str
    prior: Spread
    posterior: Spread | None
    observable: Spread | None
    least_implausibility: float
    nearest_implausibility: float
    left_out_share: float
    emulated_share: float | None


@dataclass(frozen=True)
class CalibrationWave:
    """A wave: points it added, points its emulators were trained on, the share of the priors that was left.

    `emulator_ratio` is the emulators' part of the variance that implausibility divides by, in what is left. The
    variances of emulators and chance are `widened` times as large as they came out; of the parameters of simulations
    that were left out the middle 90 % held `held_unwidened` before and `held` since (None: too few to tell).
    """

    points: int
    trained_on: int
    plausible_share: float
    emulator_ratio: float | None
    left_out_share: float
    widened: float
    held_unwidened: float | None
    held: float | None


@dataclass(frozen=True)
class Calibration:
    """A calibration, the fields in the order of the keys of calibration.json: see docs/output.md."""

    scenario: str
    dir: str | None
    digest: str
    results_digest: str
    seed: int
    replicates: int
    epochs: int
    outcome: str
    told: str
    parameters: Mapping[str, CalibratedParameter]
    targets: Mapping[str, CalibratedTarget]
    waves: tuple[CalibrationWave, ...]
    draws: int
    tried: int
    simulations: int
    wall_seconds: float

    def __repr__(self) -> str:
        what = f"{counted(len(self.parameters), 'parameter')} by {counted(len(self.targets), 'target')}"
        return f"Calibration({self.scenario}: {what}, {self.told}{f', in {self.dir}' if self.dir else ''})"


def load_calibration(directory: Path | str) -> Calibration:
    """Return a calibration from its folder alone; raises UsageError where there is none, or a file of another shape."""
    file = kept_folder(directory) / NUMBERS
    if not file.is_file():
        raise UsageError(f"{directory} is not the folder of a calibration: it has no {NUMBERS}")
    return read(Calibration, file)
