"""History matching and rejection on a toy whose posterior is known: a linear model with normal priors and errors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from econsim.analysis.calibration.matching import ONE_ALONE, Sought, allowed
from econsim.analysis.calibration.waves import Size, match
from econsim.scenario.uncertain import Normal

PRIORS = (Normal(mean=1.0, sd=2.0), Normal(mean=-1.0, sd=1.0))
SLOPES = np.array([[1.0, 0.5], [-0.3, 1.0], [0.4, 0.8]])  # of three targets, by parameter
CHANCE_SD, ERROR_SD = np.array([0.3, 0.2, 0.5]), np.array([0.3, 0.4, 0.2])
OBSERVED = np.array([1.9, -0.8, 0.4])
DRAWS = 2_000


class Toy:
    """Targets that are linear in the parameters, with normal chance that no two simulations share."""

    def __init__(self, slopes, replicates=5):
        self.slopes, self.replicates, self.dice = slopes, replicates, np.random.default_rng(7)

    def __call__(self, points):
        values = np.stack([prior.at(points[:, k]) for k, prior in enumerate(PRIORS)], axis=1)
        chance = self.dice.standard_normal((len(points), self.replicates, len(self.slopes))) * CHANCE_SD
        return (values @ self.slopes.T)[:, None, :] + chance


def known_posterior():
    """Return mean and standard deviation of the conjugate posterior, chance and error of one observation added up."""
    precision = np.diag([1.0 / prior.sd**2 for prior in PRIORS])
    weight = SLOPES.T / (CHANCE_SD**2 + ERROR_SD**2)
    covariance = np.linalg.inv(precision + weight @ SLOPES)
    return covariance @ (precision @ [prior.mean for prior in PRIORS] + weight @ OBSERVED), np.sqrt(np.diag(covariance))


@pytest.fixture(scope="module")
def matched():
    return match(Toy(SLOPES), PRIORS, Sought(OBSERVED, ERROR_SD), Size(points=30, waves=3, draws=DRAWS), seed=1)


def test_the_posterior_of_a_conjugate_toy_is_found(matched):
    values = np.stack([prior.at(matched.kept.points[:, k]) for k, prior in enumerate(PRIORS)], axis=1)
    mean, sd = known_posterior()
    assert len(values) == DRAWS
    emulated = 0.1 * sd  # 30 points x 5 replicates tell a level to .1 of a standard deviation
    assert np.abs(values.mean(axis=0) - mean) == pytest.approx(0.0, abs=4.0 * np.hypot(sd / DRAWS**0.5, emulated).max())
    assert values.std(axis=0) / sd == pytest.approx(1.0, abs=4.0 * (2 * DRAWS) ** -0.5 + 0.05)


def test_waves_narrow_what_is_left_and_emulators_hold_where_a_point_is_left_out(matched):
    shares = [wave.region.share for wave in matched.waves]
    assert shares[0] < 0.6
    assert sorted(shares, reverse=True) == shares
    for wave in matched.waves:
        for emulator in wave.emulation.emulators:
            assert (np.abs(emulator.left_out) < ONE_ALONE).mean() >= 0.9


def test_the_emulation_of_a_wave_is_widened_by_what_simulations_left_out_called_for(matched):
    there = np.random.default_rng(1).random((20, 2))
    for wave in matched.waves:
        assert wave.widening.held >= 0.9
        mean, covariance = wave.emulation.expected(there)
        as_fitted, narrow = replace(wave.emulation, widened=1.0).expected(there)
        assert np.array_equal(mean, as_fitted)
        assert covariance == pytest.approx(wave.widening.factor * narrow)


def test_a_target_that_no_point_can_meet_leaves_no_draws_and_is_told_by_its_implausibility():
    far = OBSERVED + np.array([0.0, 50.0, 0.0])
    matched = match(Toy(SLOPES), PRIORS, Sought(far, ERROR_SD), Size(points=20, waves=3, draws=DRAWS), seed=1)
    assert matched.kept is None
    assert len(matched.waves) == 1
    region = matched.waves[0].region
    assert not len(region.points)
    assert (region.least > allowed(3)).tolist() == [False, True, False]


def test_the_same_seed_gives_the_same_draws_and_another_one_others():
    kept = [
        match(Toy(SLOPES), PRIORS, Sought(OBSERVED, ERROR_SD), Size(points=12, waves=1, draws=20), seed).kept.points
        for seed in (1, 1, 2)
    ]
    assert np.array_equal(kept[0], kept[1])
    assert not np.array_equal(kept[0], kept[2])


@pytest.mark.parametrize("seed", [2**32, 2**63 - 1])
def test_a_seed_may_have_more_bits_than_scikit_learn_takes(seed):
    matched = match(Toy(SLOPES), PRIORS, Sought(OBSERVED, ERROR_SD), Size(points=12, waves=1, draws=20), seed)
    assert len(matched.kept.points) == 20
