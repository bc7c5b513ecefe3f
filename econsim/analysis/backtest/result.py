"""A backtest that has been made: a score for each observation and forecaster, and what they come to by metric."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from econsim.analysis.backtest.forecasts import Score
from econsim.analysis.verdicts import BETTER, OPEN, WORSE
from econsim.units import FloatArray

NUMBERS, SCORES, FORECASTS, REPORT = "backtest.json", "scores.csv", "forecasts.csv", "report.md"
MODEL, LAST_VALUE, DRIFT = "model", "last value", "drift"
_FEWEST, _RESAMPLED, _LEVEL = 4, 2_000, 90.0


@dataclass(frozen=True)
class Scored:
    """An observation with the scores of each forecaster, None where one had no forecast."""

    metric: str
    start: str
    end: str
    value: float
    standard_error: float
    model: Score
    last_value: Score
    drift: Score | None
    is_in_80: bool


@dataclass(frozen=True)
class Skill:
    """The model against a benchmark: 1 - mean CRPS / that of the benchmark; above 0 is better.

    The interval holds 90 % of 2,000 resamplings of the observations, as if they were independent; None below four of
    them. `log_score_gain` is the benchmark's mean log score minus the model's, None where one has none.
    """

    crps: float
    skill: float | None
    low_90: float | None
    high_90: float | None
    log_score_gain: float | None
    verdict: str


@dataclass(frozen=True)
class MetricScore:
    """A metric: observations scored, the model's mean CRPS and log score, its skill, how often the middle 80 % held."""

    observations: int
    crps: float
    log_score: float | None
    held_by_80: float
    against: Mapping[str, Skill]


@dataclass(frozen=True)
class Backtest:
    """A backtest, the fields in the order of the keys of backtest.json: see docs/output.md."""

    scenario: str
    dir: str | None
    digest: str
    results_digest: str
    seed: int
    replicates: int
    epochs: int
    train_until: str
    metrics: Mapping[str, MetricScore]
    scores: tuple[Scored, ...]
    passed_over: tuple[str, ...]
    wall_seconds: float


def metric_score(those: list[Scored], dice: np.random.Generator) -> MetricScore:
    """Return what the scores of one metric come to."""
    model = np.array([one.model.crps for one in those])
    against = {LAST_VALUE: _skill(those, [one.last_value for one in those], dice)}
    drift = [one.drift for one in those]
    if all(one is not None for one in drift):
        against[DRIFT] = _skill(those, [one for one in drift if one is not None], dice)
    return MetricScore(
        observations=len(those),
        crps=float(model.mean()),
        log_score=_mean([one.model.log_score for one in those]),
        held_by_80=float(np.mean([one.is_in_80 for one in those])),
        against=against,
    )


def _skill(those: list[Scored], others: list[Score], dice: np.random.Generator) -> Skill:
    model, other = np.array([one.model.crps for one in those]), np.array([one.crps for one in others])
    low = high = skill = None
    if other.mean() > 0.0:
        skill = float(1.0 - model.mean() / other.mean())
    if skill is not None and len(those) >= _FEWEST:
        low, high = _interval(model, other, dice)
    logs = _mean([one.model.log_score for one in those]), _mean([one.log_score for one in others])
    gain = None if logs[0] is None or logs[1] is None else logs[1] - logs[0]
    verdict = OPEN if low is None or high is None or low <= 0.0 <= high else BETTER if low > 0.0 else WORSE
    return Skill(float(other.mean()), skill, low, high, gain, verdict)


def _interval(model: FloatArray, other: FloatArray, dice: np.random.Generator) -> tuple[float, float]:
    """Return the middle 90 % of the skill over resampled observations."""
    chosen = dice.integers(len(model), size=(_RESAMPLED, len(model)))
    below = np.maximum(other[chosen].mean(axis=1), np.finfo(float).tiny)
    ends = np.percentile(1.0 - model[chosen].mean(axis=1) / below, ((100 - _LEVEL) / 2, (100 + _LEVEL) / 2))
    return float(ends[0]), float(ends[1])


def _mean(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if len(known) == len(values) else None
