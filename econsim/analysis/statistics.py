"""The statistics of a comparison: differences paired by replicate on common random numbers, and their intervals.

An interval says how far chance *inside the model* could move the mean difference; doubt about the world is elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from econsim.analysis.intervals import CONFIDENCE, ROUNDING, Chance, chance
from econsim.analysis.verdicts import HIGHER, IDENTICAL, LOWER, UNDETECTED, WayWord
from econsim.units import BoolArray, FloatArray

SIGNIFICANCE = 1 - CONFIDENCE
POWER = 0.8
_NOTHING = Chance(0.0, 0.0, 0.0, 0.0, 1.0)


@dataclass(frozen=True)
class Paired:
    """A metric in two arms, paired by replicate; None where a number does not exist."""

    n: int
    baseline: float | None
    variant: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    low_90: float | None
    high_90: float | None
    p_value: float | None
    is_identical: bool
    sd_difference: float | None
    sd_baseline: float | None
    variance_ratio: float | None

    @property
    def verdict(self) -> WayWord:
        """Return which way it goes, by its interval: where there is none (one pair, no number), none is detected."""
        if self.is_identical:
            return IDENTICAL
        if self.ci_low is None or self.ci_high is None or self.ci_low <= 0.0 <= self.ci_high:
            return UNDETECTED
        return HIGHER if self.ci_low > 0.0 else LOWER

    def material(self, smallest_effect: float) -> bool | None:
        """Return whether the whole interval reaches the smallest effect, none of it does, or (None) it straddles."""
        if self.ci_low is None or self.ci_high is None:
            return None
        if self.ci_low >= smallest_effect or self.ci_high <= -smallest_effect:
            return self.verdict in (HIGHER, LOWER)
        return False if -smallest_effect < self.ci_low and self.ci_high < smallest_effect else None

    def needed_replicates(self, smallest_effect: float) -> int | None:
        """Return the replicates that would show the smallest effect (5 %, power 80 %); None where nothing can tell."""
        if self.sd_difference is None or smallest_effect == 0.0:
            return None
        return 2 if self.sd_difference == 0.0 else replicates_for_paired_effect(smallest_effect / self.sd_difference)

    def is_within(self, smallest_effect: float) -> bool:
        """Return whether two one-sided tests at 5 % show that the difference is smaller than what matters.

        That is: whether the 90 % interval lies inside +- the smallest effect (Schuirmann 1987).
        """
        if self.is_identical or self.low_90 is None or self.high_90 is None:
            return self.is_identical and self.low_90 is not None
        return -smallest_effect < self.low_90 and self.high_90 < smallest_effect

    def settling_replicates(self, smallest_effect: float, significance: float = SIGNIFICANCE) -> int | None:
        """Return the pairs that would settle the difference found, power 80 %; None where nothing can tell.

        A difference that reaches the smallest effect: the pairs that tell it from 0 at that significance; a smaller
        one: the pairs that show it to be smaller than what matters. More than there were.
        """
        if self.difference is None or self.sd_difference is None:
            return None
        size = abs(self.difference)
        if size < smallest_effect:
            needed = replicates_for_equivalence(self.sd_difference / (smallest_effect - size))
        elif size == 0.0:
            return None
        elif self.sd_difference == 0.0:
            needed = 1 + math.ceil(-math.log2(significance))  # the test of signs
        else:
            needed = replicates_for_paired_effect(size / self.sd_difference, significance)
        return max(self.n + 1, needed)


def paired(baseline: FloatArray, variant: FloatArray) -> Paired:
    """Compare one number a replicate between two arms that share their draws.

    Arguments: shape (replicates,), the same replicate at the same place; NaN = the number does not exist there.
    Only replicates in which both arms have the number enter; arms with the same gaps and the same numbers elsewhere
    are identical, and so are those whose numbers differ by rounding alone: by a part in 10^12 of the level.
    """
    baseline, variant = np.asarray(baseline, dtype=np.float64), np.asarray(variant, dtype=np.float64)
    both = np.isfinite(baseline) & np.isfinite(variant)
    if _differ_by_rounding(baseline, variant, both):
        variant = baseline
    is_identical = bool(np.array_equal(baseline, variant, equal_nan=True))
    n, differences = int(both.sum()), variant[both] - baseline[both]
    found = chance(differences) if n else _NOTHING if is_identical and baseline.size > 1 else None
    return Paired(
        n=n,
        baseline=_mean(baseline[both]),
        variant=_mean(variant[both]),
        difference=0.0 if is_identical else _mean(differences),
        ci_low=None if found is None else found.low,
        ci_high=None if found is None else found.high,
        low_90=None if found is None else found.low_90,
        high_90=None if found is None else found.high_90,
        p_value=None if found is None else found.p_value,
        is_identical=is_identical,
        sd_difference=_sd(differences),
        sd_baseline=_sd(baseline[both]),
        variance_ratio=variance_ratio(baseline[both], variant[both]),
    )


def _differ_by_rounding(baseline: FloatArray, variant: FloatArray, both: BoolArray) -> bool:
    """Return whether no pair differs by more than rounding, and both arms lack the same numbers."""
    if not both.any() or not np.array_equal(baseline[~both], variant[~both], equal_nan=True):
        return False
    level = max(np.abs(baseline[both]).mean(), np.abs(variant[both]).mean())
    return bool(np.abs(variant - baseline)[both].max() <= ROUNDING * level)


def variance_ratio(baseline: FloatArray, variant: FloatArray) -> float | None:
    """Return the variance of the paired difference over that of independent arms: the gain of pairing.

    Var(b - a) / (Var a + Var b) = 1 - rho when both arms vary alike. None when neither arm varies.
    """
    if baseline.size < 2:
        return None
    independent = float(baseline.var(ddof=1) + variant.var(ddof=1))
    return float((variant - baseline).var(ddof=1)) / independent if independent > 0.0 else None


def replicates_for_paired_effect(
    standardised_effect: float, significance: float = SIGNIFICANCE, power: float = POWER
) -> int:
    """Return ceil((z_(1 - significance/2) + z_power)^2 / d^2) + ceil(z_(1 - significance/2)^2 / 2): pairs that show d.

    The normal formula, and the second term for Student's t (Guenther 1981): 2 at 5 %. d is the effect over the
    standard deviation of the difference.
    """
    bound = float(special.ndtri(1 - significance / 2))
    wanted = (bound + float(special.ndtri(power))) / abs(standardised_effect)
    return math.ceil(wanted**2) + math.ceil(bound**2 / 2)


def replicates_for_equivalence(sd_over_room: float, power: float = POWER) -> int:
    """Return ceil((z_.95 + z_(1 - (1 - power)/2))^2 s^2) + ceil(z_.95^2 / 2): pairs that show that nothing matters.

    s is the standard deviation of the difference over what the difference found leaves of the smallest effect
    (Chow, Shao, Wang and Lokhnygina 2018, Sample Size Calculations in Clinical Research, section 3.1.3, equivalence).
    """
    bound = float(special.ndtri(1 - SIGNIFICANCE))
    wanted = (bound + float(special.ndtri((1 + power) / 2))) * sd_over_room
    return math.ceil(wanted**2) + math.ceil(bound**2 / 2)


def replicates_for_half_width(cv: float, relative_half_width: float, confidence: float = CONFIDENCE) -> int:
    """Return ceil((z cv / h)^2): runs of one arm that fix its mean to within the relative half-width h.

    cv: standard deviation over mean.
    """
    return math.ceil((float(special.ndtri(0.5 + confidence / 2)) * cv / relative_half_width) ** 2)


def _mean(values: FloatArray) -> float | None:
    if not values.size:
        return None
    return float(values[0]) if np.ptp(values) == 0.0 else float(values.mean())


def _sd(values: FloatArray) -> float | None:
    if values.size < 2:
        return None
    return 0.0 if np.ptp(values) == 0.0 else float(values.std(ddof=1))
