"""Theory of queues whose customers come one at a time or go elsewhere, held against the market.

Engset 1918 (finite sources); Wilkinson 1956 (overflow). The market counts who finds no room and who turns to another
model; standard errors come from independent replicates.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from econsim.draws import Streams
from econsim.mechanisms.market.schedules import ClassHabits
from econsim.mechanisms.market.tally import NO_ROOM, MarketTally
from econsim.verification.loss_system import HABITS, LEASE_BLOCKS, arrivals, run_epochs, want
from econsim.verification.theory.queue import duration_laws
from econsim.verification.theory.theory import (
    REPLICATES,
    Measured,
    Range,
    Theory,
    Whole,
    over_replicates,
    rare_event_error,
)
from econsim.verification.theory.waiting import LARGEST_LOAD
from econsim.world.build import empty_world, with_nodes
from econsim.world.world import World

_ARRIVALS = 600_000
_WARM_UP_LEASES = 20.0
_Servers = Annotated[Whole, Field(gt=0, le=100_000)]
_EXPONENTIAL = duration_laws("exponential")


class Engset(Range):
    """Some tenants, each of which wants one GPU at a time; `rho` is how often an idle one asks in a mean lease."""

    tenants: Annotated[Whole, Field(gt=0, le=20_000)]
    servers: _Servers
    orders_per_lease: float = Field(alias="rho", gt=0.0, le=LARGEST_LOAD)

    @model_validator(mode="after")
    def _can_be_stepped(self) -> Engset:
        if self.tenants * self.orders_per_lease > 200_000.0:
            raise ValueError("tenants x rho is more than 200,000")
        return self


def engset(given: Engset, sample: int) -> Measured:
    """Let tenants ask who want one thing at a time; lookers-on find out how often all GPUs are taken.

    A looker-on posts at Poisson moments and would pay nothing: it is told that nobody has room, or that all ask too
    much, and has changed nothing. What it sees is what holds over time (Wolff 1982).
    """
    asked = given.tenants * given.orders_per_lease
    leases = sample / REPLICATES / asked
    rows, orders = [], 0
    for replicate in range(REPLICATES):
        world = _finite_sources(given, _WARM_UP_LEASES + leases, replicate)
        habits = replace(HABITS, classes=(ClassHabits(one_at_a_time=True), ClassHabits()))
        (tally,) = run_epochs(world, _WARM_UP_LEASES, leases, habits=habits)
        rows.append(_seen_by_all(tally, round(leases * LEASE_BLOCKS)))
        orders += int(tally.by_class["orders"][0])
    full = float(np.mean([row["time_congestion"] for row in rows]))
    run = 1.0 + given.servers  # looks at one spell in which all is taken
    least = {"time_congestion": rare_event_error(full, orders, run), "call_congestion": rare_event_error(full, orders)}
    return Measured(*over_replicates(rows, least))


def _finite_sources(given: Engset, leases: float, replicate: int) -> World:
    """Return tenants who want one thing at a time, one after the other, and as many lookers-on."""
    rng = Streams(1, replicate)(f"finite sources {given}")
    asked = given.tenants * given.orders_per_lease
    heights, kind = arrivals(rng, [asked, asked], round(leases * LEASE_BLOCKS))
    world = empty_world(seconds_per_block=1.0, tenant_classes=["one at a time", "looking on"])
    with_nodes(world, gpus=given.servers)
    world.tenants.append(tenant_class=np.repeat([0, 1], [given.tenants, 1]), trust=1.0)
    world.bundles.append(gpus=[1], open_market_usd_per_hour=1.0)
    tenant = np.where(kind == 0, rng.integers(given.tenants, size=kind.size), given.tenants)
    blocks = LEASE_BLOCKS * _EXPONENTIAL(rng, kind.size)
    want(world, heights, tenant, np.zeros_like(kind), blocks, max_price_ratio=np.where(kind == 0, 1e6, 0.0))
    return world


def _seen_by_all(tally: MarketTally, blocks: int) -> dict[str, Any]:
    (orders, looks), (filled, _) = tally.by_class["orders"], tally.by_class["orders_filled"]
    return {
        "time_congestion": (tally.counts.unfilled[NO_ROOM] - (orders - filled)) / max(1, looks),
        "call_congestion": 1.0 - filled / max(1, orders),
        "mean_busy": tally.by_model[0].gpu_blocks / blocks,
    }


class Overflow(Range):
    """Orders for a GPU model that take another where the first is full; the other has orders of its own."""

    arrival_rate: float = Field(alias="lambda1", gt=0.0, le=1e9)
    arrival_rate_of_other: float = Field(alias="lambda2", gt=0.0, le=1e9)
    servers1: _Servers
    servers2: _Servers
    service_rate: float = Field(alias="mu", gt=0.0, le=1e9)

    @model_validator(mode="after")
    def _can_be_stepped(self) -> Overflow:
        if (self.arrival_rate + self.arrival_rate_of_other) / self.service_rate > LARGEST_LOAD:
            raise ValueError(f"(lambda1 + lambda2) / mu is more than {LARGEST_LOAD:,.0f}")
        return self


def overflow(given: Overflow, sample: int) -> Measured:
    """Let tenants of one class turn to the other model when the first has no room."""
    loads = [rate / given.service_rate for rate in (given.arrival_rate, given.arrival_rate_of_other)]
    leases = sample / REPLICATES / math.fsum(loads)
    habits = replace(HABITS, classes=(ClassHabits(second_choice={0: {1: 1.0}}), ClassHabits()))
    rows, orders = [], np.zeros(2)
    for replicate in range(REPLICATES):
        world = _two_models(given, loads, _WARM_UP_LEASES + leases, replicate)
        (tally,) = run_epochs(world, _WARM_UP_LEASES, leases, habits=habits)
        first, n = tally.by_model[0], np.maximum([tally.by_model[0].orders, tally.by_class[1].orders], 1)
        busy = tally.by_model["gpu_blocks"][:2] / round(leases * LEASE_BLOCKS)
        orders += n
        rows.append(
            {
                "p_overflow_type1": 1.0 - first.orders_filled / n[0],
                "p_block_type1": 1.0 - tally.by_class[0].orders_filled / n[0],
                "p_block_type2": 1.0 - tally.by_class[1].orders_filled / n[1],
                "mean_busy1": busy[0],
                "mean_busy2": busy[1],
            }
        )
    seen = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    run1 = 1.0 + loads[0] / (given.servers1 + 1.0 - seen["mean_busy1"])  # that come together (Hayward's peakedness)
    run2 = run1 + loads[1] / (given.servers2 + 1.0 - seen["mean_busy2"])
    least = {
        "p_overflow_type1": rare_event_error(seen["p_overflow_type1"], orders[0], run1),
        "p_block_type1": rare_event_error(seen["p_block_type1"], orders[0], run1 * run2),
        "p_block_type2": rare_event_error(seen["p_block_type2"], orders[1], run2),
    }
    return Measured(*over_replicates(rows, least))


def _two_models(given: Overflow, loads: Sequence[float], leases: float, replicate: int) -> World:
    """Return a node of each of two GPU models, and a class of tenants for each."""
    rng = Streams(1, replicate)(f"overflow {given}")
    heights, kind = arrivals(rng, loads, round(leases * LEASE_BLOCKS))
    world = empty_world(seconds_per_block=1.0, gpu_models=["first", "other"], tenant_classes=["first", "other"])
    with_nodes(world, gpu_model=[0, 1], gpus=[given.servers1, given.servers2])
    world.tenants.append(tenant_class=[0, 1], trust=1.0)
    world.bundles.append(gpu_model=[0, 1], gpus=1, open_market_usd_per_hour=1.0)
    want(world, heights, kind, kind, LEASE_BLOCKS * _EXPONENTIAL(rng, kind.size))
    return world


THEORIES = (
    Theory("queue.engset", Engset, engset, sample=_ARRIVALS),
    Theory("queue.overflow", Overflow, overflow, sample=_ARRIVALS),
)
