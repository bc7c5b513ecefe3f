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
    """The spot market of a run."""

    shape: SpotMarket
    prices: FloatArray  # by day, over that of day 0
    epoch_seconds: float
    own_key: int
    common_key: int

    def price_over_start(self, epoch: int) -> float:
        """Return the spot price of the day on which an epoch begins, over that of day 0."""
        return float(self.prices[int(epoch * self.epoch_seconds // SECONDS_PER_DAY)])

    def taken_back(self, identity: Any, cloud: IntArray, since_day: float, until_day: float) -> tuple[Any, FloatArray]:
        """Return which of some instances are taken back in a stretch of time, and when [days since the start].

        On each day once at most by itself, drawn by (instance, day), and once with all of its hyperscaler, drawn by
        (hyperscaler, day): nobody's luck depends on who else rents.
        """
        days = np.arange(int(max(since_day, 0.0)), int(np.ceil(until_day)))
        own, common = self.shape.taken_back_per_day(days)
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
    n_days = int(span.n_epochs * span.epoch_seconds // SECONDS_PER_DAY) + 1
    normals = streams("spot_market.price").standard_normal(n_days)
    keys = (streams.event_key(f"spot_market.{whose}") for whose in ("own", "common"))
    return Spot(shape, shape.price_over_start(np.arange(n_days), normals), span.epoch_seconds, *keys)


SPOT_MARKET = Channel(
    name="spot_market",
    contract=SpotMarket,
    many=False,
    meaning="the price of spot instances, and when they are taken back",
    begins=spot_market,
)
