"""What posterior.yaml believes against the law of a cut normal, by scipy's moments of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import truncnorm

from econsim.analysis.calibration.cut_normal import moments_of, parent_of
from econsim.analysis.calibration.presets import preset
from econsim.networks.catalogue import load_scenario

RESPONSE = "policies.bonding.bonding_response_per_year"
EVEN = (np.arange(10_000) + 0.5) / 10_000
PRIORS = {"flat": "{low: 0, high: 60}", "of a logarithm": "{kind: log_uniform, low: 6, high: 120}"}


def world(folder, prior):
    text = f"schema: 1\nextends: mainnet7\nname: small\nuncertain:\n  {RESPONSE}: {prior}\n"
    (folder / "small.yaml").write_text(text, encoding="utf-8")
    return load_scenario(folder / "small.yaml")


def written(folder, prior, draws):
    """Return posterior.yaml of some draws of one parameter, and the prior that it has."""
    text = preset(world(folder, prior), "posterior", np.asarray(draws)[:, None], "by a command")
    (folder / "posterior.yaml").write_text(text, encoding="utf-8")
    return text, load_scenario(folder / "posterior.yaml").uncertain[RESPONSE]


@pytest.mark.parametrize(
    ("mean", "sd", "low", "high"),
    [(19.6, 14.0, 0, 60), (45.0, 12.0, 0, 60), (30.1, 17.2, 0, 60), (0.3, 0.1, 0, 60), (0.02, 0.0103, -0.02, 0.06)],
)
def test_a_cut_normal_has_the_moments_that_were_asked_for(mean, sd, low, high):
    place, spread = parent_of(mean, sd, low, high)
    law = truncnorm((low - place) / spread, (high - place) / spread, place, spread)
    assert (law.mean(), law.std()) == (pytest.approx(mean, rel=1e-6), pytest.approx(sd, rel=1e-6))
    assert moments_of(place, spread, low, high) == (pytest.approx(law.mean()), pytest.approx(law.std()))


def test_where_no_normal_varies_so_much_it_is_the_widest_with_that_mean():
    """The most varying one is an exponential's on [0, 60]: at rate 0.0384 its mean is 19.5, its sd 15.3."""
    rate = 0.0384
    grown = math.exp(60 * rate)
    mean = 1 / rate - 60 / (grown - 1)
    sd = math.sqrt(1 / rate**2 - 3600 * grown / (grown - 1) ** 2)
    there = moments_of(*parent_of(mean, 17.0, 0, 60), 0, 60)
    assert there == (pytest.approx(mean, rel=1e-6), pytest.approx(sd, rel=5e-3))


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 0.0), (60.0, 0.0), (30.0, 0.0), (30.0, 30.0)])
def test_draws_that_are_all_alike_or_all_at_the_ends_have_one_too(mean, sd):
    there = moments_of(*parent_of(mean, sd, 0, 60), 0, 60)
    assert there[0] == pytest.approx(mean, abs=1e-3)


def test_draws_that_learnt_nothing_leave_what_was_believed_before(tmp_path):
    text, prior = written(tmp_path, PRIORS["flat"], 60 * EVEN)
    values = prior.at(EVEN)
    assert (values.mean(), values.std()) == (pytest.approx(30.0, rel=1e-3), pytest.approx(60 / 12**0.5, rel=1e-3))
    assert np.percentile(values, (5, 95)) == pytest.approx([3.0, 57.0], rel=5e-3)
    assert "standard deviation" not in text


def test_skewed_draws_keep_mean_and_deviation_and_ends(tmp_path):
    """The square of an even number has mean 1/3 and variance 1/5 - 1/9 = 4/45."""
    _, prior = written(tmp_path, PRIORS["flat"], 5.0 + 42.0 * EVEN**2)
    values = prior.at(EVEN)
    assert (values.mean(), values.std()) == (
        pytest.approx(19.0, rel=1e-3),
        pytest.approx(42.0 * (4 / 45) ** 0.5, rel=1e-3),
    )
    assert prior.ends == (0.0, 60.0)


def test_of_a_logarithm_it_is_the_logarithm_whose_moments_are_kept(tmp_path):
    low, high = math.log(6), math.log(120)
    _, prior = written(tmp_path, PRIORS["of a logarithm"], np.exp(low + (high - low) * EVEN))
    logs = np.log(prior.at(EVEN))
    assert logs.mean() == pytest.approx((low + high) / 2, rel=1e-3)
    assert logs.std() == pytest.approx((high - low) / 12**0.5, rel=2e-3)  # a log_sd may be 10 at most
    assert prior.ends == (6.0, 120.0)


def test_draws_at_both_ends_are_told_to_vary_more_than_what_is_written(tmp_path):
    """Half at 0.5, half at 59.5: they vary by 29.5, a uniform on [0, 60] by 60 / sqrt(12) = 17.3."""
    text, prior = written(tmp_path, PRIORS["flat"], np.repeat([0.5, 59.5], 50))
    line = next(line for line in text.splitlines() if line.startswith(f"# uncertain, {RESPONSE}"))
    assert (
        "its standard deviation is 17.3, that of the draws 29.5: none between these ends with their mean has more"
        in line
    )
    assert prior.at(EVEN).mean() == pytest.approx(30.0, rel=1e-3)
