"""The AKT price: one for every epoch of a run, fixed before the first."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.errors import RunError
from econsim.units import FloatArray


class PriceProcess(Shape):
    """How nature moves the AKT price."""

    @abstractmethod
    def path(self, n_epochs: int, start_date: datetime, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price in USD at the beginning of each epoch, length n_epochs."""

    def recorded_until(self) -> datetime | None:
        """Return the moment after which no price is recorded, None where none is."""
        return None

    def goes_on_as(self) -> str:
        """Return what follows what is recorded, in words."""
        return ""


@dataclass(frozen=True)
class PricePath:
    """The price at the beginning of each epoch [USD]."""

    by_epoch: FloatArray

    def usd(self, epoch: int) -> float:
        """Return the AKT price of an epoch [USD]."""
        return float(self.by_epoch[epoch])


def price_path(process: PriceProcess, span: Span, streams: Streams) -> PricePath:
    """Return the price of every epoch; raises RunError where it is none that can be reckoned with.

    One that begins after a history has no price in the epochs before: its first one stands there.
    """
    begin = span.start + span.n_before * timedelta(seconds=span.epoch_seconds)
    with np.errstate(all="ignore"):  # what is no price is refused by name
        usd = process.path(span.n_epochs - span.n_before, begin, span.epoch_seconds, streams)
    gone = np.flatnonzero(~((usd > 0.0) & (usd < np.inf)))
    if gone.size:
        raise RunError(
            f"shocks.akt_price: the price of epoch {gone[0]} is {usd[gone[0]]:g} USD, beyond what "
            "can be reckoned with; lower the spread of the price or shorten the run"
        )
    return PricePath(np.concatenate([np.full(span.n_before, usd[0]), usd]))


AKT_PRICE = Channel(
    name="akt_price", contract=PriceProcess, many=False, meaning="the AKT price in USD", begins=price_path
)
