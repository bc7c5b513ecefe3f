"""The policy to copy works as it stands."""

from __future__ import annotations

import numpy as np

from econsim.policies._template import CoverCosts, CoverCostsOneByOne
from tests.policies.hand_made import draws_of, public, validators


def mixed(n):
    numbers = np.arange(n)
    return validators(
        commission_rate=np.linspace(0.0, 1.0, n),
        commission_income_uakt_per_day=20e6 * (numbers % 3),
        operating_cost_usd_per_month=100.0 + 300.0 * (numbers % 2),
    )


def test_a_validator_short_of_money_asks_for_one_step_more() -> None:
    # 10 AKT a day at 0.90 USD = 9 USD; 300 USD a month = 9.86 USD a day; 270 USD a month = 8.87 USD a day
    own = validators(commission_rate=[0.05, 0.05, 0.995], operating_cost_usd_per_month=[300.0, 270.0, 300.0])
    decision = CoverCosts(boldness=1.0).decide(own, public(akt_price_usd=0.9), draws_of("any", 3))
    np.testing.assert_allclose(decision.commission_rate, [0.06, np.nan, 1.0], rtol=1e-15)


def test_boldness_decides_how_often_it_asks() -> None:
    own = validators(commission_rate=0.05 + np.zeros(10_000))
    rates = CoverCosts(boldness=0.25).decide(own, public(akt_price_usd=0.9), draws_of("any", 10_000))
    share = (~np.isnan(rates.commission_rate)).mean()
    assert abs(share - 0.25) < 4 * np.sqrt(0.25 * 0.75 / 10_000)


def test_one_by_one_decides_exactly_as_the_vector_form() -> None:
    own, seen, draws = mixed(200), public(akt_price_usd=0.9), draws_of("any", 200)
    together = CoverCosts().decide(own, seen, draws)
    one_by_one = CoverCostsOneByOne().decide(own, seen, draws)
    np.testing.assert_array_equal(together.commission_rate, one_by_one.commission_rate)
    assert 0 < np.isnan(together.commission_rate).sum() < 200
