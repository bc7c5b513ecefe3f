"""What nature does to everybody."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime
from typing import Any

from econsim.contracts import Channel, Shape
from econsim.draws import Streams
from econsim.units import FloatArray


class PriceProcess(Shape):
    """How nature moves the AKT price."""

    @abstractmethod
    def path(self, n_epochs: int, start_date: Any, epoch_seconds: float, streams: Streams) -> FloatArray:
        """Return the price in USD at the beginning of each epoch, length n_epochs."""

    def recorded_until(self) -> datetime | None:
        """Return the moment after which no price is recorded, None where none is."""
        return None

    def goes_on_as(self) -> str:
        """Return what follows what is recorded, in words."""
        return ""


AKT_PRICE = Channel(name="akt_price", contract=PriceProcess, many=False, meaning="the AKT price in USD")


class ReservationLaw(Shape):
    """How nature spreads what tenants would pay at most."""

    @property
    @abstractmethod
    def intentions_per_order(self) -> float:
        """Return how many intentions come up for each order that a tenant class's `orders_per_day` counts."""

    @abstractmethod
    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return the price paid at most over the bundle's open-market price, one a uniform in [0, 1), rising in it."""


RESERVATION_PRICE = Channel(
    name="reservation_price",
    contract=ReservationLaw,
    many=False,
    meaning="what tenants would pay at most: the demand curve",
)


class DemandShock(Shape):
    """How nature moves the demand for leases."""

    @abstractmethod
    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return demand over its base (1 = no shock) at days since the start, same shape."""


GPU_DEMAND = Channel(name="gpu_demand", contract=DemandShock, many=True, meaning="changes of the demand for GPUs")
