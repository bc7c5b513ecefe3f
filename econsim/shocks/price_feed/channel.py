"""The feed that quotes the price of AKT to the chain: in every block, but when it is silent, and right, or off it.

Quotes are relayed by whoever pays for it, so an outage is nature's, not the chain's. Who learns a price elsewhere, on
exchanges, is not concerned.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY, FloatArray

Silence = tuple[float, float]  # days from the start of the run on which it begins and ends


class Deviations(NamedTuple):
    """From which day on, from the start of the run, sources quote what over the market's price."""

    days: FloatArray  # ascending, the first is 0
    ratios: FloatArray  # (steps, sources)


class PriceFeed(Shape):
    """When the feed is silent, and when and by how much its quotes are off the market's price."""

    def off(self, n_days: float, streams: Streams) -> Deviations | None:
        """Return by how much quotes of a run of some days are off; None: they never are."""
        return None

    @abstractmethod
    def silent(self, n_days: float, streams: Streams) -> list[Silence]:
        """Return the silences of a run of some days, ascending; they do not overlap."""


@dataclass(frozen=True)
class Feed:
    """The feed of a run: its silences, and from when on what is quoted over the market's price."""

    spells: list[tuple[float, float]]  # seconds since the world's start
    seconds: FloatArray | None = None  # the same, of each step
    ratios: FloatArray | None = None  # (steps, sources)

    def silences(self, begin_seconds: float, end_seconds: float) -> list[tuple[float, float]]:
        """Return those that reach into a stretch of time."""
        return [(begin, end) for begin, end in self.spells if begin < end_seconds and end > begin_seconds]

    def deviations(self, begin_seconds: float, end_seconds: float) -> tuple[FloatArray, FloatArray] | None:
        """Return the steps that reach into a stretch of time: seconds, and ratios (steps, sources); None for none."""
        if self.seconds is None or self.ratios is None:
            return None
        first = max(int(np.searchsorted(self.seconds, begin_seconds, side="right")) - 1, 0)
        last = max(int(np.searchsorted(self.seconds, end_seconds)), first + 1)
        if (self.ratios[first:last] == 1.0).all():
            return None
        return self.seconds[first:last], self.ratios[first:last]


NEVER_OFF = Feed([])  # in every block the market's price


def feed_of(shape: PriceFeed, span: Span, streams: Streams) -> Feed:
    """Return the feed of a run, its days counted from the run's start; before it quotes are the price."""
    before = span.n_before * span.epoch_seconds
    n_days = (span.n_epochs - span.n_before) * span.epoch_seconds / SECONDS_PER_DAY
    found = shape.silent(n_days, streams)
    spells = [(before + begin * SECONDS_PER_DAY, before + end * SECONDS_PER_DAY) for begin, end in found]
    off = shape.off(n_days, streams)
    if off is None:
        return Feed(spells)
    seconds, ratios = before + off.days * SECONDS_PER_DAY, off.ratios
    if before > 0.0:
        seconds, ratios = np.append(0.0, seconds), np.vstack([np.ones_like(ratios[:1]), ratios])
    return Feed(spells, seconds, ratios)


PRICE_FEED = Channel(
    name="price_feed",
    contract=PriceFeed,
    many=False,
    meaning="when the price of AKT is not quoted to the chain, and when quotes are off it",
    begins=feed_of,
)
