"""A market population small enough to see through."""

from __future__ import annotations

from copy import deepcopy
from types import SimpleNamespace
from typing import Any

from econsim.shocks.reservation_price.laws import IsoElastic

DAY = 86_400.0
BLOCK = 6.0
START_HEIGHT = 1_000


def _space(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**values)


_PROVIDERS = _space(
    accounts=12,
    gpu_providers=5,
    audited_share=0.6,
    ask_log_sd=0.25,
    threads=256,
    threads_log_sd=0.5,
    memory_gib_per_thread=4,
    storage_gib_per_thread=20,
    gpus_per_node=(1, 2, 4, 8),
    threads_per_gpu=16,
    memory_gib_per_gpu=64,
    storage_gib_per_gpu=500,
    gpu_models={
        "a100": _space(gpus=41, ask_usd_per_hour=0.79, open_market_usd_per_hour=1.69),
        "t4": _space(gpus=20, ask_usd_per_hour=0.16, open_market_usd_per_hour=0.35),
    },
)
_CPU = _space(
    accounts_share=0.5,
    orders_per_day=40.0,
    lease_days=4.0,
    lease_log_sd=0.6,
    short_share=0.25,
    threads={1: 0.75, 4: 0.25},
    memory_gib_per_thread=2,
    storage_gib_per_thread=10,
    gpus={},
    gpu_models={},
)
_GPU = _space(
    accounts_share=0.5,
    orders_per_day=60.0,
    lease_days=2.0,
    lease_log_sd=0.5,
    short_share=0.1,
    threads={},
    gpus={1: 0.8, 2: 0.2},
    gpu_models={"a100": 0.5, "t4": 0.5},
    threads_per_gpu=8,
    memory_gib_per_gpu=32,
    storage_gib_per_gpu=100,
)
_TENANTS = _space(
    accounts=100,
    adoption_per_day=4.6,
    activity_log_sd=1.0,
    short_lease_hours=1.0,
    standing_takeover_time=float(DAY),
    trust_at_start=1.0,
    open_market_usd_per_month=_space(thread=8.0, memory_gib=2.0, storage_gib=0.10),
    classes={"web": _CPU, "training": _GPU},
)


def market_scenario(**changes: Any) -> SimpleNamespace:
    """Return a scenario with the parts that genesis of the market reads; `changes` go to the tenants."""
    scenario = _space(
        run=_space(start_height=START_HEIGHT, epoch_length=DAY, seconds_per_block=BLOCK),
        population=_space(providers=deepcopy(_PROVIDERS), tenants=deepcopy(_TENANTS)),
        shocks=_space(gpu_demand=(), reservation_price=IsoElastic(tail_elasticity=1.2, lowest_price_ratio=0.4)),
    )
    vars(scenario.population.tenants).update(changes)
    return scenario
