"""Least squares without derivatives, for few unknowns and dear evaluations: Broyden's secant steps, damped.

Every unknown is tried once; from then on each evaluation both improves the point and corrects the slopes
(C. G. Broyden 1965, Math. Comp. 19, 577-593; damping after K. Levenberg 1944). Nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from econsim.units import FloatArray

_FIRST_TRY = 1 / 7  # of the way from the start to the farther bound
_LEAST_GAIN = 0.002  # of the sum of squares, expected from a step: at less the search is over
_MOST_DAMPING = 1e6
Residuals = Callable[[FloatArray], FloatArray]


class Found(NamedTuple):
    """The best point, its residuals, and how many points were tried."""

    point: FloatArray
    residuals: FloatArray
    evaluations: int


def least_squares(residuals: Residuals, low: FloatArray, high: FloatArray, evaluations: int) -> Found:
    """Return the point within bounds, found from 0 on, at which the sum of squared residuals is least.

    Bounds lie on either side of 0. At most `evaluations` points are tried; too few to try every unknown and a step
    leave the start as it is.
    """
    best = Found(np.zeros(low.size), residuals(np.zeros(low.size)), 1)
    if evaluations < low.size + 2:
        return best
    slopes = np.zeros((best.residuals.size, low.size))
    for unknown in range(low.size):
        step = np.zeros(low.size)
        step[unknown] = _FIRST_TRY * (high if high[unknown] > -low[unknown] else low)[unknown]
        slopes[:, unknown] = (residuals(step) - best.residuals) / step[unknown]
    tried, damping = 1 + low.size, 1e-2
    while tried < evaluations and damping < _MOST_DAMPING:
        step = _step(best, slopes, damping, low, high)
        gain = _sum(best.residuals) - _sum(best.residuals + slopes @ step)
        if not step.any() or gain <= _LEAST_GAIN * _sum(best.residuals):
            break
        there = residuals(best.point + step)
        tried += 1
        slopes += np.outer(there - best.residuals - slopes @ step, step) / (step @ step)
        is_better = _sum(there) < _sum(best.residuals)
        damping *= 0.3 if is_better else 5.0
        if is_better:
            best = Found(best.point + step, there, tried)
    return best._replace(evaluations=tried)


def _step(best: Found, slopes: FloatArray, damping: float, low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the damped least-squares step; what would leave the bounds stops there, and the others step anew."""
    free, step = np.ones(low.size, dtype=bool), np.zeros(low.size)
    for _ in range(low.size):
        target = best.residuals + slopes @ np.where(free, 0.0, step)
        inner = slopes[:, free]
        bent = inner.T @ inner
        step[free] = -np.linalg.solve(bent + damping * np.diag(np.diag(bent) + 1e-9), inner.T @ target)
        inside = np.clip(step, low - best.point, high - best.point)
        leaves = free & (inside != step)
        step = inside
        if not leaves.any():
            break
        free &= ~leaves
        if not free.any():
            break
    return step


def _sum(residuals: FloatArray) -> float:
    return float(residuals @ residuals)
