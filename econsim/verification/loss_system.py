"""A loss system made of the model's own market: every order takes any price, and finds room or is lost.

Poisson arrivals, one provider, one GPU model, prices off (every provider asks the same, tenants take the cheapest,
nobody waits for bids); class k of tenants asks for a number of GPUs of its own. A mean lease lasts so many blocks
that whole blocks do not matter: an order that comes in the block in which a lease ends finds its room, which shortens
leases by half a block.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from econsim.draws import Streams
from econsim.mechanisms.market.rules import run_market
from econsim.mechanisms.market.schedules import MarketHabits, Schedules
from econsim.mechanisms.market.tally import MarketTally
from econsim.mechanisms.market.terms import MarketLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import MICRO, UAKT_PER_AKT, FloatArray
from econsim.verification.small_world import fill, law_with, small_world
from econsim.world.ledger import Account
from econsim.world.market_book import Bundles, Intentions
from econsim.world.providers import Nodes, Providers
from econsim.world.tenants import Tenants
from econsim.world.world import World

LEASE_BLOCKS = 10_000  # a mean lease
_PROVIDER_UAKT = 10**9 * UAKT_PER_AKT  # for bid deposits
_HABITS = MarketHabits(
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
    horizon = round(leases * LEASE_BLOCKS)
    sizes = np.array([size for size, _ in classes])
    loads = np.array([load for _, load in classes], dtype=np.float64)
    n = int(rng.poisson(loads.sum() * leases))
    kind = rng.choice(sizes.size, size=n, p=loads / loads.sum())
    world = small_world(
        law_with(market__order_max_bids=1),
        providers=fill(Providers, 1),
        nodes=fill(Nodes, len(nodes), gpus=nodes, free_gpus=nodes),
        tenants=fill(Tenants, sizes.size, tenant_class=np.arange(sizes.size), trust=1.0),
        bundles=fill(Bundles, sizes.size, gpus=sizes, open_market_usd_per_hour=1.0),
        intentions=fill(
            Intentions,
            n,
            height=np.sort(rng.integers(horizon, size=n)),
            serial=np.arange(n),
            tenant=kind,
            bundle=kind,
            duration_blocks=np.maximum(1, np.rint(LEASE_BLOCKS * lengths(rng, n))),
            max_price_ratio=1e6,
        ),
        seconds_per_block=1.0,
    )
    world.ledger.move(Account("outside_uakt"), Account("providers.wallet_uakt", 0), _PROVIDER_UAKT, "set up")
    return world


def run_for(world: World, blocks: int) -> MarketTally:
    """Let the market run for an epoch of some blocks from where it stands."""
    world.epoch_seconds, begin = blocks * world.seconds_per_block, world.height
    until = begin + blocks
    due = world.market.due(world.intentions, until)
    asks = np.full((len(world.providers), len(world.bundles)), MICRO, dtype=np.int64)
    n = len(world.tenants)
    cheapest = ChoiceSchedule(np.ones(n), np.zeros(n), np.zeros(n))
    wanted = np.ones(due.stop - due.start)
    schedules = Schedules(PricingSchedule(asks, asks), cheapest, _HABITS)
    law = MarketLaw(world.law.market, world.law.deployment, world.law.take, world.release.rules)
    tally = run_market(world, law, schedules, wanted, until)
    world.start_height, world.epoch = until, 0
    return tally


def count(world: World, warm_up: float, leases: float, epoch: float | None = None) -> Counted:
    """Run a loss system for some mean leases after a warm-up, in epochs (one, if none is given), and count."""
    run_for(world, round(warm_up * LEASE_BLOCKS))
    n_epochs = 1 if epoch is None else round(leases / epoch)
    blocks = round(leases * LEASE_BLOCKS / n_epochs)
    tallies = [run_for(world, blocks) for _ in range(n_epochs)]
    orders = np.sum([tally.by_class["orders"] for tally in tallies], axis=0)
    filled = np.sum([tally.by_class["orders_filled"] for tally in tallies], axis=0)
    gpu_blocks = sum(int(tally.by_model["gpu_blocks"][0]) for tally in tallies)
    return Counted(
        orders=orders.astype(np.float64),
        blocked_ratio=np.asarray(1.0 - filled / np.maximum(orders, 1)),
        gpus_in_use=gpu_blocks / (blocks * n_epochs),
    )
