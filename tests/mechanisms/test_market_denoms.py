"""Denoms and nodes by hand: what an order pays in, which bid fits under its price, which node it takes."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.units import MICRO, SECONDS_PER_HOUR, UAKT, UUSDC
from econsim.world.build import with_nodes
from tests.mechanisms.changed_law import changed_law
from tests.mechanisms.market_posts import post
from tests.mechanisms.market_worlds import (
    market_world,
    money_log,
    one_room_world,
)


@pytest.mark.parametrize(
    ("min_deposits", "uniform", "spends"),
    [
        ({"uakt": 1, "uusdc": 1}, 0.2, UUSDC),
        ({"uakt": 1, "uusdc": 1}, 0.4, UAKT),
        ({"uakt": 1}, 0.2, UAKT),
        ({"uusdc": 1}, 0.4, UUSDC),
        ({"uakt": 0, "uusdc": 0}, 0.2, UUSDC),  # a minimum of 0 is a minimum
        ({"uakt": 0, "uusdc": 0}, 0.4, UAKT),
    ],
)
def test_who_would_pay_in_a_denom_without_a_minimum_deposit_pays_in_the_other(
    min_deposits: dict[str, int], uniform: float, spends: int
) -> None:
    world = one_room_world([(0, 100)], min_deposits=min_deposits, denom_uniform=uniform)
    tally = post(world, uusdc_share=0.3)
    assert tally.orders_filled == 1
    assert tally.spent_micro[:, 0].tolist() == [100 * MICRO * (denom == spends) for denom in range(3)]


def test_where_no_denom_has_a_minimum_deposit_every_order_is_refused_and_no_money_moves() -> None:
    world = one_room_world([(0, 100), (20, 100)], min_deposits={}, denom_uniform=[0.2, 0.4], trust=0.8)
    with money_log() as log:
        tally = post(world, uusdc_share=0.3)
    assert (tally.orders, tally.unfilled_refused, tally.leases_started, log) == (2, 2, 0, [])
    assert world.tenants.trust[0] == 0.8


def test_a_denom_that_loses_its_minimum_deposit_ends_no_lease_and_only_later_orders_are_refused() -> None:
    world = one_room_world([(0, 500), (100, 100), (190, 100), (300, 100)], threads=64)
    assert post(world, until=195).orders_filled == 2  # the third is posted and will be decided at 200
    world.law = changed_law(world.law, deployment={"min_deposits": {}})
    tally = post(world, until=1_000)
    assert (tally.orders, tally.orders_filled, tally.unfilled_refused, tally.leases_ended) == (2, 1, 1, 3)


@pytest.mark.parametrize(("above", "filled"), [(0, 1), (1, 0)])
def test_a_bid_may_equal_the_maximum_price_and_not_exceed_it(above: int, filled: int) -> None:
    """1 USD an hour at 1.25 USD per AKT, ratio 0.5: the price is floor(0.5 x 10^12 x hours per block / 1.25)."""
    world = one_room_world([(0, 100)], max_price_ratio=0.5, akt_price_usd=1.25)
    highest = int(0.5 * (world.seconds_per_block / SECONDS_PER_HOUR * 10**12 / 1.25))
    assert post(world, [highest + above]).orders_filled == filled


def test_gpu_orders_are_refused_where_the_release_has_no_gpu_units() -> None:
    gpu = {"resources": {"gpu_model": 0, "gpus": 1}, "node": {"gpu_model": 0, "gpus": 1}}
    refused = one_room_world([(0, 100)], gpu_orders_accepted=False, **gpu)
    tally = post(refused)
    assert (tally.orders, tally.unfilled_refused, tally.orders_filled) == (1, 1, 0)
    assert refused.tenants.trust[0] == 1.0
    accepted = post(one_room_world([(0, 100)], **gpu))
    assert (
        accepted.orders_filled,
        accepted.orders_filled_by_model.tolist(),
        accepted.gpu_blocks_by_model.tolist(),
    ) == (1, [1, 0], [100, 0])


def test_an_order_goes_to_the_node_that_would_have_least_left() -> None:
    """Nodes of 8, 4 and 4 free GPUs: three orders for 2 fill the first node of 4, the fourth takes the other."""
    world = market_world(n_models=1)
    with_nodes(world, gpus=[8, 4, 4], threads=64, memory_gib=640, storage_gib=640)
    world.tenants.append(trust=[1.0])
    world.bundles.append(gpus=[2], threads=4, memory_gib=8, storage_gib=8, open_market_usd_per_hour=1.0)
    orders = np.arange(4)
    world.intentions.append(height=orders * 50, serial=orders, duration_blocks=10**5, max_price_ratio=1e6)
    seen = []
    for edge in (49, 99, 149, 199):
        post(world, until=edge)
        seen.append(world.nodes.free_gpus.tolist())
    assert seen == [[8, 2, 4], [8, 0, 4], [8, 0, 2], [8, 0, 0]]
