"""Quotes that are off the market's price, block by block: what sources say together is what the oracle hands out.

    v2.0.0  the median over sources of the latest quotes
    v2.1.0  the mean over sources of their means over twap_window, each quote weighed by how long it stood

In a block in which the latest quotes of sources are more than max_price_deviation_bps apart there is no price.

Source: akash-network/node x/oracle/keeper/keeper.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
Where we differ: means are reckoned in 64-bit fractions and rounded to 12 decimals; of the epoch before only the last
quote is known, in the middle of sources, and stands for all of it; all sources are silent together.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray

_BPS = 10_000.0
DECIMALS = 12  # of prices
_ROUNDING = 1e-9  # of basis points


class Steps(NamedTuple):
    """From which height on sources quote what, over the market's price; heights ascend, the first is the epoch's."""

    heights: IntArray
    ratios: FloatArray  # (steps, sources)

    @property
    def medians(self) -> FloatArray:
        """Return what sources say in the middle."""
        return np.asarray(np.median(self.ratios, axis=1))

    @property
    def means(self) -> FloatArray:
        """Return what sources say on average."""
        return np.asarray(self.ratios.mean(axis=1))

    @property
    def apart_bps(self) -> FloatArray:
        """Return how far the highest source is above the lowest."""
        lowest = self.ratios.min(axis=1)
        return np.asarray(np.floor((self.ratios.max(axis=1) - lowest) / lowest * _BPS + _ROUNDING))


class Blocks(NamedTuple):
    """The blocks that end blockers of an epoch look back on: from the one before it on."""

    numbers: IntArray  # heights
    latest: IntArray  # height of the latest quote by the end of each
    step: IntArray  # which step that quote belongs to, -1 for one before the epoch


def blocks_of(first: int, until: int, last: int, silence: Sequence[tuple[int, int]], steps: Steps) -> Blocks:
    """Return the blocks first - 1 to until - 2, with the latest quote of each."""
    numbers = np.arange(first - 1, until - 1)
    is_quoted = numbers >= first
    for begin, end in silence:
        is_quoted &= ~((begin <= numbers) & (numbers < end))
    latest = np.maximum.accumulate(np.where(is_quoted, numbers, last))
    step = np.searchsorted(steps.heights, latest, side="right") - 1
    return Blocks(numbers, latest, np.where(latest >= first, step, -1))


def time_weighted(values: FloatArray, window_blocks: float, before: float | None, n_without: int) -> FloatArray:
    """Return for each block the mean over a window that ends with it of what stood, each value from its block on.

    n_without: leading blocks of which nothing is known where there is no `before`, which else stands before them all.
    """
    if window_blocks <= 0.0:
        return values
    known = values if before is not None else values[n_without:]
    summed = np.concatenate([[0.0], np.cumsum(known)])
    ends = np.arange(known.size, dtype=np.float64)
    begins = ends - window_blocks
    at_begin = np.interp(begins, np.arange(summed.size), summed)
    if before is None:
        length = np.minimum(ends, window_blocks)
        found = np.divide(summed[:-1] - at_begin, length, out=known.copy(), where=length > 0.0)
        return np.concatenate([values[:n_without], found])
    at_begin = np.where(begins < 0.0, begins * before, at_begin)
    return np.asarray((summed[:-1] - at_begin) / window_blocks)


def prices_by_block(first: int, values: FloatArray, is_there: BoolArray) -> list[tuple[int, Decimal | None]]:
    """Return the prices of end blockers from a height on, each with the first height of whose it is."""
    scaled = np.where(is_there, np.rint(values * 10.0**DECIMALS), -1.0).astype(np.int64)
    places = np.flatnonzero(np.concatenate([[True], scaled[1:] != scaled[:-1]]))
    return [
        (first + place, None if number < 0 else Decimal(number).scaleb(-DECIMALS))
        for place, number in zip(places.tolist(), scaled[places].tolist(), strict=True)
    ]
