"""Queueing laws: the market with prices off is a loss system, whatever the epoch length.

Erlang 1917; Kaufman 1981, Roberts 1981; insensitivity: Sevastyanov 1957. Standard errors come from independent
replicates; |z| < 4 as the tolerance. Leases last an hour (595 blocks) on average.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from econsim.units import MICRO, FloatArray
from econsim.world.market_book import Bundles, Intentions
from econsim.world.providers import Nodes, Providers
from econsim.world.tenants import Tenants
from tests.mechanisms.market_worlds import (
    AKT,
    DAY_BLOCKS,
    HOUR_BLOCKS,
    build_world,
    cheapest,
    fill,
    flat_asks,
    habits,
    money_log,
    open_for,
)

WARM_UP_LEASES, LEASES, REPLICATES = 24, 1_008, 12  # lengths in mean leases, that is in hours
HABITS = habits(bid_wait_blocks=0, deposit_blocks=1)
Lengths = Callable[[np.random.Generator, int], FloatArray]


def erlang_b(load: float, servers: int) -> float:
    """B(A, 0) = 1; B(A, c) = A B(A, c-1) / (c + A B(A, c-1))."""
    blocking = 1.0
    for c in range(1, servers + 1):
        blocking = load * blocking / (c + load * blocking)
    return blocking


def kaufman_roberts(capacity: int, classes: dict[int, float]) -> list[float]:
    """j q(j) = sum of a b q(j - b) over classes of size b and load a; blocked with sum of q(j) over j > C - b."""
    q = np.zeros(capacity + 1)
    q[0] = 1.0
    for j in range(1, capacity + 1):
        q[j] = sum(load * size * q[j - size] for size, load in classes.items() if size <= j) / j
    q /= q.sum()
    return [float(q[capacity - size + 1 :].sum()) for size in classes]


def exponential(luck: np.random.Generator, n: int) -> FloatArray:
    return luck.exponential(size=n)


def deterministic(luck: np.random.Generator, n: int) -> FloatArray:
    return np.ones(n)


def lognormal(luck: np.random.Generator, n: int) -> FloatArray:
    return luck.lognormal(-(1.5**2) / 2, 1.5, size=n)


def hyperexponential(luck: np.random.Generator, n: int) -> FloatArray:
    """Return a mixture of two exponentials with equal shares of the mean and squared coefficient of variation 9."""
    share = (1 + np.sqrt(0.8)) / 2
    means = np.array([1 / (2 * share), 1 / (2 * (1 - share))])
    return luck.exponential(size=n) * np.where(luck.random(n) < share, *means)


def loss_system(seed: int, classes: dict[int, float], nodes: list[int], lengths: Lengths = exponential) -> Any:
    """Return a market in which class k, `classes` = size: load, asks for GPUs and takes any price."""
    luck, horizon = np.random.default_rng(seed), LEASES * HOUR_BLOCKS
    sizes, loads = np.array(list(classes)), np.array(list(classes.values()))
    n = luck.poisson(loads.sum() * LEASES)
    kind = luck.choice(sizes.size, size=n, p=loads / loads.sum())
    return build_world(
        providers=fill(Providers, 1),
        nodes=fill(Nodes, len(nodes), gpus=nodes),
        tenants=fill(Tenants, sizes.size, tenant_class=np.arange(sizes.size), trust=1.0),
        bundles=fill(Bundles, sizes.size, gpus=sizes, open_market_usd_per_hour=1.0),
        intentions=fill(
            Intentions,
            n,
            height=np.sort(luck.integers(horizon, size=n)),
            serial=np.arange(n),
            tenant=kind,
            bundle=kind,
            duration_blocks=np.maximum(1, np.rint(HOUR_BLOCKS * lengths(luck, n))),
            max_price_ratio=1e6,
        ),
        provider_uakt=10_000 * AKT,
        slots=256,
    )


def blocking(world: Any, epoch_blocks: int) -> FloatArray:
    """Return the blocked share of each class's orders, after a warm-up of whole epochs."""
    asks, choice, orders, filled = flat_asks(world, MICRO), cheapest(world), 0, 0
    for until in range(epoch_blocks, LEASES * HOUR_BLOCKS + 1, epoch_blocks):
        tally = open_for(world, until, asks, choice, HABITS)
        assert tally.orders == tally.filled + tally.unfilled_no_room
        if until > max(WARM_UP_LEASES * HOUR_BLOCKS, epoch_blocks):
            orders, filled = orders + tally.orders_by_class, filled + tally.filled_by_class
    return np.asarray(1.0 - filled / orders)


def z_scores(measured: list[FloatArray], expected: list[float]) -> FloatArray:
    rows = np.array(measured)
    error = rows.std(axis=0, ddof=1) / np.sqrt(len(rows))
    return np.asarray(np.abs(rows.mean(axis=0) - expected) / error)


def test_the_formulas_give_the_published_numbers() -> None:
    assert erlang_b(7, 10) == pytest.approx(0.0787409, rel=1e-6)
    assert erlang_b(64, 64) == pytest.approx(0.0934075, rel=1e-6)
    assert erlang_b(4, 8) == pytest.approx(0.0304201, rel=1e-5)
    pool = kaufman_roberts(64, {1: 16, 2: 8, 4: 3, 8: 1.5})
    assert pool == pytest.approx([0.0296565, 0.0607549, 0.127007, 0.272835], rel=1e-5)


@pytest.mark.parametrize("epoch_blocks", [HOUR_BLOCKS, 24 * HOUR_BLOCKS, 7 * 24 * HOUR_BLOCKS])
def test_blocking_agrees_with_erlang_b_at_every_epoch_length(epoch_blocks: int) -> None:
    measured = [blocking(loss_system(seed, {1: 7}, [10]), epoch_blocks) for seed in range(REPLICATES)]
    assert z_scores(measured, [0.0787409]).max() < 4


@pytest.mark.parametrize(("load", "servers", "expected"), [(2, 5, 0.0366972), (10, 10, 0.214582), (64, 64, 0.0934075)])
def test_blocking_agrees_with_erlang_b_at_other_loads(load: int, servers: int, expected: float) -> None:
    measured = [blocking(loss_system(seed, {1: load}, [servers]), 7 * 24 * HOUR_BLOCKS) for seed in range(REPLICATES)]
    assert z_scores(measured, [expected]).max() < 4


@pytest.mark.parametrize("lengths", [deterministic, lognormal, hyperexponential])
def test_blocking_depends_on_the_mean_length_of_leases_only(lengths: Lengths) -> None:
    worlds = [loss_system(seed, {1: 7}, [10], lengths) for seed in range(REPLICATES)]
    assert z_scores([blocking(world, 7 * 24 * HOUR_BLOCKS) for world in worlds], [0.0787409]).max() < 4


def test_leases_of_several_sizes_block_as_kaufman_and_roberts_say() -> None:
    classes = {1: 16.0, 2: 8.0, 4: 3.0, 8: 1.5}
    measured = [blocking(loss_system(seed, classes, [64]), 7 * 24 * HOUR_BLOCKS) for seed in range(REPLICATES)]
    assert z_scores(measured, [0.0296565, 0.0607549, 0.127007, 0.272835]).max() < 4


def test_leases_of_whole_nodes_see_erlang_b_on_nodes() -> None:
    measured = [blocking(loss_system(seed, {8: 4.0}, [8] * 8), 7 * 24 * HOUR_BLOCKS) for seed in range(REPLICATES)]
    assert z_scores(measured, [0.0304201]).max() < 4


def test_littles_law_holds_to_the_block() -> None:
    """The integral of GPUs in use over [0, T] = the sum over leases of their overlap with [0, T]."""
    world, until, gpu_blocks = loss_system(1, {2: 8.0}, [20]), 0, 0
    with money_log() as log:
        for step in (1, 17, DAY_BLOCKS, 3 * DAY_BLOCKS + 5):
            until += step
            tally = open_for(world, until, flat_asks(world, MICRO), cheapest(world), HABITS)
            gpu_blocks += int(tally.gpu_blocks[0])
    began = [height for height, why, *_ in log if why == "deposits of winning bids"]
    ended = [height for height, why, *_ in log if why == "bid deposits of closed leases"]
    assert tally.leases_active == len(began) - len(ended) > 0
    assert gpu_blocks == 2 * (sum(until - height for height in began) - sum(until - height for height in ended))
