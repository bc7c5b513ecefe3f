"""Shares of variance of functions that are known: the design and the estimator of `sensitivity --method sobol`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from econsim.analysis.sensitivity.estimators import seed_of, sobol_design, variance_shares
from econsim.units import FloatArray
from econsim.verification.theory.theory import AS_PAIR, SEED, Measured, Range, Theory

_HALF_WIDTHS = 1.959964  # standard errors in half of a 95 % interval
_LEAST = 8192  # points that know a variance of 14 to within 0.02


class Ishigami(Range):
    """Three inputs, the third of which acts only together with the first (Ishigami and Homma 1990)."""

    a: float = Field(ge=-1e3, le=1e3)
    b: float = Field(ge=-1e3, le=1e3)
    inputs: Literal["3 x U(-pi, pi)"]


def ishigami(given: Ishigami, sample: int) -> Measured:
    """Estimate the shares of y = sin x1 + a sin^2 x2 + b x3^4 sin x1."""

    def function(quantiles: FloatArray) -> FloatArray:
        x = np.pi * (2.0 * quantiles - 1.0)
        first = np.sin(x[:, 0])
        return np.asarray(first + given.a * np.sin(x[:, 1]) ** 2 + given.b * x[:, 2] ** 4 * first)

    return _shares(function, 3, max(sample, _LEAST), has_variance=True)


class SobolG(Range):
    """Inputs of falling weight: the larger a, the less an input matters (Sobol' 2003)."""

    a: Annotated[tuple[float, ...], AS_PAIR] = Field(min_length=1, max_length=20)
    inputs: str = Field(pattern=r"^\d+ x U\(0, 1\)$")


def sobol_g(given: SobolG, sample: int) -> Measured:
    """Estimate the shares of y = product of (|4x - 2| + a) / (1 + a)."""
    a = np.array(given.a)
    return _shares(lambda x: np.asarray(((np.abs(4.0 * x - 2.0) + a) / (1.0 + a)).prod(axis=1)), a.size, sample)


def _shares(
    function: Callable[[FloatArray], FloatArray], n: int, sample: int, *, has_variance: bool = False
) -> Measured:
    """Return the shares over the least power of 2 that is not below the sample, and their standard errors."""
    samples = 1 << (sample - 1).bit_length()
    outcome = function(sobol_design(n, samples, seed_of(SEED, "design of a known function")))
    names = tuple(f"x{number}" for number in range(1, n + 1))
    found = variance_shares(names, outcome, seed_of(SEED, "resampling of a known function"))
    values: dict[str, object] = {
        "first_order": [one.first_order for one in found],
        "total_order": [one.total_order for one in found],
    }
    errors: dict[str, object] = {
        "first_order": [one.first_order_half_width / _HALF_WIDTHS for one in found],
        "total_order": [one.total_order_half_width / _HALF_WIDTHS for one in found],
    }
    if has_variance:
        points = np.concatenate(
            [outcome[:: n + 2], outcome[n + 1 :: n + 2]]
        )  # those that are independent of each other
        variance = float(points.var())
        fourth = float(((points - points.mean()) ** 4).mean())
        values["variance"], errors["variance"] = variance, float(np.sqrt((fourth - variance**2) / points.size))
    return Measured(values, errors)


THEORIES = (
    Theory("gsa.ishigami", Ishigami, ishigami, sample=8192),
    Theory("gsa.sobol_g", SobolG, sobol_g, sample=8192),
)
