"""What the market follows inside an epoch: numbers that were decided before it opens; it knows no policy by name."""

from __future__ import annotations

from typing import Protocol

from econsim.units import FloatArray, IntArray


class Asks(Protocol):
    """The ask of each provider for each bundle class, shape (providers, bundles); 0 = does not bid."""

    @property
    def ask_micro_uakt_per_block(self) -> IntArray:
        """Return the asks of orders in uakt [millionths of a uakt per block]."""

    @property
    def ask_micro_uusdc_per_block(self) -> IntArray:
        """Return the asks of orders in uusdc [millionths of a uusdc per block]."""


class Weights(Protocol):
    """The weights of each tenant's linear utility over bids; the bid of highest utility wins.

    utility = - price_weight x (bid / open-market price of the bundle) + audit_weight x is_audited
    + taste_weight x Gumbel(order, provider). Ties go to the lower provider id.
    """

    @property
    def price_weight(self) -> FloatArray:
        """Return how much the price counts."""

    @property
    def audit_weight(self) -> FloatArray:
        """Return how much an auditor's signature counts."""

    @property
    def taste_weight(self) -> FloatArray:
        """Return how much its own taste counts."""
