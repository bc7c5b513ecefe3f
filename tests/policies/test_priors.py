"""Delegators' sensitivities, drawn from their priors once a replicate."""

from __future__ import annotations

import numpy as np

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
