"""Shocks to the demand for GPUs: multipliers of base demand over time."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim.contracts import Lasting, parameter
from econsim.shocks.gpu_demand.channel import DemandShock
from econsim.units import DAYS_PER_YEAR, FloatArray


def _start() -> Any:
    return parameter(
        "when it begins, from the start of the run; or a `date`, one of the two",
        unit="days",
        source="scenario",
        status="choice",
        ge=0.0,
        le=100_000.0,
    )


def _span(meaning: str) -> Any:
    return parameter(meaning, unit="days", source="scenario", status="choice", ge=0.01, le=100_000.0)


def _size(meaning: str) -> Any:
    return parameter(meaning, unit="fraction of base demand", source="scenario", status="choice", ge=-1.0, le=100.0)


class Pulse(DemandShock):
    """More or less demand for some days, then as before."""

    kind: ClassVar[str] = "pulse"

    start_day: float = _start()
    days: float = _span("how long it lasts")
    size: float = _size("excess over base demand: 1.0 doubles it, -0.5 halves it")

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size inside [start_day, start_day + days), 1 outside."""
        is_on = (days >= self.start_day) & (days < self.start_day + self.days)
        return np.where(is_on, 1.0 + self.size, 1.0)

    def lasting(self) -> Lasting:
        """Return its days."""
        return Lasting(self.start_day, self.start_day + self.days)

    def told(self) -> str:
        """Return how much and how long."""
        return f"{self.whose} demand {1.0 + self.size:g} times its base for {self.days:g} days"


class Step(DemandShock):
    """More or less demand from a day on."""

    kind: ClassVar[str] = "step"

    start_day: float = _start()
    size: float = _size("excess over base demand: 1.0 doubles it, -0.5 halves it")

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size from start_day on, 1 before."""
        return np.where(days >= self.start_day, 1.0 + self.size, 1.0)

    def lasting(self) -> Lasting:
        """Return its first day; it has no last."""
        return Lasting(self.start_day, None)

    def told(self) -> str:
        """Return how much, from its day on."""
        return f"{self.whose} demand {1.0 + self.size:g} times its base from then on"


class Ramp(DemandShock):
    """Demand that rises or falls evenly over some days and stays there."""

    kind: ClassVar[str] = "ramp"

    start_day: float = _start()
    days: float = _span("how long the rise takes")
    size: float = _size("excess over base demand once it is over: 1.0 doubles it, -0.5 halves it")

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size x the part of the rise that is over."""
        return 1.0 + self.size * np.clip((days - self.start_day) / self.days, 0.0, 1.0)

    def lasting(self) -> Lasting:
        """Return its first day; it has no last."""
        return Lasting(self.start_day, None)

    def told(self) -> str:
        """Return how far it goes in how many days."""
        return f"{self.whose} demand to {1.0 + self.size:g} times its base within {self.days:g} days, and stays there"


class Exponential(DemandShock):
    """Demand that grows, or falls, by the same factor every year for some days, and stays where it comes to."""

    kind: ClassVar[str] = "exponential"

    start_day: float = _start()
    days: float = _span("how long it goes on")
    factor_per_year: float = parameter(
        "demand a year later over demand before: 2.3 to 4.6 in the years of the AI boom, below 1 for a collapse",
        unit="1",
        source="scenario",
        status="choice",
        ge=0.01,
        le=20.0,
    )

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return the factor to the power of the years of growth that are over."""
        years = np.clip(days - self.start_day, 0.0, self.days) / DAYS_PER_YEAR
        return np.asarray(self.factor_per_year**years)

    def lasting(self) -> Lasting:
        """Return its first day; it has no last."""
        return Lasting(self.start_day, None)

    def told(self) -> str:
        """Return the factor and for how long it grows."""
        return f"{self.whose} demand {self.factor_per_year:g} times a year for {self.days:g} days, and stays there"
