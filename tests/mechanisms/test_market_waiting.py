"""Orders that wait, and providers that bid again, by hand: one node of 4 threads, a bundle of 4 threads."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.schedules import ClassHabits
from econsim.policies.providers.decisions import PricingSchedule
from econsim.units import MICRO
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    cheapest,
    flat_asks,
    habits,
    money_log,
    one_room_world,
    open_for,
)

ENDLESS = ClassHabits(patience_kind="endless")


def run(world: Any, kind: ClassHabits = ENDLESS, until: int = DAY_BLOCKS, asks: Any = None, **ours: Any) -> Any:
    pricing = flat_asks(world, MICRO)
    if asks is not None:
        column = np.array(asks, dtype=np.int64)[:, None]
        pricing = PricingSchedule(column, column)
    n_classes = len(world.tenant_classes)
    ours = {"bids_again": True, "classes": (kind,) * n_classes, "bid_wait_blocks": 0} | ours
    return open_for(world, until, pricing, cheapest(world), habits(**ours))


def fixed(blocks: float) -> ClassHabits:
    return ClassHabits(patience_kind="fixed", patience_blocks=blocks)


def leases_of(log: list[tuple[Any, ...]]) -> list[int]:
    """Return the heights at which leases began."""
    return [height for height, why, *_ in log if why == "deposits of winning bids"]


def test_with_patience_an_order_takes_the_room_that_a_lease_leaves_in_its_last_block() -> None:
    world = one_room_world([(0, 100), (30, 50)])
    with money_log() as log:
        tally = run(world)
    assert leases_of(log) == [0, 100]
    assert (tally.orders_filled, tally.unfilled_no_room, tally.gave_up) == (2, 0, 0)
    assert (tally.orders_waited_by_model[-1], tally.waited_blocks_by_model[-1]) == (1, 70)
    assert world.ledger.imbalance("uakt") == 0


def test_those_who_wait_are_served_in_the_order_of_posting() -> None:
    """Three wait from heights 10, 10 and 20 on; each lease lasts 100 blocks."""
    world = one_room_world([(0, 100), (10, 100), (10, 200), (20, 300)])
    with money_log() as log:
        tally = run(world)
    assert leases_of(log) == [0, 100, 200, 400]
    assert tally.waited_blocks_by_model[-1] == 90 + 190 + 380


def test_nobody_bids_again_where_providers_do_not() -> None:
    tally = run(one_room_world([(0, 100), (30, 50)]), bids_again=False)
    assert (tally.orders_filled, tally.orders) == (1, 1)


@pytest.mark.parametrize(("patience", "filled"), [(69.0, False), (69.1, True), (70.0, True)])
def test_who_has_waited_as_long_as_it_would_leaves_with_the_obstacle_that_it_found(
    patience: float, filled: bool
) -> None:
    """Room frees 70 blocks after posting: a lease that ends and patience that ends in one block, the lease is first.

    Patience is rounded up to whole blocks.
    """
    world = one_room_world([(0, 100), (30, 50)])
    tally = run(world, fixed(patience))
    assert tally.orders_filled == 1 + filled
    assert (tally.gave_up, tally.unfilled_no_room) == (1 - filled, 1 - filled)
    assert tally.waited_blocks_by_model[-1] == (70 if filled else 69)
    assert world.tenants.trust[0] < 1.0 or filled


def test_patience_is_exponential_with_its_mean() -> None:
    """2,000 orders wait in vain behind one lease: mean 500 blocks and half a block for rounding up."""
    n = 2_000
    keys = np.random.default_rng(1).integers(2**63, size=n + 1).astype(np.uint64)
    world = one_room_world([(0, 10**6), *((1, 5) for _ in range(n))], event_key=keys)
    tally = run(world, ClassHabits(patience_kind="exponential", patience_blocks=500.0))
    assert tally.gave_up == n
    assert tally.waited_blocks_by_model[-1] / n == pytest.approx(500.5, abs=4 * 500 / n**0.5)


def test_the_first_bid_ends_the_wait_and_starts_the_wait_for_bids() -> None:
    """Patience would be over at 105; the bid comes at 100 and is decided at 110."""
    world = one_room_world([(0, 90), (30, 50)])
    with money_log() as log:
        tally = run(world, fixed(75.0), bid_wait_blocks=10)
    assert leases_of(log) == [10, 110]
    assert tally.waited_blocks_by_model[-1] == 70


def test_an_order_that_is_to_be_decided_gets_the_bid_of_who_has_room_only_now() -> None:
    """Provider 0 is full until 100 and cheaper; the order of height 95 is decided at 105."""
    world = one_room_world([(0, 90), (95, 50)], n_providers=2)
    with money_log() as log:
        tally = run(world, asks=[MICRO, 2 * MICRO], bid_wait_blocks=10)
    assert [(height, who) for height, why, who, *_ in log if why == "bid deposits locked"][2:] == [(95, 1), (100, 0)]
    assert tally.bids == 2 + 2
    assert [to for height, why, _, to, *_ in log if why == "deposits of lost bids" and height == 105] == [1]


def test_no_bid_comes_beyond_those_that_the_chain_takes() -> None:
    world = one_room_world([(0, 90), (95, 50)], n_providers=2, bids=0)
    tally = run(world, asks=[MICRO, MICRO], bid_wait_blocks=10)
    assert tally.bids == 2


def test_a_lost_bid_frees_room_for_an_order_that_waits() -> None:
    """Both nodes hold bids of the first order until its decision at 10; then the loser bids on the second."""
    world = one_room_world([(0, 5_000), (5, 5_000)], n_providers=2)
    with money_log() as log:
        tally = run(world, bid_wait_blocks=10)
    assert leases_of(log) == [10, 20]
    assert tally.waited_blocks_by_model[-1] == 5


def test_freed_nodes_are_offered_from_the_lowest_id_on() -> None:
    """Providers 0 and 2 lose the first order at 10; both bid on the second, which waits since 5."""
    world = one_room_world([(0, 5_000), (5, 5_000)], n_providers=3)
    with money_log() as log:
        tally = run(world, asks=[2 * MICRO, MICRO, 2 * MICRO], bid_wait_blocks=10)
    assert [who for height, why, who, *_ in log if why == "bid deposits locked" and height == 10] == [0, 2]
    assert tally.orders_filled == 2


def test_who_found_it_too_dear_waits_for_a_cheaper_provider() -> None:
    """The order takes 1.5; provider 0 asks 1 and is full until 100, provider 1 asks 2."""
    ratio = 1.5 * 1e-6 * 595 / 1.0  # micro of 1 uakt a block over 1 USD an hour at 1 USD an AKT
    world = one_room_world([(0, 100), (30, 50)], n_providers=2, max_price_ratio=ratio)
    with money_log() as log:
        tally = run(world, asks=[MICRO, 2 * MICRO])
    assert leases_of(log) == [0, 100]
    assert tally.unfilled_too_dear == 0


def test_what_nobody_could_ever_hold_does_not_wait() -> None:
    tally = run(one_room_world([(0, 100)], threads=3))
    assert (tally.unfilled_no_supplier, tally.orders) == (1, 1)


def test_a_lease_that_runs_already_at_the_start_does_not_wait() -> None:
    world = one_room_world([(0, 100), (30, 50)], is_standing=[0, 1])
    tally = run(world)
    assert (tally.leases_started, world.market.open_orders["n"].sum()) == (1, 0)


@pytest.mark.parametrize("is_watched", [False, True])
@pytest.mark.parametrize(("withdrawal_blocks", "filled"), [(99, True), (100, False)])
def test_a_withdrawal_pays_for_a_bid_only_if_it_comes_before_the_event_that_frees_the_room(
    withdrawal_blocks: int, filled: bool, is_watched: bool
) -> None:
    """Two leases at 1 uakt a block bind all the provider has; one ends at 100 and leaves it its deposit and 98 uakt.

    By now a bid takes 150 uakt more. The withdrawal of the other lease pays 98 too; in the block of 100 it comes after
    the end of a lease. Withdrawals are made late where nobody watches, and all the same they count when they are due.
    """
    world = one_room_world([(0, 100), (0, 9_000), (30, 50)], threads=8, provider_uakt=10 * AKT)
    with money_log() if is_watched else nullcontext():
        run(world, until=50, withdrawal_blocks=withdrawal_blocks)
        world.law = changed_law(world.law, market={"bid_min_deposit": 5 * AKT + 150})
        tally = run(world, until=101, withdrawal_blocks=withdrawal_blocks)
    assert tally.leases_started == filled


def test_waiting_orders_survive_the_end_of_an_epoch() -> None:
    for edge in (35, 99, 100, 101):
        world = one_room_world([(0, 100), (30, 50)])
        with money_log() as log:
            first = run(world, until=edge)
            assert world.market.open_orders["n_waiting"].sum() == (1 if edge <= 100 else 0)
            second = run(world)
        assert leases_of(log) == [0, 100]
        assert first.waited_blocks_by_model[-1] + second.waited_blocks_by_model[-1] == 70


def test_tables_grow_when_more_orders_wait_than_there_are_slots_for_bids() -> None:
    """One node of 400 threads is free at once; 100 orders wait for it, in a book of 4 slots."""
    world = one_room_world(
        [(0, 100), *((1, 50) for _ in range(100))], threads=400, resources={"threads": 400}, provider_uakt=10**6 * AKT
    )
    world.bundles.append(gpu_model=-1, threads=4, memory_gib=8, storage_gib=10, open_market_usd_per_hour=1.0)
    world.intentions.bundle[1:] = 1
    with money_log() as log:
        tally = run(world)
    assert tally.orders_filled == 101
    assert leases_of(log) == [0] + [100] * 100
