"""Theory of queues whose customers wait, go elsewhere or come one at a time, held against the market.

Erlang 1917 (delay); Palm 1957, Garnett, Mandelbaum and Reiman 2002 (impatience); Engset 1918 (finite sources);
Wilkinson 1956 (overflow). The market counts who waits, how long, who gives up and who finds no room; standard errors
come from independent replicates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from econsim.draws import Streams
from econsim.mechanisms.market.schedules import ClassHabits, MarketHabits
from econsim.mechanisms.market.tally import NO_ROOM, MarketTally
from econsim.verification.loss_system import HABITS, LEASE_BLOCKS, arrivals, loss_system, run_epochs, want
from econsim.verification.theory.queue import duration_laws
from econsim.verification.theory.theory import (
    REPLICATES,
    CannotMeasure,
    Measured,
    Range,
    Theory,
    Whole,
    over_replicates,
    rare_event_error,
)
from econsim.world.build import empty_world, with_nodes
from econsim.world.world import World

_ARRIVALS = 600_000
_MOST_ARRIVALS = 30_000_000  # of a warm-up
_WARM_UP_LEASES = 20.0  # at least
_RELAXATIONS = 8.0  # after which e^-8 of what was at the start is left
_Servers = Annotated[Whole, Field(gt=0, le=100_000)]
_Rate = Annotated[float, Field(gt=0.0, le=20_000.0)]
_EXPONENTIAL = duration_laws("exponential")


class ErlangC(Range):
    """Leases of one GPU whose orders wait as long as it takes."""

    offered_load: _Rate
    servers: _Servers

    @model_validator(mode="after")
    def _is_stable(self) -> ErlangC:
        if self.offered_load >= self.servers:
            raise ValueError(f"offered_load is {self.offered_load:g}; expected less than servers, {self.servers}")
        return self


def erlang_c(given: ErlangC, sample: int) -> Measured:
    """Let orders wait for one node without end."""
    habits = _patient(ClassHabits(patience_kind="endless"))
    rows, errors = _waiting(
        given.offered_load, given.servers, habits, _slowest(given.offered_load, given.servers), sample
    )
    return _judged(rows, errors, ("p_wait", "mean_wait_in_mean_leases"))


class ErlangA(Range):
    """Leases of one GPU whose orders wait for an exponential time; rates of arrival, service and leaving."""

    lam: float = Field(gt=0.0, le=1e9)
    mu: float = Field(gt=0.0, le=1e9)
    theta: float = Field(gt=0.0, le=1e9)
    servers: _Servers

    @model_validator(mode="after")
    def _can_be_stepped(self) -> ErlangA:
        if self.lam / self.mu > 20_000.0:
            raise ValueError("lam / mu is more than 20,000")
        return self


def erlang_a(given: ErlangA, sample: int) -> Measured:
    """Let orders wait for one node until their tenants' patience is over."""
    load, impatience = given.lam / given.mu, given.theta / given.mu
    if impatience > LEASE_BLOCKS / 100.0:
        raise CannotMeasure(f"patience is {1.0 / impatience:.2g} mean leases, and a lease of the set-up has few blocks")
    habits = _patient(ClassHabits(patience_kind="exponential", patience_blocks=LEASE_BLOCKS / impatience))
    slowest = min(_slowest(load, given.servers), 1.0 / min(1.0, impatience))
    rows, errors = _waiting(load, given.servers, habits, slowest, sample)
    return _judged(rows, errors, ("p_wait", "mean_queue", "p_abandon", "utilisation"))


def _patient(kind: ClassHabits) -> MarketHabits:
    return replace(HABITS, bids_again=True, classes=(kind,))


def _slowest(load: float, servers: int) -> float:
    """Return the time in which a queue without impatience forgets [mean leases]: 1 / (sqrt c - sqrt A)^2, Erlang-C."""
    return 1.0 / (math.sqrt(servers) - math.sqrt(load)) ** 2 if load < servers else math.inf


def _warm_up(slowest: float, load: float) -> float:
    """Return how many mean leases it takes until the start is forgotten."""
    warm_up = max(_WARM_UP_LEASES, _RELAXATIONS * slowest)
    if warm_up * load * REPLICATES > _MOST_ARRIVALS:
        raise CannotMeasure(f"the queue moves so slowly that it takes {warm_up:,.0f} mean leases to forget its start")
    return warm_up


def _waiting(
    load: float, servers: int, habits: MarketHabits, slowest: float, sample: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run one node of GPUs; return what each replicate saw, and what errors are at least."""
    warm_up, leases = _warm_up(slowest, load), sample / REPLICATES / load
    rows, orders = [], 0
    for replicate in range(REPLICATES):
        world = loss_system([(1, load)], [servers], _EXPONENTIAL, warm_up + leases, replicate)
        (tally,) = run_epochs(world, warm_up, leases, habits=habits)
        model, n = tally.by_model[0], max(1, int(tally.counts.orders))
        blocks, orders = round(leases * LEASE_BLOCKS), orders + n
        rows.append(
            {
                "p_wait": model.orders_waited / n,
                "mean_wait_in_mean_leases": model.waited_blocks / n / LEASE_BLOCKS,
                "mean_queue": model.waited_blocks / blocks,
                "p_abandon": tally.counts.gave_up / n,
                "utilisation": model.gpu_blocks / blocks / servers,
            }
        )
    seen = {key: float(np.mean([row[key] for row in rows])) for key in rows[0]}
    run = min(float(servers), 1.0 / max(1.0 - load / servers, 1.0 / servers))  # that come together in a busy spell
    ratios = {key: min(seen[key], abs(1.0 - seen[key])) for key in ("p_wait", "p_abandon", "utilisation")}
    rare = {key: float(rare_event_error(ratio, orders, run)) for key, ratio in ratios.items()}
    a_wait = max(seen["mean_wait_in_mean_leases"] / seen["p_wait"] if seen["p_wait"] else 0.0, 1.0 / servers)
    return rows, rare | {
        "mean_wait_in_mean_leases": rare["p_wait"] * a_wait,
        "mean_queue": rare["p_wait"] * a_wait * load,
    }


def _judged(rows: Sequence[Mapping[str, Any]], least: Mapping[str, Any], keys: Sequence[str]) -> Measured:
    return Measured(*over_replicates([{key: row[key] for key in keys} for row in rows], least))


class Engset(Range):
    """Some tenants, each of which wants one GPU at a time; rho: how often an idle one asks in a mean lease."""

    tenants: Annotated[Whole, Field(gt=0, le=20_000)]
    servers: _Servers
    rho: _Rate

    @model_validator(mode="after")
    def _can_be_stepped(self) -> Engset:
        if self.tenants * self.rho > 200_000.0:
            raise ValueError("tenants x rho is more than 200,000")
        return self


def engset(given: Engset, sample: int) -> Measured:
    """Let tenants ask who want one thing at a time; lookers-on find out how often all GPUs are taken.

    A looker-on posts at Poisson moments and would pay nothing: it is told that nobody has room, or that all ask too
    much, and has changed nothing. What it sees is what holds over time (Wolff 1982).
    """
    asked = given.tenants * given.rho
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
    asked = given.tenants * given.rho
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

    lambda1: float = Field(gt=0.0, le=1e9)
    lambda2: float = Field(gt=0.0, le=1e9)
    servers1: _Servers
    servers2: _Servers
    mu: float = Field(gt=0.0, le=1e9)

    @model_validator(mode="after")
    def _can_be_stepped(self) -> Overflow:
        if (self.lambda1 + self.lambda2) / self.mu > 20_000.0:
            raise ValueError("(lambda1 + lambda2) / mu is more than 20,000")
        return self


def overflow(given: Overflow, sample: int) -> Measured:
    """Let tenants of one class turn to the other model when the first has no room."""
    loads = [given.lambda1 / given.mu, given.lambda2 / given.mu]
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
    Theory("queue.erlang_c", ErlangC, erlang_c, sample=_ARRIVALS),
    Theory("queue.erlang_a", ErlangA, erlang_a, sample=_ARRIVALS),
    Theory("queue.engset", Engset, engset, sample=_ARRIVALS),
    Theory("queue.overflow", Overflow, overflow, sample=_ARRIVALS),
)
