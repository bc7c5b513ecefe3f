"""Shocks to the demand for GPUs: a multiplier of base demand over time.

More demand is added arrivals, from processes of the shock's own; less is thinning by a uniform that each intention
carries. Base intentions never move.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from econsim.contracts import DemandShock, parameter
from econsim.units import BoolArray, FloatArray, IntArray


def _start() -> Any:
    return parameter(
        "when it begins, from the start of the run",
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


class Step(DemandShock):
    """More or less demand from a day on."""

    kind: ClassVar[str] = "step"

    start_day: float = _start()
    size: float = _size("excess over base demand: 1.0 doubles it, -0.5 halves it")

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size from start_day on, 1 before."""
        return np.where(days >= self.start_day, 1.0 + self.size, 1.0)


class Ramp(DemandShock):
    """Demand that rises or falls evenly over some days and stays there."""

    kind: ClassVar[str] = "ramp"

    start_day: float = _start()
    days: float = _span("how long the rise takes")
    size: float = _size("excess over base demand once it is over: 1.0 doubles it, -0.5 halves it")

    def multiplier(self, days: FloatArray) -> FloatArray:
        """Return 1 + size x the part of the rise that is over."""
        return 1.0 + self.size * np.clip((days - self.start_day) / self.days, 0.0, 1.0)


def wanted_mask(
    shocks: Sequence[DemandShock],
    days: FloatArray,
    shock: IntArray,
    extra: FloatArray,
    demand_uniform: FloatArray,
    is_gpu: BoolArray,
) -> BoolArray:
    """Return which intentions are wanted under the shocks, each judged at its own moment.

    An extra intention is wanted while the excess of its shock (number `shock`) is at least its `extra`; every
    intention for GPUs, base or extra, is thinned by the product of the falls. So demand over base demand is
    (1 + sum of positive excesses) x product of (multipliers below 1). Arrays by intention; `days` since the start.
    """
    excess = np.zeros((len(shocks) + 1, days.size))  # the last row serves base intentions: shock -1, extra 0
    left = np.ones(days.size)
    for number, each in enumerate(shocks):
        multiplier = each.multiplier(days)
        excess[number] = multiplier - 1.0
        left *= np.minimum(multiplier, 1.0)
    is_there = extra <= excess[shock, np.arange(days.size)]
    return np.asarray(is_there & (~is_gpu | (demand_uniform < left)))
