"""Taste: what a tenant finds in a provider beside its price, a standard Gumbel variate of (intention, provider)."""

from __future__ import annotations

import math

import numpy as np

from econsim.compiled import njit

_LEAST_UNIFORM = 2.0**-54  # stands in for a uniform of 0, whose logarithm is infinite
_LARGEST_UNIFORM = 1.0 - 2.0**-53
_PARTS = 1024  # of the unit interval
_ROUNDING = 1e-9  # far more than two logarithms may be off


@njit
def gumbel(uniform: float) -> float:
    """Return a standard Gumbel variate by inverse CDF: -ln(-ln u)."""
    return -math.log(-math.log(max(uniform, _LEAST_UNIFORM)))


_UPPER_EDGES = np.array(
    [-math.log(-math.log(min(part / _PARTS, _LARGEST_UNIFORM))) + _ROUNDING for part in range(1, _PARTS + 1)]
)


@njit
def gumbel_at_most(uniform: float) -> float:
    """Return what the Gumbel variate of a uniform does not exceed, without a logarithm."""
    return _UPPER_EDGES[int(uniform * _PARTS)]
