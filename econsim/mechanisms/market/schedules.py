"""What the market follows inside an epoch: numbers that were decided before it opens; it knows no policy by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from econsim.units import FloatArray, IntArray


@dataclass(frozen=True)
class Asks(Protocol):
    """The ask of each provider for each bundle class, shape (providers, bundles), by denom; 0 = does not bid.

    Providers whose costs over the ask, shape (providers, knots), are not 0 draw one for each order and bid by it (see
    `quotes.py`): bids over the ask have shape (providers, bundles, knots), the probability of a cost for which they bid
    (providers, bundles).
    """

    ask_micro_uakt_per_block: IntArray
    ask_micro_uusdc_per_block: IntArray
    cost_over_ask: FloatArray
    bid_over_ask: FloatArray
    bids_below: FloatArray


@dataclass(frozen=True)
class Weights(Protocol):
    """The weights of each tenant's linear utility over bids, one entry a tenant (see `decision.py`)."""

    price_weight: FloatArray
    audit_weight: FloatArray
    taste_weight: FloatArray


@dataclass(frozen=True)
class MarketHabits:
    """What tenants and the stock provider software do by habit; spans in whole blocks, at least 1 except the wait."""

    bid_wait_blocks: int  # from order to the tenant's decision
    deposit_blocks: int  # the first deposit covers this much
    top_up_blocks: int  # between two top-ups
    withdrawal_blocks: int  # between two withdrawals of a provider
    monitor_blocks: int  # between two looks at the account's funds
    forget_top_up_ratio: float  # of top-ups are forgotten, and all that would follow
    uusdc_share: float  # of orders would pay in uusdc
    trust_gain: float  # of the trust that is missing comes back with each order filled
    trust_loss: float  # of trust is lost with each order for which there was no room, or no bid deposit


@dataclass(frozen=True)
class Schedules:
    """What the market follows for an epoch; one row a provider, one row a tenant."""

    pricing: Asks
    choice: Weights
    habits: MarketHabits
