"""When delegators claim, and what they do with it."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.columns import Own
from econsim.policies.delegators.reward_use import Never, Periodic
from tests.policies.hand_made import DAY, draws_of, public


def accounts(n, *, cost_usd_per_month=0.0):
    cost = np.broadcast_to(np.array(cost_usd_per_month, dtype=np.float64), n)
    return Own(np.arange(n), {"operating_cost_usd_per_month": cost})


def decided(policy, own, *, epoch=0, epoch_seconds=DAY, price=1.0):
    draws = draws_of("reward_use", len(own), epoch=epoch)
    return policy.decide(own, public(epoch=epoch, epoch_seconds=epoch_seconds, akt_price_usd=price), draws)


def claims(policy, n, epochs, epoch_seconds=DAY):
    own = accounts(n)
    return np.array([decided(policy, own, epoch=e, epoch_seconds=epoch_seconds).is_claiming for e in range(epochs)])


def test_everybody_claims_once_in_thirty_days_and_each_on_its_own_day() -> None:
    by_day = claims(Periodic(claim_every_days=30.0), 600, 60)
    assert (by_day[:30].sum(axis=0) == 1).all()
    np.testing.assert_array_equal(by_day[:30], by_day[30:])
    assert by_day[:30].any(axis=1).all()  # 600 accounts leave no day of 30 empty


def test_a_week_long_epoch_claims_in_the_week_of_the_claim_day() -> None:
    by_day = claims(Periodic(claim_every_days=28.0), 300, 84)
    by_week = claims(Periodic(claim_every_days=28.0), 300, 12, epoch_seconds=7 * DAY)
    np.testing.assert_array_equal(by_week, by_day.reshape(12, 7, 300).any(axis=1))


def test_an_epoch_longer_than_the_period_claims_every_time() -> None:
    assert claims(Periodic(claim_every_days=30.0), 50, 3, epoch_seconds=60 * DAY).all()


def test_an_operator_sells_commission_up_to_thirty_days_of_cost() -> None:
    # 300 USD x 30 days / 30.4375 days a month / 2 USD = 147.843942505 AKT
    own = accounts(200, cost_usd_per_month=np.where(np.arange(200) < 100, 300.0, 0.0))
    for epoch in range(30, 60):
        use = decided(Periodic(claim_every_days=30.0), own, epoch=epoch, price=2.0)
        is_operator = use.is_claiming & (own.ids < 100)
        assert (use.commission_sold_uakt[is_operator] == 147_843_942).all()
        assert (use.commission_sold_uakt[use.is_claiming & ~is_operator] == 0).all()


def test_when_akt_is_worth_nothing_an_operator_sells_all_its_commission() -> None:
    use = decided(Periodic(claim_every_days=0.5), accounts(3, cost_usd_per_month=300.0), price=1e-100)
    assert (use.commission_sold_uakt == 2**62).all()


def test_the_first_claim_covers_the_cost_since_the_start_only() -> None:
    use = decided(Periodic(claim_every_days=30.0), accounts(600, cost_usd_per_month=30.4375), epoch=4)
    assert (use.commission_sold_uakt[use.is_claiming] == 5_000_000).all()  # five days at 1 USD a day


def test_shares_go_out_as_written() -> None:
    use = decided(Periodic(restaked_share=0.5, sold_share=0.3), accounts(2))
    np.testing.assert_array_equal(use.restaked_share, [0.5, 0.5])
    np.testing.assert_array_equal(use.sold_share, [0.3, 0.3])


def test_restaking_and_selling_more_than_everything_is_refused() -> None:
    with pytest.raises(ValidationError, match="exceed 1 together"):
        Periodic(restaked_share=0.5, sold_share=0.6)


def test_never_claims_nothing_while_periodic_claims() -> None:
    own = accounts(600)
    assert decided(Periodic(), own).is_claiming.any()
    assert not any(decided(Never(), own, epoch=epoch).is_claiming.any() for epoch in range(40))
