"""Widening on a linear toy with normal chance: its posterior is exact, so how far a wrong one is off is known."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.calibration.widening import FEWEST, FEWEST_WEIGHED, Widening, widening_of

POINTS, REPLICATES = 200, 3
SLOPES = np.array([[1.0, 0.3], [-0.2, 1.0], [0.5, 0.5]])  # of three targets, by parameter
CHANCE = np.array([[0.04, 0.01, 0.0], [0.01, 0.03, 0.0], [0.0, 0.0, 0.05]]) / 4.0
ERROR = np.full(3, 0.03)


class Taken:
    """The toy's exact mean, and a covariance of chance that is so many times the true one."""

    def __init__(self, times):
        self.times = times

    def expected(self, points):
        return points @ SLOPES.T, np.broadcast_to(self.times * CHANCE, (len(points), 3, 3))


def widened(times, seed=5, points=POINTS, cloud=2_048, long_jumps=0.0):
    dice = np.random.default_rng(seed)
    there = dice.random((points, 2))
    moves = dice.standard_normal((points, REPLICATES, 3)) @ np.linalg.cholesky(CHANCE).T
    moves *= np.where(dice.random((points, REPLICATES, 1)) < long_jumps, 4.0, 1.0)
    simulated = (there @ SLOPES.T)[:, None, :] + moves
    return widening_of(lambda *_: Taken(times), there, simulated, ERROR, dice.random((cloud, 2)), dice)


# 1,200 intervals hold 0.9 to 0.01; at the true factor that is two steps of 2 ** (1 / 4)
@pytest.mark.parametrize(("times", "factor"), [(1.0, 1.0), (0.5, 2.0), (0.25, 4.0)])
def test_what_is_missing_of_chance_is_put_back(times, factor):
    found = widened(times)
    assert factor / 2**0.5 <= found.factor <= factor * 2**0.5
    assert found.held == pytest.approx(0.9, abs=0.02)


def test_where_less_chance_is_taken_less_is_held_and_where_too_much_is_taken_nothing_is_made_narrower():
    few, some, right, many = (widened(times) for times in (0.1, 0.25, 1.0, 3.0))
    assert few.without < some.without < right.without < many.without
    assert right.without == pytest.approx(0.9, abs=0.02)
    assert many.factor == 1.0
    assert many.held == many.without > 0.92


def test_long_jumps_that_a_normal_law_does_not_know_widen():
    found = widened(1.0, long_jumps=0.1)
    assert found.without < 0.89
    assert found.factor > 1.0


def test_few_points_and_few_to_weigh_do_not_tell():
    assert widened(0.25, points=FEWEST - 1) == Widening(1.0, None, None)
    assert widened(0.25, cloud=FEWEST_WEIGHED - 1) == Widening(1.0, None, None)
    assert widened(0.25, points=FEWEST, cloud=FEWEST_WEIGHED).factor > 1.0


def test_the_same_dice_give_the_same_factor():
    assert widened(0.5, points=60) == widened(0.5, points=60)
