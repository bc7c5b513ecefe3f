"""How nature moves the spot market: not at all, or by a price that wanders, interruptions, and a spike of both."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim import sources
from econsim.contracts import Lasting, parameter
from econsim.shocks.spot_market.channel import SpotMarket
from econsim.units import BoolArray, FloatArray, IntArray


def _assumed(meaning: str, unit: str, default: Any, **limits: Any) -> Any:
    return parameter(meaning, unit=unit, source=sources.ASSUMPTION, status="assumed", default=default, **limits)


class CalmSpot(SpotMarket):
    """The price stands still, and nothing is taken back."""

    kind: ClassVar[str] = "none"

    def hours_down(self) -> float:
        """Return 0."""
        return 0.0

    def price_over_start(self, days: IntArray, normals: FloatArray) -> FloatArray:
        """Return 1."""
        return np.ones(days.size)

    def taken_back_per_day(self, days: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return 0."""
        return np.zeros(days.size), np.zeros(days.size)


class Interruptions(SpotMarket):
    """Instances are taken back, some together; the log of the price over on demand wanders around its mean.

    log ratio of a day = phi x that of the day before + sd x sqrt(1 - phi^2) x normal, from the mean on day 0, phi given
    by a half-life. In a spike the ratio is `spike_ratio`, and interruptions come `spike_interruptions_per_day` often.
    """

    kind: ClassVar[str] = "interruptions"

    per_day: float = _assumed("how often an instance is taken back; sweep .01 to .2", "1/day", 0.05, ge=0.0, le=100.0)
    common_share: float = _assumed("part of that which strikes all of a hyperscaler", "fraction", 0.5, ge=0.0, le=1.0)
    outage_hours: float = _assumed("time until a node runs again on another instance", "hours", 6.0, ge=0.0, le=240.0)
    ratio: float = parameter(
        "spot price over on-demand price, median",
        unit="fraction",
        source="RunPod, March 2026: A100 1.19 / 2.10, H100 1.99 / 3.51, RTX 4090 .34 / .60 USD",
        status="measured",
        default=0.57,
        gt=0.0,
        le=1.0,
    )
    ratio_log_sd: float = _assumed("spread of that ratio, of its logarithm", "1", 0.2, ge=0.0, le=3.0)
    half_life_days: float = _assumed("half-life of a deviation", "days", 15.0, gt=0.0, le=10_000.0)
    spike_start_day: float | None = _assumed("day on which a spike begins; none without", "days", None, ge=0.0)
    spike_days: float = _assumed("length of the spike", "days", 14.0, gt=0.0, le=100_000.0)
    spike_ratio: float = _assumed("spot price over on demand in the spike", "fraction", 1.0, gt=0.0, le=10.0)
    spike_interruptions_per_day: float = _assumed("how often then", "1/day", 0.2, ge=0.0, le=100.0)

    def hours_down(self) -> float:
        """Return how long a node is down that is taken back."""
        return self.outage_hours

    def price_over_start(self, days: IntArray, normals: FloatArray) -> FloatArray:
        """Return the price of each day over that of day 0."""
        kept = 0.5 ** (1.0 / self.half_life_days)
        moved = self.ratio_log_sd * np.sqrt(1.0 - kept**2) * normals
        log_ratio = np.zeros(days.size)
        for day in range(1, days.size):
            log_ratio[day] = kept * log_ratio[day - 1] + moved[day]
        return np.where(self._is_spike(days), self.spike_ratio / self.ratio, np.exp(log_ratio))

    def taken_back_per_day(self, days: IntArray) -> tuple[FloatArray, FloatArray]:
        """Return how often by itself and how often together, on each day."""
        rate = np.where(self._is_spike(days), self.spike_interruptions_per_day, self.per_day)
        return rate * (1.0 - self.common_share), rate * self.common_share

    def lasting(self) -> Lasting | None:
        """Return the days of the spike."""
        if self.spike_start_day is None:
            return None
        return Lasting(self.spike_start_day, self.spike_start_day + self.spike_days)

    def told(self) -> str:
        """Return what the spike does, or how often instances are taken back where there is none."""
        if self.spike_start_day is None:
            return f"each spot instance is taken back {self.per_day:g} times a day"
        return f"spot prices spike to {self.spike_ratio:g} of on demand"

    def _is_spike(self, days: IntArray) -> BoolArray:
        if self.spike_start_day is None:
            return np.zeros(days.size, dtype=np.bool_)
        return np.asarray((days >= self.spike_start_day) & (days < self.spike_start_day + self.spike_days))
