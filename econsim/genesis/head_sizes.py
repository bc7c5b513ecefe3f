"""How unequal delegators are: sizes by one of four laws, each with the share of stake that the largest hold.

A lognormal is drawn from, head by head. By the other laws the i-th smallest of n heads holds L(i / n) - L((i - 1) / n)
of all, with the law's Lorenz curve L, and who is which is drawn: draws from a heavy tail would rarely hold what
its largest do on average. With r = 1 - u, the largest share p of heads holding S:

    pareto       L = 1 - r^a,                 a = ln S / ln p     (tail exponent 1 / (1 - a))
    exponential  L = u + r ln r,              S = p (1 - ln p)
    uniform      L = (2 b u + (1 - b) u^2) / (1 + b),   b = (2 p - p^2 - S) / (S - p^2)   (least over largest size)
"""

from __future__ import annotations

import numpy as np

from econsim.draws import Streams
from econsim.normal import normal_quantile
from econsim.units import FloatArray


def head_sizes(streams: Streams, n_heads: int, law: str, top_heads: float, top_stake: float) -> FloatArray:
    """Return sizes by a law of which the top share of heads holds the top share of stake, in any unit.

    For a lognormal the top fraction p of heads holds 1 - Phi(z(1 - p) - log_sd) of the total, so
    log_sd = z(1 - p) + z(top_stake); here z(.95) + z(.75) = 2.32.
    """
    uniform = streams("genesis.delegators.size").random(n_heads)
    if law == "lognormal":
        log_sd = float(normal_quantile(1.0 - top_heads) + normal_quantile(top_stake))
        return np.asarray(np.exp(log_sd * normal_quantile(uniform + 2.0**-54)))
    upto = lorenz(law, np.arange(n_heads + 1) / n_heads, top_heads, top_stake)
    rank = np.argsort(np.argsort(uniform, kind="stable"), kind="stable")
    return np.asarray(np.diff(upto)[rank] * n_heads)


def lorenz(law: str, heads: FloatArray, top_heads: float, top_stake: float) -> FloatArray:
    """Return the share of all that the smallest shares of heads hold, by a law that is no lognormal."""
    rest = 1.0 - heads
    if law == "pareto":
        return np.asarray(1.0 - rest ** (np.log(top_stake) / np.log(top_heads)))
    if law == "exponential":
        return np.asarray(heads + rest * np.log(np.where(rest > 0.0, rest, 1.0)))
    least = (2.0 * top_heads - top_heads**2 - top_stake) / (top_stake - top_heads**2)
    return np.asarray((2.0 * least * heads + (1.0 - least) * heads**2) / (1.0 + least))
