"""How concentrated stake is: Gini (population form), HHI, top share and the Nakamoto coefficient under both rules."""

from __future__ import annotations

import numpy as np

from econsim.units import IntArray


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
