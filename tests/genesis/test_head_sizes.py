"""Sizes of delegators: how much the largest hold, held against the laws and against integrals of their quantiles."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad

from econsim.draws import Streams
from econsim.genesis.head_sizes import head_sizes, lorenz

TOP = 0.05
N = 20_000
LAWS = [  # (law, what the top 5 % hold, quantile by ln(1 - u))
    ("pareto", TOP ** (1 - 1 / 1.16), lambda rest: math.exp(-rest / 1.16)),
    ("exponential", TOP * (1 - math.log(TOP)), lambda rest: -rest),
    ("uniform", 2 * TOP - TOP**2, lambda rest: -math.expm1(rest)),
    ("uniform", (2 * 5 * TOP - 3 * TOP**2) / 7, lambda rest: 2 - 3 * math.expm1(rest)),
]


@pytest.mark.parametrize(("law", "top_stake", "quantile"), LAWS)
@pytest.mark.parametrize("heads", [0.1, 0.5, 0.95])
def test_the_smallest_hold_what_the_quantiles_of_the_law_add_up_to(law, top_stake, quantile, heads) -> None:
    def held(rest: float) -> float:
        return quad(lambda log_rest: quantile(log_rest) * math.exp(log_rest), rest, 0.0, limit=400)[0]

    part, whole = held(math.log(1.0 - heads)), held(-300.0)
    assert lorenz(law, np.array([heads]), TOP, top_stake)[0] == pytest.approx(part / whole, rel=1e-6)


@pytest.mark.parametrize(("law", "top_stake"), [(law, top) for law, top, _ in LAWS])
def test_the_top_heads_hold_the_share_that_was_asked_for(law, top_stake) -> None:
    sizes = np.sort(head_sizes(Streams(1, 0), N, law, TOP, top_stake))
    assert sizes[-round(TOP * N) :].sum() / sizes.sum() == pytest.approx(top_stake, rel=1e-9)
    assert sizes[0] >= 0.0


def test_who_is_large_is_drawn_and_differs_between_replicates() -> None:
    one, other = (head_sizes(Streams(1, replicate), 1_000, "pareto", TOP, 0.75) for replicate in (0, 1))
    np.testing.assert_array_equal(np.sort(one), np.sort(other))
    assert abs(np.corrcoef(np.argsort(np.argsort(one)), np.argsort(np.argsort(other)))[0, 1]) < 4 / math.sqrt(1_000)


def test_the_order_of_sizes_is_that_of_the_lognormals_draws() -> None:
    """So that the law of sizes changes how unequal heads are, and not who is the larger one."""
    lognormal, uniform = (head_sizes(Streams(1, 0), 1_000, law, TOP, 0.0975) for law in ("lognormal", "uniform"))
    np.testing.assert_array_equal(np.argsort(lognormal), np.argsort(uniform))
