"""Chance inside the model: how the replicates of one point differ, at any point.

The real network is one replicate. Targets are taken one after the other (Pourahmadi 1999, Biometrika 86): how far
chance moves a target is what the moves of those before it say, plus a step of its own,

    move_j = sum over k < j of weight_jk(point) x move_k + step_j        step_j ~ N(0, variance_j(point))

so that both how far targets move and how far they move together change over the priors, and every covariance that
comes out is one. Weights are straight lines in the parameters, without what the simulations do not call for (automatic
relevance determination); the logarithm of a step's variance is a quadratic (Gamma regression with log link, its
coefficients held near 0 as by a normal prior; both are scikit-learn's).

Such variances are known from few simulations, fewer the more often chance makes long jumps. Of a variance from n
squares whose law has kurtosis K as much is known as of a normal's from N = 2 n / (K - 1); with c coefficients, N / c at
a point. What is to be expected has Student's t then, whose variance is larger by N / (N - 2); so are the steps'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.units import FloatArray

_SMALLEST = 1e-9  # of the mean square: the regression wants none that is 0
_LOG_VARIANCE_SD = 1.0  # of its coefficients, before anything is seen
_FEWEST = 4.0  # N at least


@dataclass(frozen=True)
class Step:
    """One target's own step: its mean square, how it goes with the parameters, and how the targets before move it.

    `log_variance` is None where no replicates differ.
    """

    square: float
    log_variance: Any  # sklearn.linear_model.GammaRegressor
    weights: FloatArray  # by (target before, 1 and each parameter)

    def variance(self, points: FloatArray) -> FloatArray:
        """Return the variance by point."""
        if self.log_variance is None:
            return np.zeros(len(points))
        return np.asarray(self.square * self.log_variance.predict(_quadratic(points)))


@dataclass(frozen=True)
class Chance:
    """The steps of all targets, in their order."""

    steps: tuple[Step, ...]

    def variance(self, points: FloatArray) -> FloatArray:
        """Return the variance of one replicate by (point, target)."""
        return np.diagonal(self.covariance(points), axis1=1, axis2=2)

    def covariance(self, points: FloatArray) -> FloatArray:
        """Return the covariance of one replicate by (point, target, target)."""
        line = _line(points)
        moves = np.zeros((len(points), len(self.steps), len(self.steps)))  # of each target by each step of size 1
        for j, step in enumerate(self.steps):
            moves[:, j, j] = 1.0
            moves[:, j] += np.einsum("pf,kf,pks->ps", line, step.weights, moves[:, :j])
        sd = np.sqrt(np.stack([step.variance(points) for step in self.steps], axis=1))
        root = moves * sd[:, None, :]
        return np.asarray(root @ root.transpose(0, 2, 1))


def chance_of(points: FloatArray, simulated: FloatArray) -> Chance:
    """Return chance as simulations by (point, replicate, target) show it; two replicates a point at least.

    Points are parameters on the way from end to end of their priors, 0 to 1.
    """
    replicates, targets = simulated.shape[1:]
    there = np.repeat(points, replicates, axis=0)
    moves = (simulated - simulated.mean(axis=1, keepdims=True)).reshape(-1, targets)
    sizes = np.sqrt((moves**2).mean(axis=0))
    return Chance(tuple(_step(there, moves, sizes, j, replicates) for j in range(targets)))


def _step(points: FloatArray, moves: FloatArray, sizes: FloatArray, j: int, replicates: int) -> Step:
    none = np.zeros((j, points.shape[1] + 1))
    if not sizes[j]:
        return Step(0.0, None, none)
    weights, left = _weights(points, moves, sizes, j) if j else (none, moves[:, j])
    square = float((left**2).mean())
    if square <= _SMALLEST * sizes[j] ** 2:  # those before it say all
        return Step(0.0, None, weights)
    fit, coefficients = _log_variance(points, left**2 / square)
    standard = left / np.sqrt(square * fit.predict(_quadratic(points)))
    free = len(points) * (1.0 - 1.0 / replicates)  # the means of the points took the others
    known = max(_FEWEST, 2.0 * free / (_kurtosis(standard, replicates) - 1.0) / coefficients)
    return Step(square * len(points) / free * known / (known - 2.0), fit, weights)


def _weights(points: FloatArray, moves: FloatArray, sizes: FloatArray, j: int) -> tuple[FloatArray, FloatArray]:
    """Return the weights of the targets before, and what they leave of the target's own moves."""
    from sklearn.linear_model import ARDRegression

    scale = np.where(sizes > 0.0, sizes, 1.0)
    of_each = (_line(points)[:, None, :] * (moves[:, :j] / scale[:j])[:, :, None]).reshape(len(points), -1)
    fit = ARDRegression(fit_intercept=False).fit(of_each, moves[:, j] / scale[j])
    left = moves[:, j] - scale[j] * fit.predict(of_each)
    return fit.coef_.reshape(j, -1) * (scale[j] / scale[:j])[:, None], left


def _log_variance(points: FloatArray, squares: FloatArray) -> tuple[Any, float]:
    """Return the regression of squares, and how many coefficients it has, those that are held near 0 less."""
    from sklearn.linear_model import GammaRegressor

    found = _quadratic(points)
    ridge = 2.0 / (len(points) * _LOG_VARIANCE_SD**2)  # of a Gamma law of shape 1/2
    fit = GammaRegressor(alpha=ridge, max_iter=1_000).fit(found, np.maximum(squares, _SMALLEST))
    away = found - found.mean(axis=0)
    seen = np.linalg.eigvalsh(away.T @ away / 2.0)
    return fit, 1.0 + float((seen / (seen + 1.0 / _LOG_VARIANCE_SD**2)).sum())


def _kurtosis(standard: FloatArray, replicates: int) -> float:
    """Return the kurtosis of one replicate's move, 3 at least, from moves away from means of a few."""
    seen = float((standard**4).mean() / (standard**2).mean() ** 2)
    parts = np.array([1.0 - 1.0 / replicates, *[-1.0 / replicates] * (replicates - 1)])
    return 3.0 + max(0.0, seen - 3.0) * float((parts**2).sum() ** 2 / (parts**4).sum())


def _line(points: FloatArray) -> FloatArray:
    """Return 1 and each parameter, from -1 to 1, by point."""
    return np.concatenate([np.ones((len(points), 1)), 2.0 * points - 1.0], axis=1)


def _quadratic(points: FloatArray) -> FloatArray:
    """Return each parameter, from -1 to 1, and the product of every two, by point."""
    line = 2.0 * points - 1.0
    first, second = np.triu_indices(points.shape[1])
    return np.concatenate([line, line[:, first] * line[:, second]], axis=1)
