"""Price changes of the open market for GPUs: at once, or evenly in logs over some days."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim.contracts import Lasting, parameter
from econsim.shocks.outside_price.channel import OutsidePrice
from econsim.units import FloatArray


def _day(meaning: str, **limits: Any) -> Any:
    return parameter(meaning, unit="days", source="scenario", status="choice", le=100_000.0, **limits)


class _Lasting(OutsidePrice):
    """A change that stays."""

    gpu_model: str | None = parameter(
        "GPU model whose price changes; left out, all of them",
        unit="name",
        source="scenario",
        status="choice",
        default=None,
    )
    start_day: float = _day("when it begins, from the start of the run", ge=0.0)
    size: float = parameter(
        "change of the open-market price: -0.44 cuts it by 44 %",
        unit="fraction of the base price",
        source="scenario",
        status="choice",
        ge=-0.99,
        le=100.0,
    )

    def lasting(self) -> Lasting:
        """Return its first day; it has no last."""
        return Lasting(self.start_day, None)

    @property
    def _what(self) -> str:
        return f"open-market price of {self.gpu_model or 'GPUs'} {1.0 + self.size:g} times its base"


class PriceStep(_Lasting):
    """Another price from a day on."""

    kind: ClassVar[str] = "price_step"

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size from start_day on, 1 before."""
        return np.where(days >= self.start_day, 1.0 + self.size, 1.0)

    def told(self) -> str:
        """Return how much, from its day on."""
        return f"{self._what} from then on"


class PriceDrift(_Lasting):
    """A price that falls or rises by the same part every day, and stays where it comes to."""

    kind: ClassVar[str] = "price_drift"

    days: float = _day("how long the change takes", ge=0.01)

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return (1 + size) to the power of the part of its days that is over."""
        return np.asarray((1.0 + self.size) ** np.clip((days - self.start_day) / self.days, 0.0, 1.0))

    def told(self) -> str:
        """Return how far it goes in how many days."""
        return f"{self._what} within {self.days:g} days, and stays there"
