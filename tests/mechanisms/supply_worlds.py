"""A provider, a node it could add and a newcomer's, for sums made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.mechanisms.market.tally import MarketTally, empty_tally
from econsim.mechanisms.supply import rules
from econsim.mechanisms.supply.terms import SupplyTerms
from econsim.world.build import empty_world, hand_out, with_nodes
from econsim.world.ledger import Account
from econsim.world.projects import LISTED, POTENTIAL
from econsim.world.world import World

AKT, USD, DAY = 1_000_000, 1_000_000, 86_400.0
TERMS = SupplyTerms(
    delivery_lag_seconds=10 * DAY,
    life_seconds=1_000 * DAY,
    capital_usd_per_usd_per_hour=10_000.0,
    resale_ratio=0.5,
    reserve_hours=100.0,
    memory_half_life_seconds=DAY,
)


def supply_world(provider_uakt: int = 0) -> World:
    """Return a provider whose node of two GPUs is listed, a node that it could add, and one of a newcomer's.

    A GPU-hour costs .30 USD, .05 of it for power; an AKT costs 2 USD.
    """
    world = empty_world(gpu_models=("a100",), akt_price_usd=2.0, epoch_seconds=DAY, supply_uakt=10_000 * AKT)
    world.providers.append(ask_factor=1.0)
    with_nodes(world, gpus=2, threads=8, memory_gib=16, storage_gib=100)
    world.projects.append(
        state=[LISTED, POTENTIAL, POTENTIAL],
        until_seconds=[500 * DAY, 0.0, 0.0],
        provider=[0, 0, 1],
        node=[0, 1, 2],
        gpus=[2, 1, 4],
        threads=8,
        memory_gib=16,
        storage_gib=100,
        identity=[0, 101, 102],
        cost_usd_per_gpu_hour=0.30,
        power_usd_per_gpu_hour=0.05,
        machine_price_over_start=1.0,
        contract_usd_per_gpu_hour=1.5,
        ask_factor=[0.0, 0.0, 1.25],
        is_audited=[False, False, True],
        jurisdiction=[0, 0, 2],
    )
    hand_out(world, Account("providers.wallet_uakt", 0), provider_uakt)
    return world


def wanted(
    *,
    ordering: Any = (),
    up_to: Any = 1_000,
    leaving: Any = (),
    booked: bool = True,
    use: float = 0.0,
    share: float = 0.0,
) -> Any:
    rows = np.arange(3)
    return SimpleNamespace(
        orders_up_to=np.where(np.isin(rows, ordering), up_to, 0),
        is_leaving=np.isin(rows, leaving),
        is_booked=np.full(3, booked),
        guaranteed_use=np.full(3, use),
        revenue_share=np.full(3, share),
    )


def tally_of(world: World, gpu_blocks: int = 0) -> MarketTally:
    counts, by_model, by_class = empty_tally(1, 1)
    by_model["gpu_blocks"][0] = gpu_blocks
    n = len(world.providers)
    return MarketTally(counts, by_model, by_class, np.zeros((3, n), np.int64), np.zeros(n, np.int64))


def sold(world: World, share: float = 1.0, kept_uakt: int = 0) -> Any:
    n = len(world.providers)
    return SimpleNamespace(sold_share=np.full(n, share), kept_for_deposits_uakt=np.full(n, kept_uakt))


def income(uakt: int = 0, uusdc: int = 0, uact: int = 0) -> Any:
    return np.array([[uakt, 0, 0], [uusdc, 0, 0], [uact, 0, 0]])


def next_epoch(world: World, epoch: int) -> None:
    world.epoch = epoch
    rules.list_nodes(world, TERMS)
