"""Queueing laws of those who wait, go elsewhere or come one at a time, at parameters that no shipped row has.

Expected values: birth and death chains solved here, exactly but for a cut far out; |z| < 4 as the tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from econsim.mechanisms.market.schedules import ClassHabits
from econsim.units import FloatArray
from econsim.verification.loss_system import HABITS, LEASE_BLOCKS, loss_system, run_epochs
from econsim.verification.theory import THEORIES
from econsim.verification.theory.queue import duration_laws

SAMPLE = 150_000


def chain(birth: Callable[[int], float], death: Callable[[int], float], n: int) -> FloatArray:
    """Return the stationary probabilities of 0 to n."""
    logs = np.concatenate([[0.0], np.cumsum([math.log(birth(k) / death(k + 1)) for k in range(n)])])
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def impatient(load: float, impatience: float, servers: int) -> dict[str, float]:
    """Erlang-A in units of the mean lease; without impatience Erlang-C."""
    n = int(servers + load + 4_000)
    p = chain(lambda k: load, lambda k: min(k, servers) + max(k - servers, 0) * impatience, n)
    waiting = np.maximum(np.arange(n + 1) - servers, 0)
    queue = float(waiting @ p)
    return {
        "p_wait": float(p[servers:].sum()),
        "mean_queue": queue,
        "mean_wait_in_mean_leases": queue / load,
        "p_abandon": queue * impatience / load,
        "utilisation": float(np.minimum(np.arange(n + 1), servers) @ p) / servers,
    }


def finite(tenants: int, servers: int, rho: float) -> dict[str, float]:
    def busy(sources: int) -> FloatArray:
        return chain(lambda k: (sources - k) * rho, lambda k: float(k), servers)

    return {
        "time_congestion": float(busy(tenants)[-1]),
        "call_congestion": float(busy(tenants - 1)[-1]),
        "mean_busy": float(np.arange(servers + 1) @ busy(tenants)),
    }


def overflowing(load1: float, load2: float, servers1: int, servers2: int) -> dict[str, float]:
    """Solve the chain of (busy of the first, busy of the second) as a linear system."""
    states = [(i, j) for i in range(servers1 + 1) for j in range(servers2 + 1)]
    place = {state: row for row, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for i, j in states:
        first = (i + 1, j) if i < servers1 else (i, j + 1)
        for to, rate in ((first, load1), ((i, j + 1), load2), ((i - 1, j), i), ((i, j - 1), j)):
            if to in place and rate > 0:
                rates[place[i, j], place[to]] += rate
    balance = (rates - np.diag(rates.sum(axis=1))).T
    balance[-1] = 1.0
    p = np.linalg.solve(balance, np.eye(len(states))[-1])
    i, j = np.array(states).T
    return {
        "p_overflow_type1": float(p[i == servers1].sum()),
        "p_block_type1": float(p[(i == servers1) & (j == servers2)].sum()),
        "p_block_type2": float(p[j == servers2].sum()),
        "mean_busy1": float(i @ p),
        "mean_busy2": float(j @ p),
    }


def assert_agrees(law: str, parameters: dict[str, Any], expected: dict[str, float]) -> None:
    theory = THEORIES[law]
    measured = theory.measure(theory.parameters(**parameters), SAMPLE)
    for key, value in measured.values.items():
        assert abs(value - expected[key]) < 4 * measured.errors[key], key


def test_the_chains_give_the_published_numbers() -> None:
    delayed = impatient(7.0, 0.0, 10)
    assert (delayed["p_wait"], delayed["mean_wait_in_mean_leases"]) == pytest.approx((0.221731, 0.0739104), rel=1e-5)
    assert impatient(70.0, 0.5, 64)["p_abandon"] == pytest.approx(0.094627, rel=1e-5)
    assert finite(20, 10, 0.7)["call_congestion"] == pytest.approx(0.122214, rel=1e-5)
    assert overflowing(10.0, 3.0, 10, 8)["p_block_type2"] == pytest.approx(0.0845735, rel=1e-5)


@pytest.mark.parametrize(("load", "servers"), [(0.6, 1), (30.0, 36)])
def test_orders_that_wait_without_end_wait_as_erlang_says(load: float, servers: int) -> None:
    assert_agrees("queue.erlang_c", {"offered_load": load, "servers": servers}, impatient(load, 0.0, servers))


@pytest.mark.parametrize(
    ("lam", "mu", "theta", "servers"), [(3.0, 2.0, 20.0, 2), (40.0, 2.0, 0.5, 18), (5.0, 1.0, 1.0, 1)]
)
def test_the_impatient_leave_as_palm_says(lam: float, mu: float, theta: float, servers: int) -> None:
    expected = impatient(lam / mu, theta / mu, servers)
    assert_agrees("queue.erlang_a", {"lam": lam, "mu": mu, "theta": theta, "servers": servers}, expected)


@pytest.mark.parametrize(("tenants", "servers", "rho"), [(6, 2, 1.5), (100, 20, 0.25)])
def test_a_finite_number_of_tenants_blocks_as_engset_says(tenants: int, servers: int, rho: float) -> None:
    parameters = {"tenants": tenants, "servers": servers, "rho": rho}
    assert_agrees("queue.engset", parameters, finite(tenants, servers, rho))


def test_a_full_model_overflows_to_another_as_the_chain_says() -> None:
    parameters = {"lambda1": 6.0, "lambda2": 4.0, "servers1": 4, "servers2": 5, "mu": 2.0}
    assert_agrees("queue.overflow", parameters, overflowing(3.0, 2.0, 4, 5))


def test_what_cannot_be_stable_is_no_row_of_erlang_c() -> None:
    with pytest.raises(ValueError, match="expected less than servers, 5"):
        THEORIES["queue.erlang_c"].parameters(offered_load=5.0, servers=5)


def test_who_waits_is_counted_alike_at_every_epoch_length() -> None:
    """Erlang-A with one draw of everything, in epochs of 1, 8 and 40 mean leases."""
    habits = replace(
        HABITS,
        bids_again=True,
        classes=(ClassHabits(patience_kind="exponential", patience_blocks=2.0 * LEASE_BLOCKS),),
    )
    found = []
    for epoch in (1.0, 8.0, 40.0):
        world = loss_system([(1, 12.0)], [10], duration_laws("exponential"), 80.0, 0)
        tallies = run_epochs(world, 40.0, 40.0, epoch, habits)
        counts = [
            (t.counts.orders, t.counts.gave_up, *(t.by_model[0][k] for k in ("orders_waited", "waited_blocks")))
            for t in tallies
        ]
        found.append(np.sum(counts, axis=0).tolist())
    assert found[0] == found[1] == found[2]
    assert min(found[0]) > 0
