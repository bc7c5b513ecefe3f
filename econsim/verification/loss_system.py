"""Queueing systems made of the model's own market: every order takes any price, and finds room, waits or is lost.

Poisson arrivals, one provider, prices off (every provider asks the same, tenants take the cheapest, nobody waits for
bids); class k of tenants asks for a number of GPUs of its own. A mean lease lasts so many blocks that whole blocks do
not matter: an order that comes in the block in which a lease ends finds its room, which shortens leases by half a
block.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from econsim.draws import Streams
from econsim.mechanisms.market.rules import run_market
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.market.tally import MarketTally
from econsim.mechanisms.market.terms import MarketLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import UAKT_PER_AKT, FloatArray, IntArray
from econsim.verification.mainnet6 import law_with
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.world import World

LEASE_BLOCKS = 10_000  # a mean lease
_PROVIDER_UAKT = 10**9 * UAKT_PER_AKT  # for bid deposits
HABITS = MarketHabits(
    bid_wait_blocks=0,
    deposit_blocks=1,
    top_up_blocks=100 * LEASE_BLOCKS,
    withdrawal_blocks=100 * LEASE_BLOCKS,
    monitor_blocks=LEASE_BLOCKS,
    forget_top_up_ratio=0.0,
    uusdc_share=0.0,
    trust_gain=0.0,
    trust_loss=0.0,
)
Lengths = Callable[[np.random.Generator, int], FloatArray]


@dataclass(frozen=True)
class Counted:
    """What a run of the loss system counted after its warm-up."""

    orders: FloatArray  # by class
    blocked_ratio: FloatArray  # of each class's orders
    gpus_in_use: float  # mean


def loss_system(
    classes: Sequence[tuple[int, float]], nodes: Sequence[int], lengths: Lengths, leases: float, replicate: int
) -> World:
    """Return a market that runs for a number of mean leases.

    classes: GPUs a lease and offered load (orders in a mean lease) of each; nodes: GPUs of each; lengths: of leases,
    with mean 1.
    """
    rng = Streams(1, replicate)(f"loss system {classes} {nodes}")
    sizes = np.array([size for size, _ in classes])
    heights, kind = arrivals(rng, [load for _, load in classes], round(leases * LEASE_BLOCKS))
    world = empty_world(seconds_per_block=1.0, tenant_classes=[f"of {size} GPUs" for size in sizes])
    with_nodes(world, gpus=nodes)
    world.tenants.append(tenant_class=np.arange(sizes.size), trust=1.0)
    world.bundles.append(gpus=sizes, open_market_usd_per_hour=1.0)
    want(world, heights, kind, kind, LEASE_BLOCKS * lengths(rng, heights.size))
    return world


def arrivals(rng: np.random.Generator, loads: Sequence[float], blocks: int) -> tuple[IntArray, IntArray]:
    """Return the heights of Poisson arrivals within some blocks, and of which class each is.

    loads: orders in a mean lease, by class.
    """
    total = math.fsum(loads)
    n = int(rng.poisson(total * blocks / LEASE_BLOCKS))
    kind = rng.choice(len(loads), size=n, p=np.array(loads) / total)
    return np.sort(rng.integers(blocks, size=n)), kind


def want(world: World, heights: IntArray, tenant: IntArray, bundle: IntArray, blocks: FloatArray, **other: Any) -> None:
    """Let tenants want leases, whatever they cost, of a provider that can lock any number of bid deposits.

    blocks: how long each is wanted.
    """
    n = heights.size
    intention = {"max_price_ratio": 1e6, "event_key": np.arange(n)} | other
    world.intentions.append(
        height=heights,
        serial=np.arange(n),
        tenant=tenant,
        bundle=bundle,
        duration_blocks=np.maximum(1, np.rint(blocks)),
        **intention,
    )
    world.providers.grow(1)
    hand_out(world, Account("providers.wallet_uakt", 0), _PROVIDER_UAKT)


def run_for(world: World, blocks: int, habits: MarketHabits = HABITS) -> MarketTally:
    """Let the market run for an epoch of some blocks from where it stands."""
    world.epoch_seconds, begin = blocks * world.seconds_per_block, world.height
    until = begin + blocks
    due = world.market.due(world.intentions, until)
    asks = np.ones((len(world.providers), len(world.bundles)), dtype=np.int64)
    n = len(world.tenants)
    cheapest = ChoiceSchedule(np.ones(n), np.zeros(n), np.zeros(n))
    wanted = np.ones(due.stop - due.start)
    schedules = Schedules(PricingSchedule(asks, asks), cheapest, habits)
    tally = run_market(world, _law(), schedules, wanted, until)
    world.start_height, world.epoch = until, 0
    return tally


@cache
def _law() -> MarketLaw:
    law = law_with(market__order_max_bids=1)
    return MarketLaw(law.market, law.deployment, law.take, law.software.rules)


def run_epochs(
    world: World, warm_up: float, leases: float, epoch: float | None = None, habits: MarketHabits = HABITS
) -> list[MarketTally]:
    """Run for some mean leases after a warm-up, in epochs (one, if none is given); return what those counted."""
    run_for(world, round(warm_up * LEASE_BLOCKS), habits)
    n_epochs = 1 if epoch is None else round(leases / epoch)
    return [run_for(world, round(leases * LEASE_BLOCKS / n_epochs), habits) for _ in range(n_epochs)]


def count(world: World, warm_up: float, leases: float, epoch: float | None = None) -> Counted:
    """Run a loss system for some mean leases after a warm-up, in epochs (one, if none is given), and count."""
    tallies = run_epochs(world, warm_up, leases, epoch)
    blocks = world.height - round(warm_up * LEASE_BLOCKS)
    orders = np.sum([tally.by_class["orders"] for tally in tallies], axis=0)
    filled = np.sum([tally.by_class["orders_filled"] for tally in tallies], axis=0)
    gpu_blocks = sum(int(tally.by_model["gpu_blocks"][0]) for tally in tallies)
    return Counted(
        orders=orders.astype(np.float64),
        blocked_ratio=np.asarray(1.0 - filled / np.maximum(orders, 1)),
        gpus_in_use=gpu_blocks / blocks,
    )
