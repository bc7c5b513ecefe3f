"""The statistics of comparisons: how many replicates, what pairing gains, and a change that cannot matter."""

from __future__ import annotations

import numpy as np
from pydantic import Field

from econsim.analysis.statistics import replicates_for_half_width, replicates_for_paired_effect, variance_ratio
from econsim.draws import Streams
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.verification.theory.theory import SEED, Measured, Range, Theory

_PLACEBO = {"chain.mint.inflation_max": 0.2}  # inflation is far below it
_SMALL = {"population.delegators.accounts": 200, "population.tenants.accounts": 200}
_EPOCHS = 5


class HalfWidth(Range):
    """A half-width of the mean's interval, over the mean; `cv` is the standard deviation over the mean."""

    cv: float = Field(gt=0.0, le=1e3)
    relative_half_width: float = Field(gt=0.0, le=1e3)
    confidence: float = Field(gt=0.0, lt=1.0)


def half_width(given: HalfWidth, sample: int) -> Measured:
    """Ask the rule that reports quote."""
    return Measured({"n": replicates_for_half_width(given.cv, given.relative_half_width, given.confidence)})


class PairedEffect(Range):
    """An effect in standard deviations of the paired difference."""

    standardised_effect: float = Field(gt=0.0, le=1e3)
    significance: float = Field(alias="alpha", gt=0.0, lt=1.0)
    power: float = Field(gt=0.0, lt=1.0)


def paired_effect(given: PairedEffect, sample: int) -> Measured:
    """Ask the rule that comparisons quote."""
    return Measured({"n": replicates_for_paired_effect(given.standardised_effect, given.significance, given.power)})


class VarianceRatio(Range):
    """Correlation of two arms."""

    correlation: float = Field(alias="rho", ge=-1.0, le=1.0)


def crn_variance_ratio(given: VarianceRatio, sample: int) -> Measured:
    """Make two arms of exactly this correlation and equal variances, and measure the gain of pairing."""
    rng = Streams(SEED, 0)("correlated arms")
    one, other = np.linalg.qr(np.column_stack([np.ones(sample), rng.standard_normal((sample, 2))]))[0].T[1:]
    arm = given.correlation * one + np.sqrt(1.0 - given.correlation**2) * other
    return Measured({"ratio": variance_ratio(one, arm)})


class NoParameters(Range):
    """A law without parameters."""


def placebo(given: NoParameters, sample: int) -> Measured:
    """Run two arms that differ in a bound that inflation never meets, on the same rng."""
    baseline = load_scenario("mainnet6").with_changes(_SMALL)
    arms = [AkashModel(arm, seed=SEED, epochs=_EPOCHS) for arm in (baseline, baseline.with_changes(_PLACEBO))]
    one, other = (arm.run(_EPOCHS).series.to_numpy(np.float64) for arm in arms)
    return Measured({"max_abs_paired_difference": float(np.nanmax(np.abs(one - other)))})


THEORIES = (
    Theory("stats.replicates_for_half_width", HalfWidth, half_width),
    Theory("stats.replicates_for_paired_effect", PairedEffect, paired_effect),
    Theory("stats.crn_variance_ratio", VarianceRatio, crn_variance_ratio, sample=100),
    Theory("stats.placebo", NoParameters, placebo),
)
