"""Crashes and rallies of the AKT price: a fall or a rise, evenly in logs, that stays or is made good."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim.contracts import Lasting, parameter
from econsim.shocks.akt_move.channel import PriceMove
from econsim.units import FloatArray


def _days(meaning: str, default: Any = ..., **limits: Any) -> Any:
    return parameter(meaning, unit="days", source="scenario", status="choice", default=default, le=100_000.0, **limits)


def _size(meaning: str, **limits: Any) -> Any:
    return parameter(meaning, unit="fraction of the price", source="scenario", status="choice", **limits)


class _Move(PriceMove):
    """A price that goes to (1 + size) times what it would be, by the same part every day, and perhaps back."""

    start_day: float = _days("when it begins, from the start of the run; or a `date`, one of the two", ge=0.0)
    days: float = _days("how long the way takes; 0, at once", 0.0, ge=0.0)
    stays_days: float = _days("how long it stays where it has come to before it goes back", 0.0, ge=0.0)
    back_days: float | None = _days("how long the way back takes; left out, it never goes back", None, ge=0.01)
    size: float

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return (1 + size) to the power of the part of the way that is gone and not made good."""
        knots = np.cumsum([self.start_day, self.days, self.stays_days, self.back_days or 1.0])
        part = np.interp(days, knots, [0.0, 1.0, 1.0, 1.0 if self.back_days is None else 0.0])
        return np.asarray((1.0 + self.size) ** part)

    def lasting(self) -> Lasting:
        """Return its days; one that never goes back has no last."""
        if self.back_days is None:
            return Lasting(self.start_day, None)
        return Lasting(self.start_day, self.start_day + self.days + self.stays_days + self.back_days)

    def told(self) -> str:
        """Return how far it goes in how many days, and whether it is made good."""
        way = f"within {self.days:g} days" if self.days else "at once"
        back = "stays there" if self.back_days is None else f"comes back within {self.back_days:g} days"
        return f"AKT price {1.0 + self.size:g} times what it would be {way}, and {back}"


class Crash(_Move):
    """A fall."""

    kind: ClassVar[str] = "crash"

    size: float = _size("change of the price: -0.6 takes 60 % of it away", ge=-0.99, le=0.0)


class Rally(_Move):
    """A rise."""

    kind: ClassVar[str] = "rally"

    size: float = _size("change of the price: 2.0 makes it three times as much", ge=0.0, le=100.0)
