"""Costs drawn for each order: what the market lets such a provider bid, and what it counts of bids and costs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from econsim.decisions import COST_KNOTS
from econsim.draws import event_uniform
from econsim.mechanisms.market.messages import remember_markups
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.providers.view import own_providers
from econsim.world.build import with_nodes
from econsim.world.views import public_view
from tests.mechanisms.market_worlds import (
    AKT,
    cheapest,
    habits,
    market_world,
    one_room_world,
    open_for,
    series_of,
)

ASK = 1_000_000
KEYS = np.arange(40)


def drawn_world(n_providers: int = 1, **changed):
    """Return a market in which every order finds room with everybody; orders come an hour apart."""
    wants = [(600 * row, 10**6) for row in KEYS]
    return one_room_world(wants, threads=10**6, n_providers=n_providers, **changed)


def schedule(cost, bid, below=1.0, n=1):
    """Return asks of n providers whose costs and bids, over the ask, are straight lines in the quantile of the cost."""
    costs, bids = (low + (high - low) * COST_KNOTS for low, high in (cost, bid))
    asks = np.full((n, 1), ASK)
    return PricingSchedule(
        asks,
        asks,
        cost_over_ask=np.broadcast_to(costs, (n, costs.size)),
        bid_over_ask=np.broadcast_to(bids, (n, 1, costs.size)),
        bids_below=np.full((n, 1), below),
    )


def run(world, pricing):
    return open_for(world, 30_000, pricing, cheapest(world), habits())


def prices(world) -> dict[int, int]:
    leases = world.market.leases
    running = leases.rate_micro_per_block > 0
    return dict(zip(leases.serial[running].tolist(), leases.rate_micro_per_block[running].tolist(), strict=True))


def uniforms(provider: int = 0):
    return event_uniform(KEYS.astype(np.uint64), provider, 2)


def test_a_bid_follows_from_the_draw_of_the_order_and_the_provider():
    world = drawn_world()
    run(world, schedule(cost=(0.5, 1.5), bid=(1.0, 2.0)))
    expected = np.rint(ASK * (1.0 + uniforms())).astype(int)
    found = prices(world)
    assert len(found) == KEYS.size
    assert all(abs(found[serial] - expected[serial]) <= 1 for serial in found)


def test_the_same_order_costs_the_same_whoever_else_is_there():
    alone, beside = drawn_world(), drawn_world(n_providers=2)
    run(alone, schedule(cost=(0.5, 1.5), bid=(1.0, 2.0)))
    dear = schedule(cost=(0.5, 1.5), bid=(1.0, 2.0), n=2)
    dear.ask_micro_uakt_per_block[1] = 100 * ASK
    run(beside, dear)
    assert prices(alone) == prices(beside)


def test_the_cheapest_draw_wins_and_its_cost_is_counted():
    world = drawn_world(n_providers=3)
    counted = run(world, schedule(cost=(0.5, 1.5), bid=(1.0, 2.0), n=3))
    lowest = np.min([uniforms(provider) for provider in range(3)], axis=0)
    found = prices(world)
    assert all(abs(found[serial] - ASK * (1.0 + lowest[serial])) <= 1 for serial in found)
    # GPUs weigh costs, and this bundle has none
    assert counted.winner_cost_ratio_by_model.tolist() == [0.0]


def test_the_winners_cost_is_read_in_usd_per_gpu_hour():
    world = one_room_world(
        [(600 * row, 10**6) for row in KEYS],
        threads=10**6,
        resources={"gpu_model": 0, "gpus": 2},
        node={"gpu_model": 0, "gpus": 10**6},
    )
    counted = run(world, schedule(cost=(0.5, 1.5), bid=(1.0, 2.0)))
    assert counted.gpus_at_drawn_cost_by_model.tolist() == [2 * KEYS.size, 0]
    read = series_of(world, counted.tally, "gpu_winner_cost_usd_per_hour_{gpu_model}")
    # a millionth of a uakt per block x 595 blocks an hour / 10^12, at 1 USD, for 2 GPUs
    expected = ASK * (0.5 + uniforms()).mean() * 595 / 1e12 / 2
    assert read["gpu_winner_cost_usd_per_hour_model0"] == pytest.approx(expected, rel=1e-5)


def test_who_draws_too_high_a_cost_does_not_bid_and_counts_as_too_dear():
    world = drawn_world(trust=1.0)
    counted = run(world, schedule(cost=(0.5, 1.5), bid=(1.0, 1.0), below=0.3))
    bids = int((uniforms() < 0.3).sum())
    assert 0 < bids < KEYS.size
    assert (counted.orders_filled, counted.unfilled_too_dear) == (bids, KEYS.size - bids)
    assert counted.unfilled_no_supplier == counted.unfilled_no_room == 0


def test_a_maximum_price_below_the_bid_refuses_it():
    # the bundle costs 1 USD an hour elsewhere: 10^12 / 595 micro; three halves of the ask are its maximum price
    world = drawn_world(max_price_ratio=1.5 * ASK * 595 / 1e12)
    counted = run(world, schedule(cost=(0.5, 1.5), bid=(1.0, 2.0)))
    assert counted.orders_filled == int((uniforms() < 0.5).sum())


def test_whoever_draws_no_cost_bids_the_ask_beside_those_who_do():
    world = drawn_world(n_providers=2)
    mixed = schedule(cost=(0.5, 1.5), bid=(1.0, 2.0), n=2)
    costs = mixed.cost_over_ask.copy()
    costs[1] = 0.0
    asks = mixed.ask_micro_uakt_per_block.copy()
    asks[1] = 1_200_000
    run(world, PricingSchedule(asks, asks, costs, mixed.bid_over_ask, mixed.bids_below))
    found = prices(world)
    low = uniforms() < 0.2
    assert 0 < low.sum() < KEYS.size
    assert all(found[row] == 1_200_000 for row in KEYS[~low])
    assert all(found[row] < 1_200_000 for row in KEYS[low])


# --- what is known of bids -------------------------------------------------------------------------------------------


def two_models():
    """Return a market of two providers and two GPU models: provider 0 has both, provider 1 the second alone."""
    world = market_world(n_providers=2, n_models=2, provider_uakt=10**6 * AKT)
    with_nodes(world, provider=[0, 0, 1], gpu_model=[0, 1, 1], gpus=[8, 8, 4])
    world.tenants.append(trust=[1.0])
    world.bundles.append(gpu_model=[0, 1], gpus=1, open_market_usd_per_hour=1.0)
    world.intentions.append(
        height=[10, 20, 30],
        serial=[0, 1, 2],
        tenant=[0, 0, 0],
        bundle=[0, 1, 1],
        duration_blocks=10**6,
        max_price_ratio=1e6,
        event_key=[1, 2, 3],
    )
    return world


def test_bids_and_wins_are_counted_by_provider_and_model_when_the_order_is_decided():
    world = two_models()
    asks = np.array([[ASK, 3 * ASK], [ASK, 2 * ASK]])
    assert own_providers(world).bids.sum() == 0  # who looks is told of what comes
    open_for(world, 100, PricingSchedule(asks, asks), cheapest(world), habits())
    seen = own_providers(world)
    assert seen.bids.tolist() == [[1, 2, 0], [0, 2, 0]]
    assert seen.wins.tolist() == [[1, 0, 0], [0, 2, 0]]
    assert seen.utilisation.tolist() == [[1 / 8, 0.0, 0.0], [0.0, 2 / 4, 0.0]]
    open_for(world, 200, PricingSchedule(asks, asks), cheapest(world), habits())
    assert own_providers(world).bids.sum() == 0  # of the last epoch alone


def test_everybody_sees_recent_bids_and_the_going_price_of_the_model():
    world = two_models()
    asks = np.array([[ASK, 3 * ASK], [ASK, 2 * ASK]])
    counted = open_for(world, 100, PricingSchedule(asks, asks), cheapest(world), habits())
    assert np.isnan(public_view(world, world.law, None).bundles.going_price_ratio).all()
    world.track_record.note(0.0, counted.tally.by_model)
    seen = public_view(world, world.law, None).bundles
    assert seen.bids_per_order.tolist() == [1.0, 2.0]
    open_market_micro = 1e12 / 595  # 1 USD an hour
    assert seen.going_price_ratio == pytest.approx([ASK / open_market_micro, 2 * ASK / open_market_micro], rel=1e-3)


def test_bids_are_forgotten_after_thirty_days_and_the_going_price_stays():
    world = two_models()
    asks = np.full((2, 2), ASK)
    counted = open_for(world, 100, PricingSchedule(asks, asks), cheapest(world), habits())
    record, day = world.track_record, 86_400.0
    record.note(0.0, counted.tally.by_model)
    assert record.bids_per_order(29.9 * day)[:2].tolist() == [1.0, 2.0]
    assert np.isnan(record.bids_per_order(30.0 * day)).all()
    none = np.zeros_like(counted.tally.by_model)
    record.note(30.0 * day, none)
    assert np.isnan(record.bids_per_order(30.0 * day)).all()
    assert np.isfinite(record.going_price_ratio[:2]).all()


def test_mark_ups_are_remembered_for_the_provider_and_model_alone_and_providers_may_come_later():
    world = two_models()
    noted = PricingSchedule(
        0, 0, markup_row=np.array([1]), markup_model=np.array([2]), markup_micro=np.array([250_000])
    )  # fmt: skip
    remember_markups(world, noted)
    seen = own_providers(world).markup
    assert seen[1, 2] == 0.25
    assert np.isnan(np.delete(seen.reshape(-1), 5)).all()
    world.providers.append(ask_factor=[1.0])
    assert own_providers(world).markup.shape == (3, 3)
    assert own_providers(world).markup[1, 2] == 0.25
    assert math.isnan(own_providers(world).markup[2, 0])


def test_bids_wins_and_prices_do_not_depend_on_the_length_of_an_epoch():
    found = []
    for hours in (1, 50):
        world = drawn_world(n_providers=3)
        assert own_providers(world).bids.sum() == 0
        bids = wins = 0
        for until in range(600 * hours, 30_001, 600 * hours):
            open_for(world, until, schedule(cost=(0.5, 1.5), bid=(1.0, 2.0), n=3), cheapest(world), habits())
            seen = own_providers(world)
            bids, wins = bids + seen.bids, wins + seen.wins
        found.append((bids.tolist(), wins.tolist(), prices(world)))
    assert found[0] == found[1]
    assert found[0][0] == [[KEYS.size]] * 3
