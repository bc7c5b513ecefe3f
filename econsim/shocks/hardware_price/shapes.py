"""Price changes of machines with GPUs: at once, or evenly in logs over some days."""

from __future__ import annotations

from typing import ClassVar

from econsim.shocks.hardware_price.channel import HardwarePrice
from econsim.shocks.price_changes import Drift, Step


class HardwarePriceStep(Step, HardwarePrice):
    """Another price from a day on."""

    kind: ClassVar[str] = "price_step"


class HardwarePriceDrift(Drift, HardwarePrice):
    """A price that falls or rises by the same part every day, and stays where it comes to."""

    kind: ClassVar[str] = "price_drift"
