"""What the market follows inside an epoch: numbers that were decided before it opens; it knows no policy by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from econsim.units import FloatArray, IntArray


@dataclass(frozen=True)
class Asks(Protocol):
    """The ask of each provider for each bundle class, shape (providers, bundles), by denom; 0 = does not bid."""

    ask_micro_uakt_per_block: IntArray
    ask_micro_uusdc_per_block: IntArray


@dataclass(frozen=True)
class Weights(Protocol):
    """The weights of each tenant's linear utility over bids, one entry a tenant (see `decision.py`)."""

    price_weight: FloatArray
    audit_weight: FloatArray
    taste_weight: FloatArray
