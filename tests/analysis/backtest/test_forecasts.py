"""Scores of forecasts against closed forms, and the benchmarks against hand arithmetic."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from scipy import stats

from econsim.analysis.backtest.forecasts import is_in_middle, of_drift, of_last_value, of_model
from econsim.analysis.backtest.observations import Observation
from econsim.analysis.backtest.result import LAST_VALUE, Scored, metric_score
from econsim.analysis.verdicts import BETTER, OPEN, WORSE


def seen(day: int, value: float, error: float = 0.0) -> Observation:
    return Observation("x", date(2023, 9, day), date(2023, 9, day), value, error)


def crps_of_normal(z: float, sd: float) -> float:
    """Gneiting and Raftery 2007, eq. 21."""
    return sd * (z * (2.0 * stats.norm.cdf(z) - 1.0) + 2.0 * stats.norm.pdf(z) - np.pi**-0.5)


def log_score_of_normal(z: float, sd: float) -> float:
    return z**2 / 2.0 + np.log(sd * (2.0 * np.pi) ** 0.5)


KNOWN = [seen(1, 1.0), seen(5, 3.0), seen(9, 3.0)]


def test_replicates_of_a_normal_score_as_the_normal_does():
    draws = np.random.default_rng(1).normal(2.0, 3.0, size=20_000)
    score = of_model(draws, seen(20, 4.0))
    assert score.crps == pytest.approx(crps_of_normal(2.0 / 3.0, 3.0), rel=0.02)
    assert score.log_score == pytest.approx(log_score_of_normal(2.0 / 3.0, 3.0), rel=0.02)


def test_the_last_value_is_held_and_spreads_as_the_known_changes_do():
    score = of_last_value(KNOWN, seen(13, 5.0))
    sd = np.sqrt(np.mean([2.0**2 / 4.0, 0.0]) * 4.0)  # changes of 2 and 0 in 4 days each; 4 days on
    assert (score.mean, score.sd) == (3.0, pytest.approx(sd))
    assert score.crps == pytest.approx(crps_of_normal(2.0 / sd, sd))
    assert score.log_score == pytest.approx(log_score_of_normal(2.0 / sd, sd))


def test_the_drift_goes_on_from_first_to_last():
    score = of_drift(KNOWN, seen(13, 5.0))
    slope, residuals = 2.0 / 8.0, [1.0, -1.0]  # changes less 4 days of slope
    sd = np.sqrt(np.mean([one**2 / 4.0 for one in residuals]) * 4.0 * (1.0 + 4.0 / 8.0))
    assert (score.mean, score.sd) == (3.0 + 4.0 * slope, pytest.approx(sd))


def test_an_error_of_the_observation_widens_the_benchmarks():
    alone, unsure = of_last_value(KNOWN, seen(13, 5.0)), of_last_value(KNOWN, seen(13, 5.0, 2.0))
    assert unsure.sd == pytest.approx(np.hypot(alone.sd, 2.0))


def test_few_known_values_make_a_point_whose_score_is_its_distance():
    score = of_last_value(KNOWN[:2], seen(13, 5.0))
    assert (score.mean, score.sd, score.crps, score.log_score) == (3.0, None, 2.0, None)
    assert of_drift(KNOWN[:1], seen(13, 5.0)) is None


def test_an_error_of_the_observation_makes_a_normal_of_a_point():
    score = of_last_value(KNOWN[:2], seen(13, 5.0, 4.0))
    assert (score.mean, score.sd) == (3.0, 4.0)
    assert score.crps == pytest.approx(crps_of_normal(2.0 / 4.0, 4.0))
    assert score.log_score == pytest.approx(log_score_of_normal(2.0 / 4.0, 4.0))


def test_two_replicates_and_an_error_score_as_the_mixture_of_two_normals_by_integration():
    draws, error, value = np.array([1.0, 2.5]), 0.5, 3.0
    x, step = np.linspace(-10.0, 15.0, 200_001, retstep=True)
    below = stats.norm.cdf(x[:, None], draws, error).mean(axis=1)
    whole = ((below - (x >= value)) ** 2).sum() * step  # E|X - y| - E|X - X'| / 2 over all four pairs
    alike = error * 2.0 / np.pi**0.5  # E|X - X'| of a replicate and itself: N(0, 2 error^2)
    distance = stats.foldnorm.mean(1.5 / (error * 2.0**0.5), scale=error * 2.0**0.5)
    fair = whole + (2.0 * alike + 2.0 * distance) / 4.0 / 2.0 - distance / 2.0
    score = of_model(draws, seen(20, value, error))
    assert score.crps == pytest.approx(fair, rel=1e-4)
    assert (score.mean, score.sd) == (1.75, pytest.approx((1.5**2 / 2.0 + 0.5**2) ** 0.5))
    assert score.log_score == pytest.approx(log_score_of_normal(1.25 / score.sd, score.sd))
    assert is_in_middle(draws, seen(20, value, error), 0.85)  # (1 + .841) / 2 = .921 is below it: 1 - 2 x .079 = .842
    assert not is_in_middle(draws, seen(20, value, error), 0.84)


def test_an_error_that_goes_to_nothing_leaves_the_score_without_one():
    draws = np.random.default_rng(2).normal(2.0, 3.0, size=12)
    pairs = np.abs(draws[:, None] - draws).sum() / (12 * 11)
    assert of_model(draws, seen(20, 4.0)).crps == pytest.approx(np.abs(draws - 4.0).mean() - pairs / 2.0)
    assert of_model(draws, seen(20, 4.0, 1e-9)).crps == pytest.approx(of_model(draws, seen(20, 4.0)).crps)


@pytest.mark.parametrize(("off", "verdict"), [(0.1, BETTER), (9.0, WORSE)])
def test_a_model_is_better_or_worse_than_the_last_value_where_every_observation_says_so(off, verdict):
    dice = np.random.default_rng(3)
    rows = [scored(seen(day, 5.0), dice.normal(5.0 + off, 0.2, 50)) for day in (12, 14, 16, 18, 20)]
    assert metric_score(rows, dice).against[LAST_VALUE].verdict == verdict


def test_fewer_than_four_observations_tell_nothing_apart():
    dice = np.random.default_rng(3)
    rows = [scored(seen(day, 5.0), dice.normal(5.0, 0.2, 50)) for day in (12, 14, 16)]
    found = metric_score(rows, dice).against[LAST_VALUE]
    assert found.skill > 0.5
    assert (found.low_90, found.verdict) == (None, OPEN)


def scored(one: Observation, draws) -> Scored:
    day = one.end.isoformat()
    model, last, drift = of_model(draws, one), of_last_value(KNOWN, one), of_drift(KNOWN, one)
    return Scored("x", day, day, one.value, one.standard_error, model, last, drift, is_in_80=True)
