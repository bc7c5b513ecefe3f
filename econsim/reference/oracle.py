"""The AKT price that the chain gives out: quotes of its sources, made one number and a judgement of their health.

              v2.0.0                                   v2.1.0
    price     median of the latest quotes              mean over sources of the time-weighted average
    position  height                                   seconds
    window    quotes in it                             also the quote before it, from the window's start on
    no time   the source has no average; with no       simple mean of the quotes
    passed    other source there is no price

    healthy   enough sources with a quote that is not stale, and (highest - lowest) / lowest within the limit

Left out: in v2.0.0 a second test of staleness, by quote time at 6 s a block; the age of a source's first quote (12 s at
most); in v2.1.0 pruning, which reaches no window.

Source: akash-network/node x/oracle/keeper/{abci,keeper}.go @2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0),
@0dd8f81038c01863cc55091d3ef9477a3821591f (v2.1.0-rc12).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from econsim.reference.bme_conversion import BASIS_POINTS
from econsim.reference.decimal18 import ZERO, Dec, total
from econsim.reference.failures import Refused

Release = Literal["v2.0.0", "v2.1.0"]
Quote = tuple[int, Dec]  # position, price [USD]


@dataclass(frozen=True)
class OracleParams:
    """The law of the oracle; staleness and window in blocks (v2.0.0) or seconds (v2.1.0)."""

    max_staleness: int
    twap_window: int
    min_sources: int
    max_deviation_bps: int


@dataclass(frozen=True)
class Aggregate:
    """What the sources say together; nothing if none has a word."""

    n_sources: int = 0
    twap: Dec | None = None
    median: Dec | None = None
    deviation_bps: int = 0


@dataclass
class Oracle:
    """The module: every source's quotes, and what the last end block made of them."""

    params: OracleParams
    release: Release
    quotes: dict[int, list[Quote]] = field(default_factory=dict)  # by source, in order
    aggregate: Aggregate = field(default_factory=Aggregate)
    is_healthy: bool = False
    price: Dec | None = None  # of the last healthy block

    def add_price(self, source: int, at: int, price: Dec) -> None:
        """Take a quote; Refused if it is not positive or older than the source's latest (AddPriceEntry)."""
        if price <= ZERO:
            raise Refused("price must be positive")
        quotes = self.quotes.setdefault(source, [])
        if quotes and at < quotes[-1][0]:
            raise Refused("price timestamp is older than existing record")
        quotes.append((at, price))

    def end_block(self, now: int) -> None:
        """Make one price of the quotes there are at a position (EndBlocker)."""
        fresh = [quotes for quotes in self.quotes.values() if quotes[-1][0] >= now - self.params.max_staleness]
        self.aggregate = self._aggregated(fresh, now)
        found = self.aggregate
        self.is_healthy = (
            found.n_sources >= self.params.min_sources and found.deviation_bps <= self.params.max_deviation_bps
        )
        if self.is_healthy and fresh:
            self.price = found.median if self.release == "v2.0.0" else found.twap

    def given_out(self) -> Dec | None:
        """Return what other modules are told [USD]; None unless healthy (GetAggregatedPrice)."""
        return self.price if self.is_healthy else None

    def _aggregated(self, fresh: Sequence[Sequence[Quote]], now: int) -> Aggregate:
        averages = [found for quotes in fresh if (found := self._twap(quotes, now)) is not None]
        if not averages:
            return Aggregate()
        latest = sorted(quotes[-1][1] for quotes in fresh)
        return Aggregate(
            n_sources=len(fresh),
            twap=total(averages) / Dec.whole(len(averages)),
            median=median(latest),
            deviation_bps=deviation_bps(latest[0], latest[-1]),
        )

    def _twap(self, quotes: Sequence[Quote], now: int) -> Dec | None:
        """Return a source's average over the window; None if it has none."""
        start = now - self.params.twap_window
        within = [quote for quote in quotes if start <= quote[0] <= now]
        if self.release != "v2.0.0":
            before = [price for at, price in quotes if at < start]
            within = [*((start, price) for price in before[-1:]), *within]
        ends = [*(at for at, _ in within[1:]), now]
        weights = [end - at for (at, _), end in zip(within, ends, strict=False)]
        if within and sum(weights) > 0:
            weighted = total(price.mul_int(weight) for (_, price), weight in zip(within, weights, strict=True))
            return weighted / Dec.whole(sum(weights))
        if within and self.release != "v2.0.0":
            return total(price for _, price in within) / Dec.whole(len(within))
        return None


def median(ordered: Sequence[Dec]) -> Dec:
    """Return the middle of ordered prices, or half the sum of the two in the middle."""
    middle = len(ordered) // 2
    if len(ordered) % 2 == 1:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / Dec.whole(2)


def deviation_bps(lowest: Dec, highest: Dec) -> int:
    """Return how far the highest price is above the lowest [whole basis points, cut]."""
    return ((highest - lowest) * Dec.whole(BASIS_POINTS) / lowest).truncate_int()
