"""Chance inside the model: how the replicates of one point differ, at any point.

The real network is one replicate. How far chance moves a target follows a Gamma regression with log link of the
variances between the replicates of each point on the quantiles of the parameters (scikit-learn). Which way it moves all
targets together is what it did at some simulated point, whichever: the deviations of a replicate from the mean of its
point, over what the regression says there. So no law is assumed, and targets that move together stay together.
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
    """A regression a target, None where no replicates differ, and deviations by (simulation, target), of variance 1."""

    of_each: tuple[Any, ...]  # sklearn.linear_model.GammaRegressor
    scale: FloatArray
    deviations: FloatArray

    def variance(self, points: FloatArray) -> FloatArray:
        """Return the variance of one replicate by (point, target)."""
        return _variance(self.of_each, self.scale, points)

    def drawn(self, points: FloatArray, dice: np.random.Generator) -> FloatArray:
        """Return one deviation of all targets a point, by (point, target)."""
        chosen = self.deviations[dice.integers(len(self.deviations), size=len(points))]
        return np.asarray(chosen * np.sqrt(self.variance(points)))


def chance_of(points: FloatArray, simulated: FloatArray) -> Chance:
    """Return chance as simulations by (point, replicate, target) show it; two replicates a point at least."""
    replicates, targets = simulated.shape[1:]
    deviations = simulated - simulated.mean(axis=1, keepdims=True)
    seen = simulated.var(axis=1, ddof=1)
    scale = seen.max(axis=0)
    of_each = tuple(_regression(points, seen[:, k] / scale[k]) if scale[k] else None for k in range(targets))
    there = _variance(of_each, scale, points)
    sd = np.sqrt(np.where(there > 0.0, there, 1.0) * (replicates - 1) / replicates)
    standard = (deviations / sd[:, None, :]).reshape(-1, targets)
    return Chance(of_each, scale, standard / np.where(scale > 0.0, np.sqrt((standard**2).mean(axis=0)), 1.0))


def _regression(points: FloatArray, seen: FloatArray) -> Any:
    from sklearn.linear_model import GammaRegressor

    return GammaRegressor(alpha=_PENALTY, max_iter=1_000).fit(points, np.maximum(seen, _SMALLEST))


def _variance(of_each: tuple[Any, ...], scale: FloatArray, points: FloatArray) -> FloatArray:
    one = np.zeros(len(points))
    return np.stack([one if fit is None else fit.predict(points) for fit in of_each], axis=1) * scale
