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
    """The weights of each tenant's linear utility over bids; the bid of highest utility wins.

    utility = - price_weight x (bid / open-market price of the bundle) + audit_weight x is_audited
    + taste_weight x Gumbel(order, provider). Ties go to the lower provider id.
    """

    price_weight: FloatArray
    audit_weight: FloatArray
    taste_weight: FloatArray
