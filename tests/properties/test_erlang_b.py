"""Queueing laws: the market with prices off is a loss system, whatever the epoch length.

Erlang 1917; Kaufman 1981, Roberts 1981. Standard errors come from independent replicates; |z| < 4 as the tolerance.
The set-up is the verification's own (econsim/verification/loss_system.py); its rows of theory hold other loads, sizes
and laws of durations, and tests/verification/test_theory_rows.py holds one of each.
"""

from __future__ import annotations

import numpy as np
import pytest

from econsim.units import FloatArray
from econsim.verification.loss_system import count, loss_system
from econsim.verification.theory.queue import duration_laws

WARM_UP_LEASES, LEASES, REPLICATES = 24, 504, 16  # lengths in mean leases


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


def blocking(classes: dict[int, float], servers: int, epoch: float) -> list[FloatArray]:
    """Return the blocked share of each class's orders in every replicate; epoch: in mean leases."""
    lengths = duration_laws("exponential")
    worlds = [
        loss_system(list(classes.items()), [servers], lengths, WARM_UP_LEASES + LEASES, replicate)
        for replicate in range(REPLICATES)
    ]
    return [count(world, WARM_UP_LEASES, LEASES, epoch).blocked_ratio for world in worlds]


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


@pytest.mark.parametrize("epoch", [1, 24, 168])
def test_blocking_agrees_with_erlang_b_at_every_epoch_length(epoch: float) -> None:
    assert z_scores(blocking({1: 7.0}, 10, epoch), [erlang_b(7, 10)]).max() < 4


def test_leases_of_several_sizes_block_as_kaufman_and_roberts_say_on_any_pool() -> None:
    classes = {1: 10.0, 3: 2.0, 5: 1.0}
    assert z_scores(blocking(classes, 24, 24), kaufman_roberts(24, classes)).max() < 4
