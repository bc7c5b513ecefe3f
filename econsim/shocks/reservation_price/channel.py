"""What tenants would pay at most: the demand curve, by which orders are drawn."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import numpy as np

from econsim import sources
from econsim.contracts import Channel, Shape, Span, parameter
from econsim.draws import Streams
from econsim.units import FloatArray


class DemandCurve(Shape):
    """How nature spreads what tenants would pay at most."""

    value_cap_quantile: float = parameter(
        "quantile of reservation prices that counts as what using a lease is worth to whoever would pay more",
        unit="fraction",
        source=f"{sources.ASSUMPTION}; nobody has observed the tail; try .9 and .99",
        status="assumed",
        default=0.95,
        ge=0.5,
        le=0.9999,
    )

    @property
    @abstractmethod
    def intentions_per_order(self) -> float:
        """Return how many intentions come up for each order that a tenant class's `orders_per_day` counts."""

    @abstractmethod
    def price_ratio(self, uniform: FloatArray, has_gpu: Any) -> FloatArray:
        """Return the price paid at most over the bundle's open-market price, one a uniform in [0, 1), rising in it."""

    def value_cap_ratio(self, has_gpu: Any) -> FloatArray:
        """Return the price that the cap's quantile pays at most, over the bundle's open-market price."""
        return self.price_ratio(np.full(np.shape(has_gpu), self.value_cap_quantile), has_gpu)


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
