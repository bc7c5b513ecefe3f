"""The oracle's price: what it hands to the end blocker of each block of an epoch.

Quotes come in at the end of every block in which the feed is not silent; the end blocker of height h is handed what the
quotes up to block h - 1 make. v2.0.0: the latest quote. v2.1.0: the mean over `twap_window`, weighed by how long each
quote stood; where nothing stood before the only quote of a block, that quote. A latest quote that is too old is none.

    v2.0.0 too old: age > max_price_staleness_blocks blocks, or > max_price_staleness_period
    v2.1.0 too old: age > max_price_staleness_period

Source: akash-network/node x/oracle/keeper @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
Where we differ: one source; every quote of an epoch is the epoch's price; blocks are equally long.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from econsim.mechanisms.oracle.parameters import Oracle
from econsim.mechanisms.upgrades.releases import Rules

Silence = Sequence[tuple[int, int]]  # blocks without a quote: first height and the one behind the last, ascending


@dataclass(frozen=True)
class Feed:
    """Quotes of an epoch: the price before it and its own, its heights, the last quote before it, silent blocks."""

    before: Decimal | None
    last_quote: int  # height
    price: Decimal
    first: int
    until: int
    silence: Silence
    seconds_per_block: float

    def latest(self, height: int) -> int:
        """Return the height of the latest quote at the end of a block."""
        found = height
        for begin, end in reversed(self.silence):
            if begin <= found < end:
                found = begin - 1
        return found if found >= self.first else self.last_quote

    def price_at(self, height: int, law: Oracle, release: Rules) -> Decimal | None:
        """Return what the end blocker of a height is handed."""
        block, latest = height - 1, self.latest(height - 1)
        age = block - latest
        if (
            latest < self.first and self.before is None
        ) or age * self.seconds_per_block > law.max_price_staleness_period:
            return None
        if not release.oracle_averages_over_time:
            is_old = age > law.max_price_staleness_blocks
            return None if is_old else self.price if latest >= self.first else self.before
        if self.before is None:
            return self.price
        begin = self._first_quote()
        stood = max(0.0, (block - begin) * self.seconds_per_block)
        if latest < self.first:
            return self.before
        if stood >= law.twap_window:
            return self.price
        return self.before + (self.price - self.before) * Decimal(stood / law.twap_window)

    def _first_quote(self) -> int:
        first = self.first
        for begin, end in self.silence:
            if begin <= first < end:
                first = end
        return first

    def handed_out(self, law: Oracle, release: Rules) -> list[tuple[int, Decimal | None]]:
        """Return the prices that end blockers of the epoch are handed, each with the first height of whose it is."""
        heights = sorted(self._heights(law))
        found = [(height, self.price_at(height, law, release)) for height in heights]
        return found[:1] + [now for before, now in pairwise(found) if now[1] != before[1]]

    def _heights(self, law: Oracle) -> set[int]:
        """Return the heights at which another price may be handed out than the block before."""
        n_averaged = int(law.twap_window // self.seconds_per_block) + 3
        n_fresh = int(law.max_price_staleness_period // self.seconds_per_block)
        ages = {law.max_price_staleness_blocks, n_fresh}
        found = {self.first}
        for begin in (self.first, *(end for _, end in self.silence)):
            found |= set(range(begin, begin + n_averaged))
        for last in (self.last_quote, *(begin - 1 for begin, _ in self.silence)):
            found |= {last + age + more for age in ages for more in (1, 2, 3)}
        return {height for height in found if self.first <= height < self.until}
