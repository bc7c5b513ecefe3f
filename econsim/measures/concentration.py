"""How concentrated stake is: Gini (population form), HHI, top share and the Nakamoto coefficient under both rules.

Stakes are along the last axis, so that each measure is that of one set of stakes or of many at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.units import BoolArray, IntArray
from econsim.world.series import Series, bonded, bonded_stake, of


def gini(stake: IntArray, is_member: BoolArray | None = None) -> Any:
    """Return sum (2i - n - 1) x_(i) / (n sum x) over ascending stakes; 0 for none. (Sample form: times n/(n - 1).)

    All are members unless it is said who is; who is no member has no stake.
    """
    ascending, n = np.sort(stake), np.asarray(stake.shape[-1] if is_member is None else is_member.sum(axis=-1))
    i = np.arange(1, stake.shape[-1] + 1) - (stake.shape[-1] - n[..., np.newaxis])
    weighted = (2 * i - n[..., np.newaxis] - 1) * ascending.astype(np.float64)
    return _over(weighted.sum(axis=-1), n * stake.sum(axis=-1))


def hhi(stake: IntArray) -> Any:
    """Return the Herfindahl-Hirschman index: the sum of squared shares."""
    return (_over(stake, stake.sum(axis=-1, keepdims=True)) ** 2).sum(axis=-1)


def top_share(stake: IntArray, n: int) -> Any:
    """Return the share of the n largest."""
    return _over(np.sort(stake)[..., -n:].sum(axis=-1), stake.sum(axis=-1))


def nakamoto(stake: IntArray, *, strictly: bool = True) -> Any:
    """Return the size of the smallest set with more than a third of stake (`strictly`), or with at least a third.

    In whole numbers: 33 of 99 equal validators is exactly a third. Tendermint halts when a third or more is missing.
    Where there is no stake the set is empty.
    """
    running = np.cumsum(np.sort(stake)[..., ::-1], axis=-1)
    total = running[..., -1:]
    needed = total // 3 + 1 if strictly else -(-total // 3)
    return np.where(total[..., 0] > 0, (running < needed).sum(axis=-1) + 1, 0)


def _over(part: Any, whole: Any) -> Any:
    """Return part over whole, 0 where there is no whole."""
    return part / np.where(whole > 0, whole, 1)


SERIES = (
    Series("stake_hhi", "index", "Herfindahl-Hirschman index of the active set's stake", of(hhi, bonded_stake)),
    Series(
        "stake_gini",
        "index",
        "Gini coefficient (population form) of the active set's stake",
        of(gini, bonded_stake, bonded),
    ),
    Series(
        "top_10_share",
        "fraction",
        "part of bonded stake with the ten largest",
        of(lambda stake: top_share(stake, 10), bonded_stake),
    ),
    Series(
        "nakamoto_coefficient",
        "count",
        "smallest set with strictly more than a third of stake",
        of(nakamoto, bonded_stake),
    ),
    Series(
        "nakamoto_coefficient_at_least_third",
        "count",
        "smallest set with at least a third of stake",
        of(lambda stake: nakamoto(stake, strictly=False), bonded_stake),
    ),
)
