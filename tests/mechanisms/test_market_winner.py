"""Who wins an order, and what tenants remember of how it went."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import MICRO, SECONDS_PER_HOUR
from tests.mechanisms.market_posts import post, winner_of
from tests.mechanisms.market_worlds import (
    cheapest,
    flat_asks,
    habits,
    money_log,
    one_room_world,
    open_for,
)

REASONS = [f"unfilled_{reason}" for reason in ("refused", "no_supplier", "no_room", "too_dear", "no_deposit")]


# --- choice --------------------------------------------------------------------------------------------------


def weights(price: float, audit: float, taste: float) -> ChoiceSchedule:
    return ChoiceSchedule(np.array([price]), np.array([audit]), np.array([taste]))


def test_a_tenant_who_weighs_only_the_price_takes_the_cheapest() -> None:
    world = one_room_world([(0, 100)], n_providers=3)
    assert winner_of(world, [3 * MICRO, 2 * MICRO, 4 * MICRO]) == 1


def test_among_equals_the_lower_provider_id_wins() -> None:
    world = one_room_world([(0, 100)], n_providers=7, event_key=12345)
    assert winner_of(world) == 0


def test_an_auditors_signature_outweighs_a_price_difference_below_its_weight() -> None:
    """1 USD an hour = 1,680.67 uakt a block: 168 dearer is 0.1 of the open-market price."""
    asks = [1_000 * MICRO, 1_168 * MICRO]
    for audit_weight, winner in ((0.09, 0), (0.11, 1)):
        world = one_room_world([(0, 100)], n_providers=2, is_audited=[False, True])
        assert winner_of(world, asks, weights(1.0, audit_weight, 0.0)) == winner


def test_taste_makes_the_choice_a_logit() -> None:
    """Gumbel taste of weight 1: P(dearer wins) = 1 / (1 + e^(price difference)) with differences in utility."""
    n = 3_000
    world = one_room_world([(20 * k, 5) for k in range(n)], n_providers=2)
    open_market = world.seconds_per_block / SECONDS_PER_HOUR * 10**12
    asks = [int(0.2 * open_market), int(0.7 * open_market)]
    with money_log() as log:
        tally = post(world, asks, weights(2.0, 0.0, 1.0), until=20 * n)
    assert tally.orders_filled == n
    lost = np.bincount([to for _, why, _, to, _, _ in log if why == "deposits of lost bids"], minlength=2)
    expected = n / (1 + np.e)
    assert abs(lost[0] - expected) < 4 * np.sqrt(expected * (1 - 1 / (1 + np.e)))


def test_one_provider_more_changes_no_other_draw() -> None:
    """Equal prices, taste only: where the newcomer does not win, the winner is who it was."""
    heights = [(20 * k, 5) for k in range(100)]

    def winners(n_providers: int) -> list[int]:
        world = one_room_world(heights, n_providers=n_providers)
        with money_log() as log:
            post(world, None, weights(0.0, 0.0, 1.0))
        return [to for _, why, _, to, _, _ in log if why == "bid deposits of closed leases"]

    few, more = winners(4), winners(5)
    assert len(few) == len(more) == 100
    assert {old for old, new in zip(few, more, strict=True) if new != 4 and old != new} == set()
    assert 4 in more


# --- tenants remember ----------------------------------------------------------------------------------------


def test_trust_falls_when_nobody_bids_and_rises_with_a_lease() -> None:
    world = one_room_world([(0, 500), (20, 500), (1_000, 500)], trust=0.8)
    post(world, until=900)
    after_lease = 0.8 + 0.1 * (1.0 - 0.8)  # filled at 10
    assert world.tenants.trust[0] == after_lease - 0.05 * after_lease  # no room at 20
    post(world)
    assert world.tenants.trust[0] == 0.779 + 0.1 * (1.0 - 0.779)


@pytest.mark.parametrize(
    ("changed", "left"),
    [
        ({"max_price_ratio": 1e-9}, 0.8),  # too dear
        ({"threads": 3}, 0.8),  # no supplier
        ({"min_deposits": {}}, 0.8),  # refused
        ({"provider_uakt": 0}, 0.8 - 0.05 * 0.8),  # no deposit
    ],
)
def test_trust_falls_only_where_a_tenant_who_would_pay_gets_nothing(changed: Any, left: float) -> None:
    world = one_room_world([(0, 100)], trust=0.8, **changed)
    assert post(world).orders == 1
    assert world.tenants.trust[0] == left


def test_an_intention_that_full_trust_would_have_acted_on_is_counted_as_suppressed() -> None:
    """Trust .5, half of them wanted: below .25 acted on, from .25 to .5 suppressed, from .5 on not wanted."""
    thinning = [0.24, 0.25, 0.49, 0.5, 0.9]
    world = one_room_world([(at, 1) for at in range(0, 100, 20)], trust=0.5, thinning=thinning)
    ours = habits(trust_gain=0.0)
    assert open_for(world, 1_000, flat_asks(world, MICRO), cheapest(world), ours, wanted=0.5).intentions_suppressed == 2
    standing = one_room_world([(0, 1)], trust=0.5, thinning=0.9, is_standing=1)
    assert open_for(standing, 1_000, flat_asks(standing, MICRO), cheapest(standing), ours).intentions_suppressed == 0


def test_an_intention_is_acted_on_only_below_trust_times_the_share_wanted() -> None:
    for thinning, wanted, orders in ((0.49, 1.0, 1), (0.5, 1.0, 0), (0.24, 0.5, 1), (0.25, 0.5, 0), (0.0, 0.0, 0)):
        world = one_room_world([(0, 100)], trust=0.5, thinning=thinning)
        tally = open_for(world, 1_000, flat_asks(world, MICRO), cheapest(world), habits(), wanted=wanted)
        assert (tally.orders, tally.orders_filled) == (orders, orders)


def test_leases_running_at_the_start_count_as_leases_and_not_as_orders() -> None:
    world = one_room_world([(0, 500), (0, 500)], is_standing=1, trust=0.8)
    tally = post(world)
    assert (tally.orders, tally.orders_filled, tally.unfilled_no_room, tally.leases_started) == (0, 0, 0, 1)
    assert (tally.bids, tally.bids_by_model.tolist()) == (0, [0])
    assert tally.thread_blocks == 4 * 500
    assert world.tenants.trust[0] == 0.8


def test_orders_count_by_tenant_class() -> None:
    world = one_room_world([(0, 100), (5, 100), (200, 100)])
    world.tenants.tenant_class[0], world.tenant_classes = 1, ("idle", "busy")
    tally = post(world)
    assert tally.orders_by_class.tolist() == [0, 3]
    assert tally.orders_filled_by_class.tolist() == [0, 2]
