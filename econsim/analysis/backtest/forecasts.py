"""Forecasts of one metric and their scores: the model's replicates, the last value held, and the drift carried on.

Last value: the last observation known at the date, plus or minus a random walk; drift: the straight line from the first
known observation to the last, carried on (Hyndman and Athanasopoulos, Forecasting, 5.2). The spread of both is that of
the known changes, sd x sqrt(days), for the drift that of the changes from the line, x sqrt(days (1 + days / known
days)). With fewer than three known observations there is no spread of its own.

What is observed is the truth and a normal error of the stated standard error s. So every forecast is one of the truth
with that normal added, as a law and not by draws: the replicates x become the equal mixture of the normals N(x, s), the
benchmarks' variances grow by s^2, and a point becomes N(point, s). Without a stated error nothing is added.

Scores: the continuous ranked probability score, E|X - y| - E|X - X'| / 2, in the metric's own unit, of a point its
distance; of replicates the fair one, in which X and X' are of two different replicates. The log score, minus the log of
the normal density of mean and standard deviation (scipy: scoringrules' own is infinite 38 standard deviations away),
which a point does not have. Lower is better in both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from econsim.analysis.backtest.observations import Observation
from econsim.units import FloatArray

_FEWEST_FOR_SPREAD = 3


@dataclass(frozen=True)
class Score:
    """What a forecast of one observation was and how good: `sd` and `log_score` None for a point."""

    mean: float
    sd: float | None
    crps: float
    log_score: float | None


def of_model(draws: FloatArray, seen: Observation) -> Score:
    """Return the score of two replicates or more."""
    mean = float(draws.mean())
    sd = float(np.hypot(draws.std(ddof=1), seen.standard_error))
    log_score = _log_score(seen.value, mean, sd) if sd > 0.0 else None
    return Score(mean, sd, _fair_crps(draws, seen), log_score)


def is_in_middle(draws: FloatArray, seen: Observation, part: float) -> bool:
    """Return whether an observation is in the middle part of what replicates say of it."""
    from scipy.stats import norm

    tail = (1.0 - part) / 2.0
    if seen.standard_error > 0.0:
        below = float(np.mean(norm.cdf(seen.value, draws, seen.standard_error)))
        return tail <= below <= 1.0 - tail
    low, high = np.quantile(draws, (tail, 1.0 - tail))
    return bool(low <= seen.value <= high)


def of_last_value(known: Sequence[Observation], seen: Observation) -> Score:
    """Return the score of the last known value, held."""
    days = seen.middle - known[-1].middle
    step = _spread(known, 0.0)
    return _of_normal(known[-1].value, None if step is None else step * days**0.5, seen)


def of_drift(known: Sequence[Observation], seen: Observation) -> Score | None:
    """Return the score of the known drift, carried on; None where fewer than two days are known."""
    length = known[-1].middle - known[0].middle
    if length <= 0.0:
        return None
    slope = (known[-1].value - known[0].value) / length
    days = seen.middle - known[-1].middle
    step = _spread(known, slope)
    return _of_normal(
        known[-1].value + slope * days, None if step is None else step * (days * (1.0 + days / length)) ** 0.5, seen
    )


def _fair_crps(draws: FloatArray, seen: Observation) -> float:
    """Return the fair CRPS; without an error scoringrules' own, which is quicker."""
    import scoringrules

    error = seen.standard_error
    if error == 0.0:
        return float(scoringrules.crps_ensemble(seen.value, draws, estimator="pwm"))  # without all pairs in memory
    apart = sum(float(_mean_distance(draws - one, error * 2.0**0.5).sum()) for one in draws)
    apart -= len(draws) * float(_mean_distance(np.zeros(1), error * 2.0**0.5)[0])  # of a replicate and itself
    pairs = len(draws) * (len(draws) - 1)
    return float(_mean_distance(draws - seen.value, error).mean()) - apart / pairs / 2.0


def _mean_distance(mean: FloatArray, sd: float) -> FloatArray:
    """Return E|N(mean, sd)|: that of the folded normal (Leone, Nelson and Nottingham 1961)."""
    from scipy.stats import norm

    z = mean / sd
    distance: FloatArray = mean * (2.0 * norm.cdf(z) - 1.0) + 2.0 * sd * norm.pdf(z)
    return distance


def _log_score(value: float, mean: float, sd: float) -> float:
    from scipy.stats import norm

    return -float(norm.logpdf(value, mean, sd))


def _spread(known: Sequence[Observation], slope: float) -> float | None:
    """Return the standard deviation of a day's change from a slope, from the known changes; None for too few."""
    at = np.array([one.middle for one in known])
    values = np.array([one.value for one in known])
    days = np.diff(at)
    if len(known) < _FEWEST_FOR_SPREAD or not (days > 0.0).all():
        return None
    return float(np.sqrt((((np.diff(values) - slope * days) ** 2) / days).mean())) or None


def _of_normal(mean: float, sd: float | None, seen: Observation) -> Score:
    import scoringrules

    sd = float(np.hypot(sd or 0.0, seen.standard_error))
    if sd == 0.0:
        return Score(mean, None, abs(seen.value - mean), None)
    log_score = _log_score(seen.value, mean, sd)
    return Score(mean, sd, float(scoringrules.crps_normal(seen.value, mean, sd)), log_score)
