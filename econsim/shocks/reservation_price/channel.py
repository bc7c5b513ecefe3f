"""What tenants would pay at most: the demand curve, by which orders are drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from econsim.contracts import Channel, Shape, Span
from econsim.draws import Streams
from econsim.units import FloatArray


class DemandCurve(Shape):
    """How nature spreads what tenants would pay at most."""

    @property
    @abstractmethod
    def intentions_per_order(self) -> float:
        """Return how many intentions come up for each order that a tenant class's `orders_per_day` counts."""

    @abstractmethod
    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return the price paid at most over the bundle's open-market price, one a uniform in [0, 1), rising in it."""


def as_it_is(curve: DemandCurve, span: Span, streams: Streams) -> DemandCurve:
    """Return the curve: it is the same in every epoch, and what it draws is drawn with the orders."""
    return curve


RESERVATION_PRICE = Channel(
    name="reservation_price",
    contract=DemandCurve,
    many=False,
    meaning="what tenants would pay at most: the demand curve",
    begins=as_it_is,
)
