"""What the market follows inside an epoch: numbers that were decided before it opens; it knows no policy by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, Protocol

from econsim.units import FloatArray, IntArray


@dataclass(frozen=True, match_args=False)
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
    """The weights of each tenant's utility over bids, one entry a tenant (see `choice.py`)."""

    price_weight: FloatArray
    audit_weight: FloatArray
    taste_weight: FloatArray
    trust_weight: FloatArray
    least_uptime: FloatArray  # of the rule that puts tiers first; NaN for who goes by utility
    required_level: IntArray  # of verification, that a provider must have to bid


@dataclass(frozen=True)
class ClassHabits:
    """What the tenants of a class do by habit when an order finds no lease, or a lease ends before its time."""

    patience_kind: Literal["none", "exponential", "fixed", "endless"] = "none"  # how long an order without a bid waits
    patience_blocks: float = 0.0  # mean
    retries: int = 0  # at most, of one search
    retry_share: float = 0.0  # of orders without a lease are posted again after a wait
    retry_blocks: float = 1.0  # mean of that wait, exponential
    second_choice: Mapping[int, Mapping[int, float]] = field(default_factory=lambda: MappingProxyType({}))
    # ... by GPU model: shares that take each other model; the rest leaves
    one_at_a_time: bool = False  # wants nothing while it is busy with something
    reopen_share: float = 1.0  # of leases that end before their time are posted again for the rest
    least_uptime: float = 0.0  # of the market in the last 30 days: while it is lower, nothing is wanted of it


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
    heeds_notice: float = 0.0  # of tenants leave a node before a maintenance that they would run into
    failure_trust_loss: float = 0.0  # of trust is lost with each lease that fails or that its provider closes
    pair_gain: float = 0.0  # of the trust that is missing in its provider comes with each lease that ends as planned
    pair_loss: float = 0.0  # of the way down to -1 it falls with each that fails or that the provider closes
    pair_half_life_blocks: int = 1  # after which half of the trust in a provider, good or bad, is left

    comes_back_share: float = 0.0  # of tenants that have found no room elsewhere either post again after a wait
    comes_back_blocks: float = 1.0  # mean of that wait, exponential
    prepaid_blocks: int = 1  # in ACT: what a deposit pays for, refilled when half of it is used
    card_share: float = 0.0  # of orders in ACT are paid by card: the Console's one wallet lends their deposits
    console_target_uact: int = 0  # what that wallet is filled up to ...
    console_period_blocks: int = 1  # ... so often
    mint_margin_ratio: float = 0.0  # of AKT bought beyond what a mint costs, for the price may fall until then
    act_retry_blocks: int = 1  # after which who was refused a mint asks again
    akt_as_fallback: bool = False  # who can have no ACT minted puts AKT into the account of a lease
    burns_refunds: bool = False  # ACT that is left of a lease is burned, else kept for the next one
    bids_again: bool = False  # providers bid on open orders when room frees
    classes: tuple[ClassHabits, ...] = ()  # one a tenant class; none: the defaults for all


@dataclass(frozen=True)
class Schedules:
    """What the market follows for an epoch; one row a provider, one row a tenant."""

    pricing: Asks
    choice: Weights
    habits: MarketHabits
