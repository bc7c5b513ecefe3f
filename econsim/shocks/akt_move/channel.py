"""Crashes and rallies: each multiplies the AKT price, whatever that would be, by a factor over time."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.units import SECONDS_PER_DAY, FloatArray


class PriceMove(Shape):
    """How nature moves the AKT price besides."""

    @abstractmethod
    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return the price over what it would be (1 = no move) at days since the start, same shape."""


@dataclass(frozen=True)
class PriceMoves:
    """The moves of a run, which multiply."""

    by_epoch: FloatArray

    def ratio(self, epoch: int) -> float:
        """Return the AKT price at the beginning of an epoch over what it would be."""
        return float(self.by_epoch[epoch])


def moves(shapes: Mapping[str, PriceMove], span: Span, streams: Streams) -> PriceMoves:
    """Return the moves of every epoch together; nothing of them is drawn."""
    epochs = np.arange(-span.n_before, span.n_epochs - span.n_before, dtype=np.float64)
    days = epochs * (span.epoch_seconds / SECONDS_PER_DAY)
    found = np.ones(span.n_epochs)
    for shape in shapes.values():
        found *= shape.multiplier(days)
    return PriceMoves(found)


AKT_MOVE = Channel(
    name="akt_move", contract=PriceMove, many=True, meaning="crashes and rallies of the AKT price", begins=moves
)
