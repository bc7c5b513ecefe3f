"""Forecasts of one metric and their scores: the model's replicates, the last value held, and the drift carried on.

Last value: the last observation known at the date, plus or minus a random walk; drift: the straight line from the first
known observation to the last, carried on (Hyndman and Athanasopoulos, Forecasting, 5.2). The spread of both is that of
the known changes, sd x sqrt(days), for the drift that of the changes from the line, x sqrt(days (1 + days / known
days)). With fewer than three known observations there is no spread: a forecast is then a point.

Scores: the continuous ranked probability score (scoringrules), in the metric's own unit, of a point its distance; the
log score, minus the log of the normal density (scipy: scoringrules' own is infinite 38 standard deviations away), which
a point does not have. Lower is better in both.
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
    """Return the score of replicates; they have the observation's own error added where there is one."""
    import scoringrules

    mean, sd = float(draws.mean()), float(draws.std(ddof=1))
    log_score = _log_score(seen.value, mean, sd) if sd > 0.0 else None
    crps = scoringrules.crps_ensemble(seen.value, draws, estimator="pwm")  # the fair one, without all pairs in memory
    return Score(mean, sd, float(crps), log_score)


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

    if sd is None:
        return Score(mean, None, abs(seen.value - mean), None)
    sd = float(np.hypot(sd, seen.standard_error))
    log_score = _log_score(seen.value, mean, sd)
    return Score(mean, sd, float(scoringrules.crps_normal(seen.value, mean, sd)), log_score)
