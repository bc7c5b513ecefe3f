"""Intervals, verdicts and sample sizes against closed forms and scipy.

The sample sizes and the variance ratio are the benchmarks of section M of the theory notes: number of runs, paired
effects, common random numbers, placebo.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from econsim.analysis.intervals import interval
from econsim.analysis.statistics import (
    paired,
    replicates_for_half_width,
    replicates_for_paired_effect,
    variance_ratio,
)

TABLED_T_TWO_DEGREES = 4.302653  # Student's t, 97.5 %, 2 degrees of freedom, from any table


def test_interval_of_three_values_is_the_one_worked_out_by_hand() -> None:
    low, high = interval(np.array([1.0, 2.0, 3.0]))
    half = TABLED_T_TWO_DEGREES * 1.0 / math.sqrt(3)  # their standard deviation is 1
    assert (low, high) == pytest.approx((2.0 - half, 2.0 + half), rel=1e-6)


def test_paired_interval_is_that_of_scipys_paired_t_test() -> None:
    draws = np.random.default_rng(5)
    baseline = draws.normal(10.0, 2.0, 20)
    variant = baseline + draws.normal(0.3, 0.1, 20)
    expected = stats.ttest_rel(variant, baseline).confidence_interval(0.95)
    found = paired(baseline, variant)
    assert (found.ci_low, found.ci_high) == pytest.approx(expected, rel=1e-10)
    assert found.verdict == "higher"


def test_from_a_hundred_replicates_the_interval_is_the_bca_bootstrap() -> None:
    skewed = np.random.default_rng(2).exponential(1.0, 100)
    low, high = interval(skewed)
    mean = skewed.mean()
    assert high - mean > mean - low  # Student's t would be symmetric
    again = stats.bootstrap((skewed,), np.mean, method="BCa", rng=np.random.default_rng(9)).confidence_interval
    assert (low, high) == pytest.approx(again, rel=0.02)


def test_bootstrap_gives_the_same_interval_every_time() -> None:
    values = np.random.default_rng(3).normal(0.0, 1.0, 120)
    assert interval(values) == interval(values)


@pytest.mark.parametrize("n", [100, 120, 500])
@pytest.mark.parametrize("n_odd", [1, 2, 50])
@pytest.mark.parametrize("level", [6.05, -6.05, 6.05e-300, 6.05e300])
def test_values_equal_up_to_rounding_have_an_interval_between_them_and_raise_no_warning(n, n_odd, level) -> None:
    """Warnings are errors here: the moments of such values, taken as they are, end in 0 / 0."""
    values = np.full(n, level)
    values[:n_odd] = level * (1.0 + 2.0**-52)
    low, high = interval(values)
    assert low is not None
    assert high is not None
    assert values.min() <= low <= high <= values.max()


def test_a_common_offset_and_scale_carry_the_bootstrap_with_them() -> None:
    values = np.random.default_rng(8).exponential(1.0, 150)
    low, high = interval(values)
    assert interval(3.0 * values + 7.0) == pytest.approx((3.0 * low + 7.0, 3.0 * high + 7.0), rel=1e-12)


def test_bootstrap_of_a_single_odd_value_is_still_finite() -> None:
    values = np.zeros(100)
    values[7] = 1.0
    assert all(end is not None and math.isfinite(end) for end in interval(values))


def test_equal_differences_give_a_point() -> None:
    found = paired(np.array([1.0, 5.0, 2.0]), np.array([1.5, 5.5, 2.5]))
    assert (found.difference, found.ci_low, found.ci_high) == (0.5, 0.5, 0.5)
    assert found.verdict == "higher"


def test_one_replicate_has_no_interval_and_detects_nothing() -> None:
    found = paired(np.array([1.0]), np.array([2.0]))
    assert (found.difference, found.ci_low, found.ci_high) == (1.0, None, None)
    assert (found.verdict, found.material(0.1)) == ("no detectable difference", None)
    assert found.needed_replicates(0.1) is None


def test_one_replicate_can_be_identical() -> None:
    assert paired(np.array([1.0]), np.array([1.0])).verdict == "identical"


def test_placebo_has_differences_of_exactly_zero() -> None:
    values = np.random.default_rng(4).normal(0.0, 1.0, 30)
    found = paired(values, values.copy())
    assert (found.difference, found.ci_low, found.ci_high, found.verdict) == (0.0, 0.0, 0.0, "identical")
    assert found.material(0.0) is False


def test_equal_means_alone_are_not_identical() -> None:
    assert paired(np.array([1.0, 2.0]), np.array([2.0, 1.0])).verdict == "no detectable difference"


def test_a_number_missing_in_both_arms_alike_is_identical() -> None:
    missing = np.full(4, np.nan)
    found = paired(missing, missing)
    assert (found.verdict, found.difference, found.baseline) == ("identical", 0.0, None)


def test_a_number_missing_in_one_arm_has_no_difference() -> None:
    found = paired(np.full(4, np.nan), np.ones(4))
    assert (found.verdict, found.difference, found.ci_low) == ("no detectable difference", None, None)


@pytest.mark.parametrize(
    ("differences", "smallest", "expected"),
    [
        ([5.0, 5.0, 5.0], 2.0, True),
        ([-5.0, -5.0, -5.0], 2.0, True),
        ([1.0, 1.0, 1.0], 2.0, False),
        ([1.0, 2.0, 3.0], 2.0, None),  # -0.48 to 4.48
        ([-1.0, 0.0, 1.0], 2.0, None),  # -2.48 to 2.48
        ([-0.1, 0.0, 0.1], 2.0, False),
        ([1.0, 1.0, 1.0], 0.0, True),
        ([1.5, 2.5, 3.5], 2.0, None),  # 2.5 +- 2.48: higher, and 0.02 lies within 2
    ],
)
def test_material_means_that_the_whole_interval_reaches_the_smallest_effect(
    differences: list[float], smallest: float, expected: bool | None
) -> None:
    assert paired(np.zeros(3), np.array(differences)).material(smallest) is expected


def test_swapping_the_arms_mirrors_everything() -> None:
    draws = np.random.default_rng(6)
    a, b = draws.normal(size=15), draws.normal(1.0, 1.0, 15)
    there, back = paired(a, b), paired(b, a)
    assert back.difference == -there.difference
    assert (back.ci_low, back.ci_high) == (-there.ci_high, -there.ci_low)
    assert {there.verdict, back.verdict} in ({"higher", "lower"}, {"no detectable difference"})


@pytest.mark.parametrize("rho", [0.5, 0.8, 0.9, 0.95])
def test_pairing_leaves_one_less_rho_of_the_variance(rho: float) -> None:
    """Two exactly uncorrelated variates of equal variance, mixed so that their correlation is rho."""
    first = np.array([1.0, 1.0, -1.0, -1.0])
    second = np.array([1.0, -1.0, 1.0, -1.0])
    mixed = rho * first + math.sqrt(1.0 - rho**2) * second
    assert variance_ratio(first, mixed) == pytest.approx(1.0 - rho, rel=1e-9)


@pytest.mark.parametrize(("effect", "pairs"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_pairs_for_a_standardised_effect(effect: float, pairs: int) -> None:
    assert replicates_for_paired_effect(effect) == pairs


@pytest.mark.parametrize(
    ("cv", "half_width", "runs"), [(0.1, 0.02, 97), (0.3, 0.05, 139), (0.3, 0.02, 865), (0.5, 0.05, 385)]
)
def test_runs_for_a_relative_half_width(cv: float, half_width: float, runs: int) -> None:
    assert replicates_for_half_width(cv, half_width) == runs


def test_without_spread_two_replicates_are_enough() -> None:
    assert paired(np.array([1.0, 2.0]), np.array([2.0, 3.0])).needed_replicates(0.5) == 2


def test_values_that_differ_by_rounding_are_identical() -> None:
    """A third of three times a number is not always the number; the level is 6.05, as is the largest rounding."""
    values = np.random.default_rng(11).normal(6.05, 0.2, 120)
    rounded = values / 49.0 * 49.0
    assert 0.0 < np.abs(rounded - values).max() < 1e-14
    found = paired(values, rounded)
    assert (found.verdict, found.difference, found.ci_low, found.ci_high) == ("identical", 0.0, 0.0, 0.0)


@pytest.mark.parametrize(("relative", "verdict"), [(0.9e-12, "identical"), (1.2e-12, "higher")])
def test_the_floor_of_rounding_is_a_part_in_a_million_million_of_the_level(relative: float, verdict: str) -> None:
    level = np.full(5, 2.0e14)
    assert paired(level, level + 2.0e14 * relative).verdict == verdict


def test_a_small_difference_of_a_number_that_is_zero_elsewhere_is_no_rounding() -> None:
    assert paired(np.zeros(5), np.full(5, 1e-15)).verdict == "higher"


def test_a_number_missing_in_one_arm_is_never_rounding() -> None:
    assert paired(np.array([1.0, np.nan]), np.array([1.0, 1.0])).verdict != "identical"


def test_what_settles_a_difference_that_reaches_the_smallest_effect_is_told_from_zero() -> None:
    """Mean 2, sd 1, n 3: (1.960 + .842)^2 / 2^2 = 1.96, so 2 + 2 pairs; at 1 %: (2.576 + .842)^2 / 4 = 2.9, 3 + 4."""
    found = paired(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    assert found.settling_replicates(1.0) == 4
    assert found.settling_replicates(1.0, significance=0.01) == 7


def test_what_settles_a_smaller_difference_shows_that_it_does_not_matter() -> None:
    """Mean 2, sd 1, n 3; 2.5 leaves half an sd: (1.645 + 1.282)^2 x 2^2 = 34.3, so 35 + 2; 3 leaves one: 8.6, 9 + 2."""
    found = paired(np.zeros(3), np.array([1.0, 2.0, 3.0]))
    assert [found.settling_replicates(smallest) for smallest in (2.5, 3.0)] == [37, 11]


def test_what_settles_is_more_than_there_were() -> None:
    """The normal formula asks for 1 + 2 = 3 pairs; there were six."""
    found = paired(np.zeros(6), np.array([1.0, 3.0] * 3))
    assert found.settling_replicates(0.5) == 7


def test_equal_whole_numbers_in_few_pairs_may_be_chance() -> None:
    """A fair coin falls alike four times in 2 / 2^4 of all tries; 6 pairs would settle it at 5 %: 2 / 2^6 = 3.1 %."""
    found = paired(np.zeros(4), np.ones(4))
    assert found.p_value == 0.125
    assert found.settling_replicates(1.0) == 6


def test_other_numbers_are_not_equal_by_chance() -> None:
    assert paired(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.25, 2.25, 3.25, 4.25])).p_value == 0.0


def test_p_value_below_a_hundred_pairs_is_that_of_scipys_paired_t_test() -> None:
    draws = np.random.default_rng(5)
    a, b = draws.normal(10.0, 2.0, 20), draws.normal(10.5, 2.0, 20)
    assert paired(a, b).p_value == pytest.approx(stats.ttest_rel(b, a).pvalue, rel=1e-10)


def test_two_one_sided_tests_are_the_interval_of_90_percent() -> None:
    """Each of scipy's one-sided t tests rejects at 5 % just where the 90 % interval ends."""
    draws = np.random.default_rng(12)
    differences = draws.normal(0.1, 1.0, 20)
    found = paired(np.zeros(20), differences)
    for smallest in (0.2, 0.4, 0.6, 0.8, 1.0):
        below = stats.ttest_1samp(differences, smallest, alternative="less").pvalue
        above = stats.ttest_1samp(differences, -smallest, alternative="greater").pvalue
        assert found.is_within(smallest) == (max(below, above) < 0.05)
    assert not found.is_within(0.2)
    assert found.is_within(1.0)


@pytest.mark.parametrize("shift", [0.1, 0.15, 0.2])
def test_p_value_of_the_bootstrap_is_where_its_interval_ends_at_zero(shift: float) -> None:
    """Asked of scipy for the interval at that confidence, one end is 0, to what 9,999 resamples can tell."""
    values = np.random.default_rng(13).exponential(1.0, 120) - 1.0 + shift
    p_value = paired(np.zeros(120), values).p_value
    ends = stats.bootstrap(
        (values,), np.mean, confidence_level=1.0 - p_value, method="BCa", rng=np.random.default_rng(9)
    ).confidence_interval
    assert min(abs(ends.low), abs(ends.high)) < 0.03 * (ends.high - ends.low)


def test_a_hundred_pairs_far_from_zero_have_a_p_value_smaller_than_resamples_can_count() -> None:
    values = np.random.default_rng(14).normal(5.0, 1.0, 150)
    assert 0.0 < paired(np.zeros(150), values).p_value < 1e-10


@pytest.mark.parametrize("n", [99, 100, 400, 4_000])
@pytest.mark.parametrize("made", ["ties", "heavy tails", "one odd", "zeros and one"])
def test_ties_and_heavy_tails_have_intervals_in_silence(n: int, made: str) -> None:
    draws = np.random.default_rng(15)
    values = {
        "ties": draws.integers(-1, 2, n).astype(np.float64),
        "heavy tails": draws.standard_cauchy(n),
        "one odd": np.where(np.arange(n) == 3, 1e9, 1.0),
        "zeros and one": np.where(np.arange(n) == 3, 1.0, 0.0),
    }[made]
    found = paired(np.zeros(n), values)
    assert found.ci_low <= found.low_90 <= found.high_90 <= found.ci_high
    assert 0.0 <= found.p_value <= 1.0
    assert values.min() <= found.difference <= values.max()
