"""Theory of queues whose customers wait, held against the market.

Erlang 1917 (delay); Palm 1957, Garnett, Mandelbaum and Reiman 2002 (impatience). The market counts who waits, how long
and who gives up; standard errors come from independent replicates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from pydantic import Field, model_validator

from econsim.mechanisms.market.schedules import ClassHabits, MarketHabits
from econsim.verification.loss_system import HABITS, LEASE_BLOCKS, loss_system, run_epochs
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

_ARRIVALS = 600_000
_MOST_ARRIVALS = 30_000_000  # of a warm-up
_WARM_UP_LEASES = 20.0  # at least
_RELAXATIONS = 8.0  # after which e^-8 of what was at the start is left
LARGEST_LOAD = 20_000.0
_Servers = Annotated[Whole, Field(gt=0, le=100_000)]
_EXPONENTIAL = duration_laws("exponential")


class ErlangC(Range):
    """Leases of one GPU whose orders wait as long as it takes."""

    offered_load: float = Field(gt=0.0, le=LARGEST_LOAD)
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

    arrival_rate: float = Field(alias="lam", gt=0.0, le=1e9)
    service_rate: float = Field(alias="mu", gt=0.0, le=1e9)
    leaving_rate: float = Field(alias="theta", gt=0.0, le=1e9)
    servers: _Servers

    @model_validator(mode="after")
    def _can_be_stepped(self) -> ErlangA:
        if self.arrival_rate / self.service_rate > LARGEST_LOAD:
            raise ValueError(f"lam / mu is more than {LARGEST_LOAD:,.0f}")
        return self


def erlang_a(given: ErlangA, sample: int) -> Measured:
    """Let orders wait for one node until their tenants' patience is over."""
    load, impatience = given.arrival_rate / given.service_rate, given.leaving_rate / given.service_rate
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


THEORIES = (
    Theory("queue.erlang_c", ErlangC, erlang_c, sample=_ARRIVALS),
    Theory("queue.erlang_a", ErlangA, erlang_a, sample=_ARRIVALS),
)
