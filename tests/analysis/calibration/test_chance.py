"""Chance on toys whose covariance is known everywhere, and the intervals that follow from it."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.calibration.chance import chance_of
from econsim.analysis.calibration.matching import ONE_ALONE, Sought, allowed, emulation_of
from econsim.normal import normal_share
from econsim.scenario.uncertain import Uniform

POINTS, REPLICATES = 200, 5
PRIORS = (Uniform(low=0.0, high=1.0), Uniform(low=0.0, high=1.0))


def known_covariance(points):
    """Return the covariance by (point, 3, 3): two walks that part where the first parameter is large, and a third.

    Steps are large at both ends of the second parameter and small in its middle.
    """
    sd = 0.5 + 4.0 * (points[:, 1] - 0.5) ** 2
    weight = 1.0 - points[:, 0]
    root = np.zeros((len(points), 3, 3))
    root[:, 0, 0], root[:, 1, 1], root[:, 2, 2] = sd, sd, 1.0
    root[:, 1, 0] = weight * sd
    return root @ root.transpose(0, 2, 1)


def moved(points, replicates, dice):
    root = np.linalg.cholesky(known_covariance(points))
    return np.einsum("pij,prj->pri", root, dice.standard_normal((len(points), replicates, 3)))


def mean_of(points):
    return 6.0 * np.stack([points[:, 0], points.sum(axis=1), points[:, 0] - points[:, 1]], axis=1)


@pytest.fixture(scope="module")
def chance():
    dice = np.random.default_rng(3)
    points = dice.random((POINTS, 2))
    return chance_of(points, mean_of(points)[:, None, :] + moved(points, REPLICATES, dice))


@pytest.mark.parametrize("second", [0.1, 0.5, 0.9])
def test_variances_that_are_large_at_both_ends_of_a_prior_are_found(chance, second):
    at = np.array([[0.5, second]])
    known = np.diagonal(known_covariance(at)[0])
    # 800 squares and 6 coefficients tell a variance to some 0.12 of itself
    assert chance.variance(at)[0] / known == pytest.approx(1.0, abs=0.36)


def test_how_targets_move_together_changes_over_the_priors(chance):
    found = []
    for first in (0.1, 0.9):
        covariance = chance.covariance(np.array([[first, 0.5]]))[0]
        found.append(covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1]))
        assert abs(covariance[0, 2]) < 0.15 * np.sqrt(covariance[0, 0] * covariance[2, 2])
    known = [0.9 / np.hypot(0.9, 1.0), 0.1 / np.hypot(0.1, 1.0)]
    assert found == pytest.approx(known, abs=0.2)  # 800 pairs tell it to some 0.07 at the ends
    assert found[0] - found[1] > 0.3


def test_a_target_that_chance_does_not_move_and_one_that_another_settles_have_no_step_of_their_own():
    dice = np.random.default_rng(4)
    points = dice.random((40, 2))
    moves = dice.standard_normal((40, 3))
    chance = chance_of(points, np.stack([moves, np.ones_like(moves), 2.0 * moves], axis=2))
    covariance = chance.covariance(points[:1])[0]
    assert covariance[1].tolist() == [0.0, 0.0, 0.0]
    assert covariance[0, 2] / covariance[0, 0] == pytest.approx(2.0, rel=1e-3)
    assert covariance[2, 2] / covariance[0, 0] == pytest.approx(4.0, rel=1e-3)


def test_variances_are_wider_where_chance_makes_long_jumps():
    dice = np.random.default_rng(5)
    points = dice.random((60, 1))
    even = dice.standard_normal((60, 4, 1))
    jumping = even * np.where(dice.random((60, 4, 1)) < 0.05, 6.0, 1.0)  # kurtosis 26
    wider = []
    for moves in (even, jumping):
        raw = moves.var(axis=1, ddof=1).mean()
        wider.append(float(chance_of(points, moves).variance(points).mean() / raw))
    # N / (N - 2), of 180 squares and at most 3 coefficients: N is 60 or more, and some 5 to 15
    assert wider[0] == pytest.approx(1.0, abs=0.06)
    assert wider[1] > 1.12


def test_of_many_targets_so_much_is_allowed_that_one_in_as_many_true_points_is_struck():
    assert allowed(1) == pytest.approx(ONE_ALONE)
    for targets in (2, 6, 20):
        kept = (2.0 * normal_share(allowed(targets)) - 1.0) ** targets
        assert kept == pytest.approx(2.0 * normal_share(ONE_ALONE) - 1.0, abs=1e-5)


def test_intervals_hold_the_truth_as_often_as_they_say_where_chance_changes_over_the_priors():
    dice = np.random.default_rng(6)
    points, error = dice.random((60, 2)), np.full(3, 0.3)
    emulation = emulation_of(PRIORS, points, mean_of(points)[:, None, :] + moved(points, 4, dice), seed=1)
    truths = dice.random((120, 2))
    seen = mean_of(truths) + moved(truths, 1, dice)[:, 0] + error * dice.standard_normal((120, 3))
    tried = dice.random((1_000, 2))
    ranks = []
    for one, truth in zip(seen, truths, strict=True):
        log = emulation.log_likelihood(tried, Sought(one, error))
        weight = np.exp(log - log.max())
        ranks.append(weight @ (tried < truth) / weight.sum())
    ranks = np.array(ranks)
    held = ((ranks >= 0.05) & (ranks <= 0.95)).mean()  # 240 intervals: a standard error of 0.02
    assert held == pytest.approx(0.9, abs=0.05)
