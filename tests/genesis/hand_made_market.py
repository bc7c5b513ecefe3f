"""A market population small enough to see through."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.draws import Streams
from econsim.genesis.bundles import build_bundles
from econsim.genesis.intentions import Demand, build_arrivals, build_wants
from econsim.genesis.market import build_tenants
from econsim.networks.catalogue import load_scenario
from econsim.policies.providers.population import GpuModel
from econsim.policies.tenants.open_market import OpenMarketRates
from econsim.policies.tenants.population import TenantClass
from econsim.scenario.root import Shocks
from econsim.shocks.reservation_price.curves import IsoElastic
from econsim.units import SECONDS_PER_DAY
from econsim.world.arrivals import Arrivals
from econsim.world.market_book import Intentions
from econsim.world.tenants import Tenants

DAY = 86_400.0
BLOCK = 6.0
START_HEIGHT = 1_000

_PROVIDERS = {
    "accounts": 12,
    "gpu_providers": 5,
    "audited_share": 0.6,
    "ask_log_sd": 0.25,
    "threads": 256,
    "threads_log_sd": 0.5,
    "memory_gib_per_thread": 4,
    "storage_gib_per_thread": 20,
    "gpus_per_node": (1, 2, 4, 8),
    "threads_per_gpu": 16,
    "memory_gib_per_gpu": 64,
    "storage_gib_per_gpu": 500,
    "gpu_models": {
        "a100": GpuModel(gpus=41, ask_usd_per_hour=0.79, open_market_usd_per_hour=1.69),
        "t4": GpuModel(gpus=20, ask_usd_per_hour=0.16, open_market_usd_per_hour=0.35),
    },
}
_CPU = TenantClass(
    accounts_share=0.5,
    orders_per_day=40.0,
    lease_days=4.0,
    lease_log_sd=0.6,
    short_share=0.25,
    threads={1: 0.75, 4: 0.25},
    memory_gib_per_thread=2,
    storage_gib_per_thread=10,
)
_GPU = TenantClass(
    accounts_share=0.5,
    orders_per_day=60.0,
    lease_days=2.0,
    lease_log_sd=0.5,
    short_share=0.1,
    gpus={1: 0.8, 2: 0.2},
    gpu_models={"a100": 0.5, "t4": 0.5},
    threads_per_gpu=8,
    memory_gib_per_gpu=32,
    storage_gib_per_gpu=100,
)
_TENANTS = {
    "accounts": 100,
    "adoption_per_day": 4.6,
    "activity_log_sd": 1.0,
    "short_lease_hours": 1.0,
    "standing_takeover_time": DAY,
    "trust_at_start": 1.0,
    "open_market_usd_per_month": OpenMarketRates(thread=8.0, memory_gib=2.0, storage_gib=0.10),
    "classes": {"web": _CPU, "training": _GPU},
}


def market_demand(**changes: Any) -> Demand:
    """Return what genesis of the market reads, in range or not; `changes` go to the tenants."""
    scenario = load_scenario("mainnet6")
    who = scenario.population
    parts = {
        "providers": who.providers.model_copy(update=_PROVIDERS),
        "tenants": who.tenants.model_copy(update=_TENANTS | changes),
    }
    clock = {"start_height": START_HEIGHT, "epoch_length": DAY, "seconds_per_block": BLOCK}
    price = IsoElastic(tail_elasticity=1.2, lowest_price_ratio=0.4)
    return Demand(
        scenario.run.model_copy(update=clock),
        who.model_copy(update=parts),
        Shocks({**scenario.shocks, "reservation_price": price, "gpu_demand": {}}),
    )


def with_classes(demand: Demand, **changes: Any) -> Demand:
    """Return a demand whose tenant classes have some numbers changed."""
    tenants = demand.who.tenants
    classes = {name: kind.model_copy(update=changes) for name, kind in tenants.classes.items()}
    return demand._replace(
        who=demand.who.model_copy(update={"tenants": tenants.model_copy(update={"classes": classes})})
    )


def tenants_of(demand: Demand, streams: Streams, n_epochs: int) -> Tenants:
    """Return the tenants of a demand over a number of its epochs."""
    days = n_epochs * demand.run.epoch_length / SECONDS_PER_DAY
    return build_tenants(demand.who.tenants, streams, days, demand.shocks.reservation_price.intentions_per_order)


def arrivals_of(demand: Demand, tenants: Tenants, streams: Streams, n_epochs: int) -> Arrivals:
    """Return the arrivals of some tenants before the first."""
    lengths = build_wants(demand, streams).lengths
    return build_arrivals(demand, tenants, build_bundles(demand.who), lengths, streams, n_epochs)


def intentions_of(
    demand: Demand, tenants: Tenants, streams: Streams, n_epochs: int, *, days_at_a_time: float | None = None
) -> Intentions:
    """Return all intentions of some tenants below a horizon, described some days at a time or all at once."""
    arrivals, wants = arrivals_of(demand, tenants, streams, n_epochs), build_wants(demand, streams)
    run, bundles, curve = demand.run, build_bundles(demand.who), demand.shocks.reservation_price
    horizon = run.start_height + int(n_epochs * run.epoch_length // run.seconds_per_block)
    step = horizon if days_at_a_time is None else int(days_at_a_time * DAY / run.seconds_per_block)
    pages = [
        wants.described(arrivals.until(min(begin + step, horizon)), bundles, curve, run.seconds_per_block)
        for begin in range(run.start_height, horizon, step)
    ]
    return Intentions(np.concatenate([page.rows for page in pages]))
