"""A channel of nature that takes many shapes, each with a name: storms, on whose days nothing falls."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from econsim.contracts import Channel, Shape, Span, parameter
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY, BoolArray, FloatArray


class Storm(Shape):
    """When a storm blows."""

    @abstractmethod
    def blows(self, days: FloatArray) -> BoolArray:
        """Return whether it blows at days since the start of the run."""


class OneDay(Storm):
    """A storm of one day."""

    kind: ClassVar[str] = "one_day"

    start_day: float = parameter("when it comes up", unit="days", source="toy", status="choice", ge=0.0, le=10_000.0)

    def blows(self, days: FloatArray) -> BoolArray:
        """Return whether a day is less than one after it came up."""
        return np.asarray((days >= self.start_day) & (days < self.start_day + 1.0))


def stormy(storms: Mapping[str, Storm], span: Span, streams: Streams) -> BoolArray:
    """Return whether any storm blows at the beginning of each epoch."""
    days = np.arange(span.n_epochs) * span.epoch_seconds / SECONDS_PER_DAY
    return np.any([np.zeros(days.size, np.bool_), *(storm.blows(days) for storm in storms.values())], axis=0)


STORMS = Channel(name="storms", contract=Storm, many=True, meaning="storms that undo a windfall", begins=stormy)
