"""A channel of nature that econsim does not have: AKT that falls on delegators from outside."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import ClassVar

import numpy as np

from econsim.contracts import Channel, Misfit, Shape, Span, parameter
from econsim.draws import Streams
from econsim.units import IntArray


class Windfall(Shape):
    """How much falls when."""

    @abstractmethod
    def by_epoch(self, span: Span, streams: Streams) -> IntArray:
        """Return what falls on each delegator in each epoch [uakt]."""


class NowAndThen(Windfall):
    """The same amount in some epochs, by chance."""

    kind: ClassVar[str] = "now_and_then"

    amount_uakt: int = parameter("what falls", unit="uakt", source="toy", status="assumed", ge=0, le=10**9)

    def by_epoch(self, span: Span, streams: Streams) -> IntArray:
        """Return the amount where a draw of the epoch is below one half."""
        return np.where(streams("windfall", 0).random(span.n_epochs) < 0.5, self.amount_uakt, 0)

    def misfit(self, first: datetime, last: datetime) -> Misfit | None:
        """Return that no run may begin before 2010."""
        return Misfit("run.start", "is before 2010; start later") if first.year < 2010 else None


def falls(shape: Windfall, span: Span, streams: Streams) -> IntArray:
    """Return what falls in each epoch."""
    return shape.by_epoch(span, streams)


WINDFALL = Channel(name="windfall", contract=Windfall, many=False, meaning="AKT from the sky", begins=falls)
