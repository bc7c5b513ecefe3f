"""Concentration: the metrics that the model records, on weights of any kind, and the Gini of its own populations."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Literal

import numpy as np
from pydantic import Field, model_validator
from scipy.special import ndtr, ndtri

from econsim.draws import Streams
from econsim.genesis.head_sizes import head_sizes
from econsim.measures.concentration import gini, hhi, nakamoto, top_share
from econsim.units import IntArray
from econsim.verification.theory.theory import (
    REPLICATES,
    SEED,
    CannotMeasure,
    Measured,
    Range,
    Theory,
    over_replicates,
)

_LARGEST_TOTAL = 10**18
_TOP_HEADS = 0.05
_FINE = 10**6  # parts of the median size, so that sizes become whole numbers


class Concentration(Range):
    """Weights in any unit."""

    weights: list[Annotated[int | float, Field(ge=0.0)]] = Field(min_length=1, max_length=1_000_000)


def concentration(given: Concentration, sample: int) -> Measured:
    """Measure weights as stake: fractions become the whole numbers that have their ratios, thresholds stay exact."""
    stake = _whole(given.weights)
    n, spread = stake.size, gini(stake)
    values = {
        "gini": spread,
        "hhi": hhi(stake),
        "top10_share": top_share(stake, 10),
        "nakamoto_gt_one_third": nakamoto(stake),
        "nakamoto_ge_one_third": nakamoto(stake, strictly=False),
    }
    if n > 1:
        values["gini_sample_corrected"] = spread * n / (n - 1)
    why = "the model records no such metric"
    return Measured(values, missing=dict.fromkeys(("entropy_nats", "nakamoto_gt_two_thirds"), why))


def _whole(weights: list[int | float]) -> IntArray:
    exact = [Fraction(repr(weight)) for weight in weights]
    scale = math.lcm(*(weight.denominator for weight in exact))
    total = sum(exact) * scale
    if not 0 < total <= _LARGEST_TOTAL:
        raise CannotMeasure("the weights add up to 0, or are too uneven to be whole numbers of 64 bits")
    return np.array([int(weight * scale) for weight in exact], dtype=np.int64)


class PopulationGini(Range):
    """A distribution of sizes, by which the model makes its delegators'; scale does not matter."""

    distribution: Literal["lognormal", "pareto", "exponential", "uniform"]
    log_sd: float | None = Field(default=None, alias="sigma", gt=0.0, le=2.0)
    low: float | None = Field(default=None, ge=0.0)
    high: float | None = Field(default=None, gt=0.0)
    tail: float | None = Field(default=None, alias="alpha", gt=1.0, le=100.0)

    @model_validator(mode="after")
    def _has_its_parameters(self) -> PopulationGini:
        if self.distribution == "lognormal" and self.log_sd is None:
            raise ValueError("a lognormal needs its sigma")
        if self.distribution == "pareto" and self.tail is None:
            raise ValueError("a pareto needs its alpha")
        if self.distribution == "uniform" and (self.low is None or self.high is None or self.low >= self.high):
            raise ValueError("a uniform needs its low and a high above it")
        return self


def population_gini(given: PopulationGini, sample: int) -> Measured:
    """Make delegators' sizes with the share of the top that makes their spread the one asked for.

    Only a lognormal is drawn from: by the other laws the sizes are the same in every replicate.
    """
    is_drawn, n_heads = given.distribution == "lognormal", sample // REPLICATES
    rows = []
    for replicate in range(REPLICATES if is_drawn else 1):
        sizes = head_sizes(Streams(SEED, replicate), n_heads, given.distribution, _TOP_HEADS, _top_stake(given))
        rows.append({"gini": float(gini(np.rint(sizes * _FINE).astype(np.int64)))})
    return Measured(*over_replicates(rows)) if is_drawn else Measured(rows[0])


def _top_stake(given: PopulationGini) -> float:
    """Return what the top heads hold by a distribution, as a scenario would say it."""
    top = _TOP_HEADS
    if given.log_sd is not None and given.distribution == "lognormal":
        return float(ndtr(given.log_sd - ndtri(1.0 - top)))
    if given.tail is not None and given.distribution == "pareto":
        return float(top ** (1.0 - 1.0 / given.tail))
    if given.low is not None and given.high is not None and given.distribution == "uniform":
        return (2.0 * given.high * top - (given.high - given.low) * top**2) / (given.high + given.low)
    return top * (1.0 - math.log(top))


THEORIES = (
    Theory("metrics.concentration", Concentration, concentration, rtol={"": ("rtol", 1e-12)}),
    Theory(
        "metrics.population_gini",
        PopulationGini,
        population_gini,
        sample=640_000,
        rtol={"gini": ("simulated.rtol_max", 0.001)},
    ),
)
