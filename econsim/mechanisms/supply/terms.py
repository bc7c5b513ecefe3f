"""The terms on which nodes are put up: spans and costs that hold all along."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from econsim.units import BoolArray, FloatArray, IntArray


@dataclass(frozen=True)
class SupplyTerms:
    """What putting up a node takes, whoever does it."""

    delivery_lag_seconds: float  # from order to listing; the beginning of the next epoch at the earliest
    life_seconds: float  # of a node
    capital_usd_per_usd_per_hour: float  # price of machines whose use costs one USD an hour [hours]
    resale_ratio: float  # what machines bring over what is left of their price
    reserve_hours: float  # of costs, that owners bring as cash
    memory_half_life_seconds: float  # of what is known of earnings and use


class SpotShape(Protocol):
    """How the spot market moves."""

    def hours_down(self) -> float:
        """Return how long a node is down that is taken back [hours]."""


@dataclass(frozen=True)
class Supplied(Protocol):
    """What owners want, one entry a project (see `policies/providers/decisions.py`)."""

    orders_up_to: IntArray
    is_leaving: BoolArray
    is_booked: BoolArray
    guaranteed_use: FloatArray
    revenue_share: FloatArray
