"""Quotes that are off the market's price: by noise of each feed, or by an attack on some of them."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim import sources
from econsim.contracts import Lasting, parameter
from econsim.draws import Streams
from econsim.shocks.price_feed.channel import Deviations, PriceFeed, Silence
from econsim.units import SECONDS_PER_DAY, BoolArray, FloatArray, IntArray

_BPS, _MINUTE = 10_000.0, 60.0
_LEAST_RATIO, _MOST_RATIO = 0.1, 1.9  # what 64 bits hold beside the largest vault
_LEAST_MISSING = 2  # in a row: after a single one the quote before it stands


class NoisyQuotes(PriceFeed):
    """Every feed is off by a normal part of the price that is drawn anew every few minutes; some quotes are missing."""

    kind: ClassVar[str] = "noise"

    feeds: int = parameter(
        "feeds that quote, each off by itself; on mainnet one",
        unit="count",
        source="design of AEP-76: two; v2.0.0 has one",
        status="assumed",
        default=1,
        ge=1,
        le=20,
    )
    noise_bps: float = parameter(
        "standard deviation of the logarithm of a feed's quote over the market's price; sweep 0 to 50",
        unit="bps",
        source=sources.ASSUMPTION,
        status="assumed",
        default=10.0,
        ge=0.0,
        le=500.0,
    )
    stands_minutes: float = parameter(
        "how long a feed is off by the same",
        unit="min",
        source=sources.ASSUMPTION,
        status="assumed",
        default=10.0,
        ge=0.1,
        le=14_400.0,
    )
    missing_share: float = parameter(
        "part of quotes that do not come in, each by itself, of all feeds at once",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.001,
        ge=0.0,
        le=0.5,
    )
    quote_seconds: float = parameter(
        "time between two quotes of which one may be missing: a block",
        unit="s",
        source="assumption: relayed in every block",
        status="assumed",
        default=6.0,
        ge=1.0,
        le=3_600.0,
    )

    def silent(self, n_days: float, streams: Streams) -> list[Silence]:
        """Return where quotes are missing in a row; of a longer run the first ones are the same."""
        if self.missing_share == 0.0:
            return []
        draws: Any = streams("price_feed.missing")
        a_day, found = int(SECONDS_PER_DAY // self.quote_seconds), []
        for day in range(int(np.ceil(n_days))):
            begins, ends = _runs(draws.random(a_day) < self.missing_share)
            found += [(day + begin / a_day, day + end / a_day) for begin, end in zip(begins, ends, strict=True)]
        return [(float(begin), float(end)) for begin, end in found]

    def off(self, n_days: float, streams: Streams) -> Deviations | None:
        """Return a step every few minutes; of a longer run the first ones are the same."""
        if self.noise_bps == 0.0:
            return None
        draws: Any = streams("price_feed.noise")
        days = self.stands_minutes * _MINUTE / SECONDS_PER_DAY
        n_steps = int(np.ceil(n_days / days)) + 1
        noise = self.noise_bps / _BPS * draws.standard_normal((n_steps, self.feeds))
        return Deviations(
            np.arange(n_steps, dtype=np.float64) * days, np.clip(np.exp(noise), _LEAST_RATIO, _MOST_RATIO)
        )

    def told(self) -> str:
        """Return by how much feeds are off."""
        return f"quotes of {self.feeds} feed(s) are off by {self.noise_bps:g} bps"


class AttackedQuotes(NoisyQuotes):
    """Some feeds quote a price that is off by a part of it for some seconds, once or again and again."""

    kind: ClassVar[str] = "attack"

    noise_bps: float = parameter(
        "standard deviation of the logarithm of a feed's quote over the market's price, attack or not",
        unit="bps",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=500.0,
    )
    missing_share: float = parameter(
        "part of quotes that do not come in, each by itself, of all feeds at once",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=0.5,
    )
    start_day: float = parameter(
        "when it begins, from the start of the run; or a `date`, one of the two",
        unit="days",
        source="scenario",
        status="choice",
        ge=0.0,
        le=100_000.0,
    )
    size: float = parameter(
        "part of the price by which attacked feeds are off: above 0 too high",
        unit="fraction",
        source="scenario",
        status="choice",
        ge=-0.9,
        le=0.9,
    )
    seconds: float = parameter(
        "how long it lasts", unit="s", source="scenario", status="choice", ge=1.0, le=2_592_000.0
    )
    feeds_attacked: int = parameter(
        "feeds that are off by it; all, if there are fewer",
        unit="count",
        source=sources.ASSUMPTION,
        status="assumed",
        default=1,
        ge=1,
        le=20,
    )
    days_between: float = parameter(
        "from one attack to the next; 0: there is one",
        unit="days",
        source="scenario",
        status="choice",
        default=0.0,
        ge=0.0,
        le=100_000.0,
    )

    def off(self, n_days: float, streams: Streams) -> Deviations | None:
        """Return the steps of the noise and, at both ends of each attack, one more."""
        noise = super().off(n_days, streams)
        base = noise or Deviations(np.zeros(1), np.ones((1, self.feeds)))
        begins = self._begins(n_days)
        ends = begins + self.seconds / SECONDS_PER_DAY
        days = np.unique(np.concatenate([base.days, begins, ends]))
        ratios = base.ratios[np.searchsorted(base.days, days, side="right") - 1].copy()
        n_begun, n_over = (np.searchsorted(times, days, side="right") for times in (begins, ends))
        ratios[n_begun > n_over, : self.feeds_attacked] *= 1.0 + self.size
        return Deviations(days, np.clip(ratios, _LEAST_RATIO, _MOST_RATIO))

    def _begins(self, n_days: float) -> FloatArray:
        """Return the days on which attacks begin."""
        if self.days_between == 0.0:
            return np.array([self.start_day])
        return np.arange(self.start_day, max(n_days, self.start_day + 1e-9), self.days_between)

    def lasting(self) -> Lasting:
        """Return its days."""
        end = self.start_day + self.seconds / SECONDS_PER_DAY
        return Lasting(self.start_day, end if self.days_between == 0.0 else None)

    def told(self) -> str:
        """Return what is quoted."""
        again = f", every {self.days_between:g} days" if self.days_between else ""
        return f"{self.feeds_attacked} of {self.feeds} feed(s) quote {self.size:+.3g} for {self.seconds:g} s{again}"


def _runs(is_missing: BoolArray) -> tuple[IntArray, IntArray]:
    """Return where quotes are missing in a row: the first one and the one behind the last."""
    edges = np.diff(np.concatenate([[0], is_missing.astype(np.int64), [0]]))
    begins, ends = (np.flatnonzero(edges == step).astype(np.int64) for step in (1, -1))
    is_long = ends - begins >= _LEAST_MISSING
    return begins[is_long], ends[is_long]
