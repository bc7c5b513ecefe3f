"""Price changes of machines with GPUs: a wave of hardware that makes new nodes cheaper, or a shortage.

Who orders a node pays for its machines what they cost then, for as long as it lives; who has one keeps its price.
"""

from __future__ import annotations

from typing import ClassVar

from econsim.contracts import Channel
from econsim.shocks.price_changes import PriceChange, price_changes


class HardwarePrice(PriceChange):
    """How nature moves the price of machines with GPUs of one model, or of all."""

    of_what: ClassVar[str] = "price of machines with"


HARDWARE_PRICE = Channel(
    name="hardware_price",
    contract=HardwarePrice,
    many=True,
    meaning="changes of the prices of machines with GPUs",
    begins=price_changes,
)
