"""Price changes of the open market for GPUs, the outside option of every tenant.

Reservation prices are ratios to the open-market price (see `reservation_price`), so all of them move with it: an
intention that comes up later is worth so many times as much. Leases and orders that are there keep their prices.
"""

from __future__ import annotations

from typing import ClassVar

from econsim.contracts import Channel
from econsim.shocks.price_changes import PriceChange, price_changes


class OutsidePrice(PriceChange):
    """How nature moves what the open market asks for one GPU model, or for all of them."""

    of_what: ClassVar[str] = "open-market price of"


OUTSIDE_PRICE = Channel(
    name="outside_price",
    contract=OutsidePrice,
    many=True,
    meaning="changes of the open-market prices of GPUs",
    begins=price_changes,
)
