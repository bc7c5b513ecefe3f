"""The oracle's price: what it hands to the end blocker of each block of an epoch.

Quotes come in in every block in which the feed is not silent; the end blocker of height h is handed what the quotes up
to block h - 1 make:

    v2.0.0  the latest quote; none if it is older than max_price_staleness_blocks blocks or max_price_staleness_period,
            or if no quote came in in the twap_window_blocks before that block
    v2.1.0  the mean over twap_window, each quote weighed by how long it stood, the one before the window from its start
            on (that block's alone where nothing stood before); none if the latest is older than
            max_price_staleness_period

Source: akash-network/node x/oracle/keeper/abci.go, keeper.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
Where we differ: one source, and every quote of an epoch is the epoch's price, unless nature has quotes off it
(by_block.py); blocks are equally long, so that v2.0.0 finds a quote of four blocks too old by its time where blocks
take more than 6 s.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Protocol

import numpy as np

from econsim.errors import RunError
from econsim.mechanisms.oracle.by_block import DECIMALS, Steps, blocks_of, prices_by_block, time_weighted
from econsim.mechanisms.oracle.parameters import Oracle
from econsim.mechanisms.upgrades.releases import Rules
from econsim.units import DEC18, FloatArray
from econsim.world.bme import NO_QUOTE
from econsim.world.world import World

_LEAST_USD, _MOST_USD = 0.000001, 1_000_000


class Feed(Protocol):
    """What brings quotes, or does not."""

    def silences(self, begin_seconds: float, end_seconds: float) -> Sequence[tuple[float, float]]:
        """Return when no quote comes in, between two times since the world's start: begin and end, ascending."""
        ...

    def deviations(self, begin_seconds: float, end_seconds: float) -> tuple[FloatArray, FloatArray] | None:
        """Return from when on, between two times, sources quote what over the market's price; None: it is the price.

        Seconds (steps,), the first not behind the beginning, and ratios (steps, sources).
        """
        ...


class Quotes(NamedTuple):
    """The quotes of an epoch, and the last one before it."""

    before: Decimal | None
    last: int  # height of that quote
    price: Decimal
    first: int  # height of the epoch
    until: int
    silence: Sequence[tuple[int, int]]  # heights without a quote, first and behind the last, ascending
    seconds_per_block: float
    steps: Steps | None = None  # where quotes are off the price

    @property
    def lowest_and_highest(self) -> tuple[float, float]:
        """Return between which prices all quotes of the epoch are [USD]."""
        price = float(self.price)
        if self.steps is None:
            return price, price
        return price * float(self.steps.ratios.min()), price * float(self.steps.ratios.max())

    def latest(self, height: int) -> int:
        """Return the height of the latest quote by the end of a block."""
        found = height
        for begin, end in reversed(self.silence):
            if begin <= found < end:
                found = begin - 1
        return found if found >= self.first else self.last

    def handed_out(self, law: Oracle, release: Rules) -> list[tuple[int, Decimal | None]]:
        """Return the prices that end blockers of the epoch are handed, each with the first height of whose it is."""
        if self.steps is not None:
            return self._by_block(self.steps, law, release)
        found = [(height, self.handed_to(height, law, release)) for height in self._heights(law, release)]
        return found[:1] + [now for before, now in pairwise(found) if now[1] != before[1]]

    def last_quote(self, height: int) -> Decimal:
        """Return the quote of a block of the epoch, of several sources the one in the middle."""
        if self.steps is None:
            return self.price
        step = int(np.searchsorted(self.steps.heights, height, side="right")) - 1
        ratio = self.steps.medians[step]
        return Decimal(str(round(float(self.price) * ratio, DECIMALS)))

    def _by_block(self, steps: Steps, law: Oracle, release: Rules) -> list[tuple[int, Decimal | None]]:
        blocks = blocks_of(self.first, self.until, self.last, self.silence, steps)
        before = None if self.before is None else float(self.before)
        together = steps.means if release.oracle_averages_over_time else steps.medians
        of_steps = np.append(together * float(self.price), before or 0.0)
        values, age = of_steps[blocks.step], blocks.numbers - blocks.latest
        is_there = (blocks.latest != NO_QUOTE) & (age * self.seconds_per_block <= law.max_price_staleness_period)
        is_there &= np.append(steps.apart_bps, 0.0)[blocks.step] <= law.max_price_deviation_bps
        if release.oracle_averages_over_time:
            window = law.twap_window / self.seconds_per_block
            values = time_weighted(values, window, before, int((blocks.latest == NO_QUOTE).sum()))
        else:
            is_there &= age <= law.max_price_staleness_blocks
            is_there &= np.append(self.last, blocks.latest[:-1]) >= blocks.numbers - law.twap_window_blocks
        return prices_by_block(self.first, values, is_there)

    def handed_to(self, height: int, law: Oracle, release: Rules) -> Decimal | None:
        """Return the price that the end blocker of a height is handed, None for none."""
        block, latest = height - 1, self.latest(height - 1)
        age = block - latest
        if latest == NO_QUOTE or age * self.seconds_per_block > law.max_price_staleness_period:
            return None
        if release.oracle_averages_over_time:
            return self._mean(block, latest, law.twap_window)
        if age > law.max_price_staleness_blocks or self.latest(block - 1) < block - law.twap_window_blocks:
            return None
        return self.price if latest >= self.first else self.before

    def _mean(self, block: int, latest: int, window_seconds: float) -> Decimal | None:
        if latest < self.first or self.before is None:
            return self.before if latest < self.first else self.price
        first = self.first
        for begin, end in self.silence:
            first = end if begin <= first < end else first
        stood = (block - first) * self.seconds_per_block
        if stood >= window_seconds:
            return self.price
        return self.before + (self.price - self.before) * Decimal(stood / window_seconds)

    def _heights(self, law: Oracle, release: Rules) -> Sequence[int]:
        """Return the heights at which another price may be handed out than the block before."""
        n_mean = min(int(law.twap_window // self.seconds_per_block) + 4, self.until - self.first)
        if not self.silence and self.last == self.first - 1:
            n_changing = n_mean if release.oracle_averages_over_time else 2  # the price before, then this one
            return range(self.first, min(self.first + n_changing, self.until))
        ages = {int(law.max_price_staleness_period // self.seconds_per_block)}
        ages |= {law.max_price_staleness_blocks, law.twap_window_blocks}
        found = {self.first}
        for begin in (self.first, *(end for _, end in self.silence)):
            found |= set(range(begin, begin + n_mean))
        for last in (self.last, *(begin - 1 for begin, _ in self.silence)):
            found |= {last + age + more for age in ages for more in range(4)}
        return sorted(height for height in found if self.first <= height < self.until)


def quotes_of_an_epoch(world: World, feed: Feed) -> Quotes | None:
    """Return the quotes of the epoch, None where nobody asks for them.

    Raises RunError where the price is none that can be reckoned with.
    """
    if not world.bme.is_registered:
        return None
    first = world.height
    last, is_healthy, whole, part_dec18, *_ = world.bme.quote.item()
    before = _price_of(whole, part_dec18) if is_healthy else None
    silences = feed.silences(world.seconds, world.seconds + world.epoch_seconds)
    blocks = [tuple(_block(world, seconds) for seconds in silence) for silence in silences]
    usd = world.akt_price_usd
    if not _LEAST_USD <= usd <= _MOST_USD:
        raise RunError(
            f"epoch {world.epoch}: an AKT price of {usd} USD cannot be quoted to x/oracle; expected {_LEAST_USD:f} to "
            f"{_MOST_USD:,} USD: change shocks.akt_price"
        )
    return Quotes(
        before,
        last if is_healthy else NO_QUOTE,
        _price_of(*divmod(int(Decimal(str(usd)).scaleb(18)), DEC18)),
        first,
        world.height_at(world.epoch + 1),
        [(begin, end) for begin, end in blocks if end > begin],
        world.seconds_per_block,
        _steps(world, feed),
    )


@lru_cache(maxsize=4)
def _price_of(whole: int, part_dec18: int) -> Decimal:
    """Return a price in 18 places; the last one of an epoch is asked for again in the next."""
    return Decimal(whole) + Decimal(part_dec18).scaleb(-18)


def _steps(world: World, feed: Feed) -> Steps | None:
    """Return what sources quote in the epoch, None where it is the price; of steps within a block the last counts."""
    found = feed.deviations(world.seconds, world.seconds + world.epoch_seconds)
    if found is None:
        return None
    heights = np.array([max(_block(world, seconds), world.height) for seconds in found[0]])
    is_last = np.append(heights[1:] > heights[:-1], True)
    return Steps(heights[is_last], found[1][is_last])


def _block(world: World, seconds: float) -> int:
    """Return the first height that is not before a time since the world's start."""
    return world.start_height + int(-(-seconds // world.seconds_per_block))
