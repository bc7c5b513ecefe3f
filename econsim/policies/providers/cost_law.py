"""Costs drawn for each order: the law of a cost over the provider's own cost level, and costs by quantile."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from econsim.decisions import COST_KNOTS
from econsim.units import FloatArray

_FIRST_Z = 6.0  # of the knots, which lie evenly between minus and plus this
KNOT_Z = np.linspace(-_FIRST_Z, _FIRST_Z, COST_KNOTS.size)  # standard normal quantiles of the knots


class UniformCost(NamedTuple):
    """A cost that lies anywhere between two."""

    low: float
    high: float

    def below(self, cost: Any) -> FloatArray:
        """Return the probability of a lower cost."""
        return np.asarray(np.clip((np.asarray(cost) - self.low) / (self.high - self.low), 0.0, 1.0))

    def at(self, z: FloatArray) -> FloatArray:
        """Return the cost below which lies as much of the law as of the standard normal below z."""
        return np.asarray(self.low + (self.high - self.low) * _normal_below(z))

    def slope(self, z: FloatArray) -> FloatArray:
        """Return by how much that cost rises with z."""
        return np.asarray((self.high - self.low) * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))

    @property
    def top(self) -> float:
        """Return the highest cost."""
        return self.high


class LognormalCost(NamedTuple):
    """A cost whose logarithm is normal."""

    log_median: float
    log_sd: float

    def below(self, cost: Any) -> FloatArray:
        """Return the probability of a lower cost."""
        with np.errstate(divide="ignore"):
            return _normal_below((np.log(np.asarray(cost, dtype=np.float64)) - self.log_median) / self.log_sd)

    def at(self, z: FloatArray) -> FloatArray:
        """Return the cost below which lies as much of the law as of the standard normal below z."""
        return np.asarray(np.exp(self.log_median + self.log_sd * z))

    def slope(self, z: FloatArray) -> FloatArray:
        """Return by how much that cost rises with z."""
        return np.asarray(self.log_sd * self.at(z))

    @property
    def top(self) -> float:
        """Return that there is no highest cost."""
        return math.inf


CostLaw = UniformCost | LognormalCost


def _normal_below(z: Any) -> FloatArray:
    from scipy.special import ndtr  # takes a moment to import

    return np.asarray(ndtr(z))
