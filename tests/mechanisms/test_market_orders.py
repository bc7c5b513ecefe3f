"""Orders and bids by hand: who may bid, what an open bid holds, what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.errors import RunError
from econsim.mechanisms.market import rules
from econsim.mechanisms.market.schedules import Schedules
from econsim.policies.providers.decisions import PricingSchedule
from econsim.units import MICRO
from tests.mechanisms.market_posts import post
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    RANDOM_HABITS,
    cheapest,
    flat_asks,
    habits,
    law_of,
    money_log,
    one_room_world,
    open_for,
    random_schedules,
    random_world,
)

REASONS = [f"unfilled_{reason}" for reason in ("refused", "no_supplier", "no_room", "too_dear", "no_deposit")]


# --- bids ----------------------------------------------------------------------------------------------------


def test_21_bids_fit_under_an_order_max_bids_of_20() -> None:
    world = one_room_world([(0, 100)], n_providers=25, bids=20)
    assert post(world).bids == 21


def test_which_bids_are_admitted_is_drawn_by_order_and_provider() -> None:
    """Five providers at one price, room for one bid an order: over many orders everybody gets a turn."""
    world = one_room_world([(height, 5) for height in range(0, 4_000, 20)], n_providers=5, bids=0)
    with money_log() as log:
        tally = post(world)
    bidders = np.bincount([source for _, why, source, _, _, _ in log if why == "bid deposits locked"], minlength=5)
    assert tally.bids == tally.orders_filled == 200
    assert bidders.min() > 20  # 200 draws of 5: mean 40, standard deviation 5.7


def test_losing_bids_get_their_deposit_back_at_the_decision_and_the_winner_at_the_end() -> None:
    world = one_room_world([(0, 100)], n_providers=3)
    with money_log() as log:
        post(world, [3 * MICRO, 2 * MICRO, 4 * MICRO])
    returned = {(height, to) for height, why, _, to, _, _ in log if why == "deposits of lost bids"}
    assert returned == {(10, 0), (10, 2)}
    assert [(height, to) for height, why, _, to, _, _ in log if why == "bid deposits of closed leases"] == [(110, 1)]


def test_an_open_bid_holds_its_capacity() -> None:
    """The second order, 5 blocks later, finds no room although no lease has begun."""
    world = one_room_world([(0, 100), (5, 100)])
    tally = post(world)
    assert (tally.orders_filled, tally.unfilled_no_room) == (1, 1)


def test_a_lost_bid_frees_its_capacity_at_once() -> None:
    world = one_room_world([(0, 10_000), (11, 10_000)], n_providers=2)
    tally = post(world)
    assert (tally.orders_filled, tally.bids) == (2, 3)


def test_a_lease_that_ends_in_the_block_of_an_arrival_makes_room_for_it() -> None:
    world = one_room_world([(0, 100), (109, 5), (110, 100)], bid_wait_blocks=10)
    tally = post(world)
    assert (tally.orders_filled, tally.unfilled_no_room) == (2, 1)


@pytest.mark.parametrize(
    ("changed", "asks", "reason"),
    [
        ({"max_price_ratio": 1e-9}, [MICRO, MICRO], "unfilled_too_dear"),
        ({"threads": 3}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"node": {"memory_gib": 7}}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"node": {"storage_gib": 9}}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"node": {"gpu_model": 0, "gpus": 8}}, [MICRO, MICRO], "unfilled_no_supplier"),
        ({"provider_uakt": 5 * AKT - 1}, [MICRO, MICRO], "unfilled_no_deposit"),
        ({}, [0, 0], "unfilled_no_supplier"),
        ({"threads": [3, 4]}, [MICRO, 0], "unfilled_no_supplier"),
        ({"threads": [3, 4], "provider_uakt": [5 * AKT, 0]}, [MICRO, MICRO], "unfilled_no_deposit"),
        ({"threads": [3, 4], "max_price_ratio": 0.001}, [MICRO, 10**12], "unfilled_too_dear"),
        ({"max_price_ratio": 0.001, "provider_uakt": 0}, [10**12, 10**12], "unfilled_too_dear"),
        ({"min_deposits": {}, "threads": 3}, [MICRO, MICRO], "unfilled_refused"),
    ],
)
def test_an_order_without_bids_is_counted_by_the_first_reason_that_holds(changed: Any, asks: Any, reason: str) -> None:
    tally = post(one_room_world([(0, 100)], n_providers=2, **changed), asks)
    assert {name: getattr(tally, name) for name in REASONS} == {name: int(name == reason) for name in REASONS}
    assert (tally.orders, tally.orders_filled, tally.bids) == (1, 0, 0)


@pytest.mark.parametrize(
    ("threads", "asks", "reason"),
    [
        (4, [MICRO, 0], "unfilled_no_room"),  # the only supplier is full: whether it is too dear does not matter
        (4, [MICRO, 10**12], "unfilled_too_dear"),  # another one has room
        ([4, 3], [MICRO, 10**12], "unfilled_no_room"),  # another one could never hold it
    ],
)
def test_whether_there_is_room_is_asked_before_what_it_costs(threads: Any, asks: Any, reason: str) -> None:
    """The first order, at any price, fills the cheap provider's node; the second would pay nobody's price."""
    world = one_room_world([(0, 1_000), (20, 100)], n_providers=2, threads=threads, max_price_ratio=[1e6, 1e-12])
    tally = post(world, asks)
    assert {name: getattr(tally, name) for name in REASONS} == {name: int(name == reason) for name in REASONS}
    assert (tally.orders, tally.orders_filled) == (2, 1)


def test_an_order_counts_when_it_is_decided() -> None:
    """Posted at 0 and decided at 10: the epoch that ends at 10 knows nothing of it, nor of its bids."""
    world = one_room_world([(0, 100)], n_providers=2)
    before, after = post(world, until=10), post(world, until=20)
    assert (before.orders, before.orders_filled, before.bids, before.leases_started) == (0, 0, 0, 0)
    assert (after.orders, after.orders_filled, after.bids, after.leases_started) == (1, 1, 2, 1)


# --- room and refusals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("slots", "flows"), [(1, 8192), (4, 1), (4096, 64)])
def test_tables_that_fill_up_grow_and_change_nothing(slots: int, flows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = played(slots=4)
    monkeypatch.setattr(rules, "_FLOWS", flows)
    assert played(slots) == expected


def played(slots: int) -> tuple[Any, Any]:
    world = random_world(5, days=6, slots=slots)
    pricing, choice = random_schedules(world, 5)
    with money_log() as log:
        open_for(world, 6 * DAY_BLOCKS, pricing, choice, habits(**RANDOM_HABITS))
    return log, world.tenants.trust.tolist()


def test_an_ask_that_64_bits_cannot_multiply_with_the_length_of_an_order_is_refused() -> None:
    world = one_room_world([(0, 10**5)], n_providers=2)
    asks = np.full((2, 1), 2**50)
    with pytest.raises(RunError, match="lower the ask"):
        open_for(world, DAY_BLOCKS, PricingSchedule(asks, asks), cheapest(world), habits())


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ([1.0], r"epoch 0: wanted has shape \(1,\); the market needs \(2,\)"),
        ([1.0, np.nan], "epoch 0: wanted is not finite everywhere"),
    ],
)
def test_a_demand_that_is_no_number_for_each_intention_is_refused(wanted: list[float], message: str) -> None:
    world = one_room_world([(0, 100), (5, 100)])
    schedules = Schedules(flat_asks(world, MICRO), cheapest(world), habits())
    with pytest.raises(RunError, match=message):
        rules.run_market(world, law_of(world), schedules, np.array(wanted), DAY_BLOCKS)


def test_a_minimum_deposit_beyond_what_escrow_can_count_is_refused() -> None:
    world = one_room_world([(0, 100)], min_deposits={"uakt": 2**43})
    with pytest.raises(RunError, match=r"min_deposits\.uakt"):
        post(world)


def test_an_epoch_without_intentions_is_an_empty_epoch() -> None:
    tally = post(one_room_world([(5 * DAY_BLOCKS, 100)]))
    assert (tally.orders, tally.leases_active, tally.thread_blocks) == (0, 0, 0)
