"""Tenants that come back, by hand: retries, a second choice, one thing at a time, a lease that is posted again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.kinds import bundles_instead
from econsim.mechanisms.market.schedules import ClassHabits
from econsim.world.build import with_nodes
from tests.mechanisms.market_worlds import (
    AKT,
    market_world,
    money_log,
    one_room_world,
)
from tests.mechanisms.test_market_waiting import leases_of, run

ALWAYS = ClassHabits(retries=1, retry_share=1.0, retry_blocks=1.0)


def two_models(wants: list[tuple[int, int, int]], **changed: Any) -> Any:
    """Return a world with one node of each of two GPU models and wants (height, bundle = model, duration) of 1 GPU."""
    world = market_world(n_models=2, **changed)
    with_nodes(world, provider=0, gpu_model=[0, 1], gpus=1, threads=8, memory_gib=8, storage_gib=8)
    world.tenants.append(trust=[1.0])
    world.bundles.append(
        gpu_model=[0, 1], gpus=1, threads=1, memory_gib=1, storage_gib=1, open_market_usd_per_hour=[1.0, 2.0]
    )
    heights, bundles, durations = np.array(wants).T
    n = len(wants)
    world.intentions.append(
        height=heights,
        serial=np.arange(n),
        bundle=bundles,
        duration_blocks=durations,
        max_price_ratio=1e6,
        event_key=np.arange(n),
    )
    return world


# --- retries -------------------------------------------------------------------------------------------------


def test_who_tries_again_posts_the_same_order_after_a_wait() -> None:
    """Mean wait 2,000 blocks: of 500 that find no room in blocks 0 to 4 about exp(-.5) come after 1,000."""
    n = 500
    keys = np.random.default_rng(1).integers(2**63, size=n + 1).astype(np.uint64)
    world = one_room_world([(0, 10**6), *((1, 5) for _ in range(n))], event_key=keys)
    kind = ClassHabits(retries=1, retry_share=1.0, retry_blocks=2_000.0)
    early = run(world, kind, until=1_001)
    assert (early.orders, early.unfilled_no_room) == (1 + n + early.retries, n + early.retries)
    assert early.retries == pytest.approx(n * (1.0 - np.exp(-0.5)), abs=4 * (n * 0.239) ** 0.5)
    late = run(world, kind, until=10**5)
    assert early.retries + late.retries == n
    assert world.tenants.n_busy[0] == 1


def test_a_share_tries_again_and_no_more_often_than_it_may() -> None:
    """500 orders for which there is never room: 500 x (.6 + .36 + .216) come back."""
    n = 500
    keys = np.random.default_rng(2).integers(2**63, size=n + 1).astype(np.uint64)
    world = one_room_world([(0, 10**6), *((1, 5) for _ in range(n))], event_key=keys)
    tally = run(world, ClassHabits(retries=3, retry_share=0.6, retry_blocks=1.0))
    assert tally.orders == 1 + n + tally.retries
    assert tally.retries == pytest.approx(n * 1.176, abs=4 * (n * 1.4) ** 0.5)


def test_trust_falls_once_when_the_tenant_leaves_for_good() -> None:
    world = one_room_world([(0, 10**6), (1, 5)], trust=0.5)
    tally = run(world, ClassHabits(retries=3, retry_share=1.0, retry_blocks=1.0))
    assert tally.unfilled_no_room == 4
    assert world.tenants.trust[0] == pytest.approx((0.5 + 0.1 * 0.5) * 0.95)


def test_a_second_try_may_find_room() -> None:
    """The room is free from 5 on; waits of mean 1,000 blocks end after that for this key."""
    world = one_room_world([(0, 5), (1, 50)], event_key=[0, 1])
    with money_log() as log:
        tally = run(world, ClassHabits(retries=1, retry_share=1.0, retry_blocks=1_000.0))
    assert (tally.retries, tally.orders_filled, tally.unfilled_no_room) == (1, 2, 1)
    assert len(leases_of(log)) == 2


def test_what_the_chain_refuses_or_nobody_could_hold_is_not_tried_again() -> None:
    assert run(one_room_world([(0, 100)], threads=3), ALWAYS).retries == 0
    assert run(one_room_world([(0, 100)], min_deposits={}), ALWAYS).retries == 0


# --- second choice -------------------------------------------------------------------------------------------


def test_who_finds_no_room_takes_another_model_at_once() -> None:
    world = two_models([(0, 0, 1_000), (10, 0, 50)])
    with money_log() as log:
        tally = run(world, ClassHabits(second_choice={0: {1: 1.0}}))
    assert leases_of(log) == [0, 10]
    assert (tally.second_choices, tally.unfilled_no_room, tally.orders_filled) == (1, 1, 2)
    assert tally.orders_by_model.tolist() == [2, 1, 0]
    assert world.tenants.trust[0] == 1.0


def test_a_second_choice_is_not_followed_by_a_third_nor_by_a_retry() -> None:
    world = two_models([(0, 0, 1_000), (0, 1, 1_000), (10, 0, 50)])
    kind = ClassHabits(second_choice={0: {1: 1.0}, 1: {0: 1.0}}, retries=1, retry_share=1.0, retry_blocks=1.0)
    tally = run(world, kind)
    assert (tally.retries, tally.second_choices, tally.unfilled_no_room) == (1, 1, 3)


def test_shares_of_a_second_choice_are_drawn_and_the_rest_leaves() -> None:
    """600 orders for a model without room: .3 turn to the other, where there is none either."""
    n = 600
    world = two_models([(0, 0, 10**6), (0, 1, 10**6), *((1, 0, 5) for _ in range(n))])
    world.intentions.event_key = np.random.default_rng(3).integers(2**63, size=n + 2).astype(np.uint64)
    tally = run(world, ClassHabits(second_choice={0: {1: 0.3}}))
    assert tally.second_choices == pytest.approx(0.3 * n, abs=4 * (n * 0.21) ** 0.5)
    assert tally.orders == 2 + n + tally.second_choices


@pytest.mark.parametrize(("open_market", "filled"), [(2.0, 2), (0.5, 1)])
def test_the_price_of_the_other_model_bounds_a_second_choice(open_market: float, filled: int) -> None:
    """Asks are 1 uakt a block. The first model, worth 1.1 to the tenant, is full; the other is worth 2.2, or .55."""
    world = two_models([(0, 0, 1_000), (10, 0, 50)])
    world.bundles.open_market_usd_per_hour[1] = open_market
    world.intentions.max_price_ratio = 1.1 * 595 * 1e-6
    tally = run(world, ClassHabits(second_choice={0: {1: 1.0}}))
    assert (tally.orders_filled, tally.second_choices, tally.unfilled_too_dear) == (filled, 1, 2 - filled)


def test_who_is_priced_out_does_not_wait_nor_try_again_nor_choose_again() -> None:
    """Asks are 1 uakt a block, the order is worth .9: room or not, it leaves at once."""
    kinds = {"patience_kind": "endless", "retries": 5, "retry_share": 1.0, "second_choice": {0: {1: 1.0}}}
    for wants in ([(0, 0, 50)], [(0, 0, 50), (0, 0, 50)]):
        world = two_models(wants)
        world.intentions.max_price_ratio[-1:] = 0.9 * 595 * 1e-6
        world.intentions.max_price_ratio[:-1] = 1e6
        tally = run(world, ClassHabits(**kinds))
        assert (tally.orders, tally.orders_filled) == (len(wants), len(wants) - 1)
        assert (tally.unfilled_too_dear, tally.unfilled_no_room) == (1, 0) if len(wants) == 1 else (0, 1)
        assert world.tenants.n_busy[0] == 0


def test_another_model_is_the_first_bundle_that_asks_for_the_same_of_it() -> None:
    world = market_world(n_models=2)
    world.bundles.append(
        gpu_model=[-1, 0, 1, 1, 1, 0],
        gpus=[0, 1, 1, 1, 1, 2],
        threads=[1, 1, 1, 2, 1, 1],
        memory_gib=1,
        storage_gib=1,
    )
    assert bundles_instead(world.bundles, 2).tolist() == [[-1, -1], [1, 2], [1, 2], [-1, 3], [1, 2], [5, -1]]


# --- one thing at a time -------------------------------------------------------------------------------------


def test_who_wants_one_thing_at_a_time_passes_over_what_comes_up_meanwhile() -> None:
    """Of intentions at 0, 5, 99, 100 and 300 with leases of 100 blocks those of 0, 100 and 300 are acted on."""
    world = one_room_world([(height, 100) for height in (0, 5, 99, 100, 300)], threads=400)
    with money_log() as log:
        tally = run(world, ClassHabits(one_at_a_time=True))
    assert leases_of(log) == [0, 100, 300]
    assert (tally.orders, tally.intentions_busy) == (3, 2)


def test_an_order_that_waits_and_a_return_to_come_keep_a_tenant_busy() -> None:
    for kind in (
        ClassHabits(one_at_a_time=True, patience_kind="endless"),
        ClassHabits(one_at_a_time=True, retries=1, retry_share=1.0, retry_blocks=1e6),
    ):
        world = one_room_world([(0, 100), (1, 50), (50, 50)])
        world.tenants.append(trust=[1.0])
        world.intentions.tenant = [0, 1, 1]
        tally = run(world, kind, until=90)
        assert tally.intentions_busy == 1
        assert world.tenants.n_busy.tolist() == [1, 1]


def test_nobody_is_busy_when_everything_is_over() -> None:
    world = two_models([(height, 0, 60) for height in range(0, 600, 20)], provider_uakt=10**4 * AKT)
    kind = ClassHabits(
        patience_kind="exponential",
        patience_blocks=30.0,
        retries=2,
        retry_share=0.5,
        retry_blocks=40.0,
        second_choice={0: {1: 0.5}},
    )
    tally = run(world, kind)
    assert min(tally.retries, tally.second_choices, tally.gave_up, tally.orders_filled) > 0
    assert tally.orders == 30 + tally.retries + tally.second_choices
    assert world.tenants.n_busy[0] == world.market.n_leases == 0
    assert int(world.market.state[0].free_orders) == len(world.market.orders)
    assert world.nodes.free_gpus.tolist() == [1, 1]
