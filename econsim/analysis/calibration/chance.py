"""Chance inside the model: how the replicates of one point differ, at any point.

The real network is one replicate. How far chance moves a target follows a Gamma regression with log link of the
variances between the replicates of each point on the parameters (scikit-learn); how it moves all targets together is
the correlation of the deviations of replicates from the mean of their point, each over what the regression says there,
over all points. Chance is taken as normal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.units import FloatArray

_SMALLEST = 1e-9  # of the largest variance: the regression wants none that is 0
_PENALTY = 1e-3  # on the slopes of the regression


@dataclass(frozen=True)
class Chance:
    """A regression a target, None where no replicates differ, and the correlation by (target, target)."""

    of_each: tuple[Any, ...]  # sklearn.linear_model.GammaRegressor
    scale: FloatArray
    correlation: FloatArray

    def variance(self, points: FloatArray) -> FloatArray:
        """Return the variance of one replicate by (point, target)."""
        return _variance(self.of_each, self.scale, points)

    def covariance(self, points: FloatArray) -> FloatArray:
        """Return the covariance of one replicate by (point, target, target)."""
        sd = np.sqrt(self.variance(points))
        return np.asarray(sd[:, :, None] * self.correlation * sd[:, None, :])


def chance_of(points: FloatArray, simulated: FloatArray) -> Chance:
    """Return chance as simulations by (point, replicate, target) show it; two replicates a point at least."""
    targets = simulated.shape[2]
    seen = simulated.var(axis=1, ddof=1)
    scale = seen.max(axis=0)
    of_each = tuple(_regression(points, seen[:, k] / scale[k]) if scale[k] else None for k in range(targets))
    there = _variance(of_each, scale, points)
    deviations = simulated - simulated.mean(axis=1, keepdims=True)
    standard = (deviations / np.sqrt(np.where(there > 0.0, there, 1.0))[:, None, :]).reshape(-1, targets)
    size = np.sqrt((standard**2).sum(axis=0))
    standard = standard / np.where(size > 0.0, size, 1.0)
    correlation = standard.T @ standard
    np.fill_diagonal(correlation, 1.0)
    return Chance(of_each, scale, correlation)


def _regression(points: FloatArray, seen: FloatArray) -> Any:
    from sklearn.linear_model import GammaRegressor

    return GammaRegressor(alpha=_PENALTY, max_iter=1_000).fit(points, np.maximum(seen, _SMALLEST))


def _variance(of_each: tuple[Any, ...], scale: FloatArray, points: FloatArray) -> FloatArray:
    nothing = np.zeros(len(points))
    return np.stack([nothing if fit is None else fit.predict(points) for fit in of_each], axis=1) * scale
