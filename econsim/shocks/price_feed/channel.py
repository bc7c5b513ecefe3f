"""The feed that quotes the price of AKT to the chain: in every block, but when it is silent.

Quotes are relayed by whoever pays for it, so an outage is nature's, not the chain's. Who learns a price elsewhere, on
exchanges, is not concerned.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY

Silence = tuple[float, float]  # days from the start of the run on which it begins and ends


class PriceFeed(Shape):
    """When the feed is silent."""

    @abstractmethod
    def silent(self, n_days: float, streams: Streams) -> list[Silence]:
        """Return the silences of a run of some days, ascending; they do not overlap."""


@dataclass(frozen=True)
class Silences:
    """The silences of a run."""

    spells: list[tuple[float, float]]  # seconds since the world's start

    def silences(self, begin_seconds: float, end_seconds: float) -> list[tuple[float, float]]:
        """Return those that reach into a stretch of time."""
        return [(begin, end) for begin, end in self.spells if begin < end_seconds and end > begin_seconds]


def silences(shape: PriceFeed, span: Span, streams: Streams) -> Silences:
    """Return the silences of a run, counted from its start."""
    before = span.n_before * span.epoch_seconds
    n_days = (span.n_epochs - span.n_before) * span.epoch_seconds / SECONDS_PER_DAY
    found = shape.silent(n_days, streams)
    return Silences([(before + begin * SECONDS_PER_DAY, before + end * SECONDS_PER_DAY) for begin, end in found])


PRICE_FEED = Channel(
    name="price_feed",
    contract=PriceFeed,
    many=False,
    meaning="when the price of AKT is not quoted to the chain",
    begins=silences,
)
