"""The spot market of hyperscalers, of which providers may rent: its price, and when it takes instances back."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any, NamedTuple

import numpy as np

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams, event_uniform
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray


class SpotMarket(Shape):
    """How nature moves the spot market."""

    @abstractmethod
    def hours_down(self) -> float:
        """Return how long a node is down whose instance is taken back [hours]."""

    @abstractmethod
    def price_over_start(self, days: IntArray, normals: FloatArray) -> FloatArray:
        """Return the spot price of each day over that of day 0; `normals`: one a day, standard."""

    @abstractmethod
    def taken_back_per_day(self, days: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return how often, on each day, an instance is taken back by itself, and all of a hyperscaler together."""


class Spot(NamedTuple):
    """The spot market of a run; it begins some days after the world, and is calm until then."""

    shape: SpotMarket
    days_before: int
    prices: FloatArray  # by day of the world, over that of its first
    epoch_seconds: float
    own_key: int
    common_key: int

    def price_over_start(self, epoch: int) -> float:
        """Return the spot price of the day on which an epoch begins, over that of day 0."""
        return float(self.prices[int(epoch * self.epoch_seconds // SECONDS_PER_DAY)])

    def taken_back(self, identity: Any, cloud: IntArray, since_day: float, until_day: float) -> tuple[Any, FloatArray]:
        """Return which of some instances are taken back in a stretch of time, and when [days since the world's start].

        On each day once at most by itself, drawn by (instance, day), and once with all of its hyperscaler, drawn by
        (hyperscaler, day): nobody's luck depends on who else rents.
        """
        days = np.arange(int(max(since_day, self.days_before)), int(np.ceil(until_day)))
        own, common = self.shape.taken_back_per_day(days - self.days_before)
        found, times = [], []
        for key, named, rates in ((self.own_key, identity, own), (self.common_key, cloud, common)):
            is_struck = event_uniform(key, named[:, None], days, 0) < -np.expm1(-rates)
            at = days + event_uniform(key, named[:, None], days, 1)
            which, place = np.nonzero(is_struck & (at >= since_day) & (at < until_day))
            found.append(which)
            times.append(at[which, place])
        return np.concatenate(found), np.concatenate(times)


def spot_market(shape: SpotMarket, span: Span, streams: Streams) -> Spot:
    """Return the spot market of a run, its prices known for every day."""
    n_days, before = (int(n * span.epoch_seconds // SECONDS_PER_DAY) for n in (span.n_epochs, span.n_before))
    normals = streams("spot_market.price").standard_normal(n_days + 1 - before)
    keys = (streams.event_key(f"spot_market.{whose}") for whose in ("own", "common"))
    prices = np.concatenate([np.ones(before), shape.price_over_start(np.arange(n_days + 1 - before), normals)])
    return Spot(shape, before, prices, span.epoch_seconds, *keys)


SPOT_MARKET = Channel(
    name="spot_market",
    contract=SpotMarket,
    many=False,
    meaning="the price of spot instances, and when they are taken back",
    begins=spot_market,
)
