"""Delegators' sensitivities and the response of bonding, drawn from their priors once a replicate."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from econsim.policies.delegators.bonding import RequiredYield
from econsim.policies.delegators.delegation import Logit
from tests.policies.hand_made import draws_of


def test_prior_width_zero_keeps_the_medians() -> None:
    for replicate in range(3):
        assert Logit().sensitivities(draws_of("delegation", 10, replicate=replicate)) == (2.85, 19.0)


def test_prior_width_one_draws_from_the_priors_once_a_replicate() -> None:
    drawn = np.log(
        [
            Logit(prior_width=1.0).sensitivities(draws_of("delegation", 10, replicate=replicate))
            for replicate in range(1_000)
        ]
    )
    for column, (median, log_sd) in enumerate(((2.85, 0.9), (19.0, 0.6))):
        assert abs(drawn[:, column].mean() - np.log(median)) < 4 * log_sd / np.sqrt(1_000)
        assert abs(drawn[:, column].std() - log_sd) < 4 * log_sd / np.sqrt(2_000)
    assert abs(np.corrcoef(drawn.T)[0, 1]) < 4 / np.sqrt(1_000)


def test_drawn_sensitivities_last_and_do_not_depend_on_who_asks() -> None:
    policy = Logit(prior_width=1.0)
    first = policy.sensitivities(draws_of("delegation", 10))
    later = draws_of("delegation", 10_000, epoch=99)(np.arange(5, 9))
    assert policy.sensitivities(later) == first


def test_the_response_of_bonding_is_the_fitted_one_unless_its_prior_is_asked_for() -> None:
    assert RequiredYield().response(draws_of("bonding", 10)) == 20.0


def test_the_response_of_bonding_is_drawn_once_a_replicate_from_a_normal_cut_at_0() -> None:
    """Of normal(20, 12) a share of Phi(-20 / 12) = .0478 lies below 0; its deciles are 20 +- 1.2816 x 12."""
    policy = RequiredYield(prior_width=1.0)
    drawn = np.array([policy.response(draws_of("bonding", 10, replicate=replicate)) for replicate in range(4_000)])
    assert abs((drawn == 0.0).mean() - norm.cdf(-20.0 / 12.0)) < 4 * (0.0478 * 0.9522 / 4_000) ** 0.5
    assert np.quantile(drawn, [0.1, 0.5, 0.9]) == pytest.approx(norm.ppf([0.1, 0.5, 0.9], 20.0, 12.0), abs=1.3)
    again = draws_of("bonding", 3, replicate=7, epoch=30)
    assert policy.response(again) == drawn[7]  # whatever the epoch and the number of rows
