"""How concentrated stake is: Gini (population form), HHI, top share and the Nakamoto coefficient under both rules."""

from __future__ import annotations

import numpy as np

from econsim.units import IntArray
from econsim.world.series import Moment, Series, shared


def gini(stake: IntArray) -> float:
    """Return sum (2i - n - 1) x_(i) / (n sum x) over ascending stakes; 0 for none. (Sample form: times n/(n - 1).)"""
    ascending = np.sort(stake)
    n, total = ascending.size, int(ascending.sum())
    if not total:
        return 0.0
    weights = 2 * np.arange(1, n + 1) - n - 1
    return float((weights * ascending.astype(np.float64)).sum() / (n * total))


def hhi(stake: IntArray) -> float:
    """Return the Herfindahl-Hirschman index: the sum of squared shares."""
    total = int(stake.sum())
    return float(((stake / total) ** 2).sum()) if total else 0.0


def top_share(stake: IntArray, n: int) -> float:
    """Return the share of the n largest."""
    total = int(stake.sum())
    return float(np.sort(stake)[::-1][:n].sum() / total) if total else 0.0


def nakamoto(stake: IntArray, *, strictly: bool = True) -> int:
    """Return the size of the smallest set with more than a third of stake (`strictly`), or with at least a third.

    In whole numbers: 33 of 99 equal validators is exactly a third. Tendermint halts when a third or more is missing.
    """
    running = np.cumsum(np.sort(stake)[::-1])
    if not running.size or not running[-1]:
        return 0
    total = int(running[-1])
    needed = total // 3 + 1 if strictly else -(-total // 3)
    return int(np.searchsorted(running, needed) + 1)


@shared
def _stake(now: Moment) -> IntArray:
    validators = now.world.validators
    return validators.tokens_uakt[validators.is_bonded]


SERIES = (
    Series("stake_hhi", "index", "Herfindahl-Hirschman index of the active set's stake", lambda now: hhi(_stake(now))),
    Series(
        "stake_gini",
        "index",
        "Gini coefficient (population form) of the active set's stake",
        lambda now: gini(_stake(now)),
    ),
    Series(
        "top_10_share",
        "fraction",
        "part of bonded stake with the ten largest",
        lambda now: top_share(_stake(now), 10),
    ),
    Series(
        "nakamoto_coefficient",
        "count",
        "smallest set with strictly more than a third of stake",
        lambda now: nakamoto(_stake(now)),
    ),
    Series(
        "nakamoto_coefficient_at_least_third",
        "count",
        "smallest set with at least a third of stake",
        lambda now: nakamoto(_stake(now), strictly=False),
    ),
)
