"""A crowd of providers with costs and room of their own: who gets what at which price, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.policies.providers.pricing import CostPlus
from econsim.policies.tenants.choice import Cheapest
from econsim.verification.crowded_market import Crowd, let_in


def crowd(costs: list[float], room: int) -> Crowd:
    return Crowd(np.array(costs), room, 1.0, CostPlus(markup=0.0, cost_share_of_typical_ask=1.0), Cheapest())


def test_each_tenant_takes_the_cheapest_room_that_is_left_if_it_is_worth_it() -> None:
    prices = let_in(crowd([2.0, 1.0, 3.0], room=1), np.array([1.5, 0.5, 5.0, 2.5, 9.0, 9.0]), take_percent=0)
    assert prices.tolist() == pytest.approx([1.0, 2.0, 3.0], rel=1e-6)  # 0.5 and 2.5 find it too dear, the last no room


def test_asks_carry_the_take_fee() -> None:
    """By hand: 1 / .8 = 1.25 and 2 / .8 = 2.5, which is too dear for who would pay 2.4."""
    prices = let_in(crowd([1.0, 2.0], room=1), np.array([1.3, 2.4, 2.6]), take_percent=20)
    assert prices.tolist() == pytest.approx([1.25, 2.5], rel=1e-6)


def test_twice_the_demand_does_not_move_the_price_of_providers_whose_costs_are_alike() -> None:
    """So no market of asks at cost can show the clearing price of a supply that does not answer."""
    for tenants in (16, 32):
        prices = let_in(crowd([1.0, 1.0], room=4), np.full(tenants, 50.0), take_percent=0)
        assert prices.tolist() == pytest.approx([1.0] * 8, rel=1e-6)
