"""Price changes of the open market for GPUs, the outside option of every tenant.

Reservation prices are ratios to the open-market price (see `reservation_price`), so all of them move with it: an
intention that comes up later is worth so many times as much. Leases and orders that are there keep their prices.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray


class OutsidePrice(Shape):
    """How nature moves what the open market asks for one GPU model, or for all of them."""

    gpu_model: str | None

    @abstractmethod
    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return the open-market price over its base (1 = no change) at days since the start, same shape."""


@dataclass(frozen=True)
class OutsidePrices:
    """The changes of a run, which multiply; they count their days from a start `days_before` after the world's."""

    changes: Sequence[OutsidePrice]
    days_before: float = 0.0

    def ratio(self, days: FloatArray, gpu_model: IntArray, names: Sequence[str]) -> FloatArray:
        """Return the open-market price over its base by day since the start and GPU model: its place in names, or -1.

        Bundles without GPUs (-1) keep theirs.
        """
        found = np.ones(days.size)
        for change in self.changes:
            is_meant = gpu_model >= 0 if change.gpu_model is None else gpu_model == names.index(change.gpu_model)
            found *= np.where(is_meant, change.multiplier(days - self.days_before), 1.0)
        return found


def prices(changes: Mapping[str, OutsidePrice], span: Span, streams: Streams) -> OutsidePrices:
    """Return the changes together; nothing of them is drawn."""
    return OutsidePrices(tuple(changes.values()), span.n_before * span.epoch_seconds / SECONDS_PER_DAY)


OUTSIDE_PRICE = Channel(
    name="outside_price",
    contract=OutsidePrice,
    many=True,
    meaning="changes of the open-market prices of GPUs",
    begins=prices,
)
