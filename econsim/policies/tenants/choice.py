"""Which bid a tenant takes: weights of one linear utility, or a rule, that the market follows inside the epoch."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.world.bonds import HIGHEST


class Cheapest(Policy):
    """Take the lowest bid."""

    kind: ClassVar[str] = "cheapest"
    decides: ClassVar[str] = "tenant_choice"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> ChoiceSchedule:
        """Return weights by which the price alone counts."""
        one, none = np.ones(len(own)), np.zeros(len(own))
        return ChoiceSchedule(price_weight=one, audit_weight=none, taste_weight=none)


class Logit(Policy):
    """Weigh price against an auditor's signature, trust and a taste of its own for each provider (McFadden 1974).

    P(bid) ~ exp(price_weight x (- bid / open-market price) + audit_weight x is_audited + trust_weight x trust): the
    choice among standard Gumbel tastes, whose weight is 1. Trust in a provider is -1 to 1, 0 for a stranger, and comes
    of how the tenant's own leases there have ended. At the defaults a signature is worth a tenth of the open-market
    price and nobody's leases are remembered.
    """

    kind: ClassVar[str] = "logit"
    decides: ClassVar[str] = "tenant_choice"
    looks_at: ClassVar[tuple[str, ...]] = ()

    price_weight: float = parameter(
        "how much the bid, over the open-market price, counts against a standard Gumbel taste",
        unit="per open-market price",
        source="assumption",
        status="assumed",
        default=10.0,
        ge=0.0,
        le=1_000_000.0,
    )
    audit_weight: float = parameter(
        "how much an auditor's signature counts",
        unit="standard Gumbel tastes",
        source="assumption",
        status="assumed",
        default=1.0,
        ge=-1_000_000.0,
        le=1_000_000.0,
    )
    trust_weight: float = parameter(
        "how much full trust in a provider counts",
        unit="standard Gumbel tastes",
        source="assumption",
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1_000_000.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> ChoiceSchedule:
        """Return the same weights for every row."""
        one = np.ones(len(own))
        return ChoiceSchedule(self.price_weight * one, self.audit_weight * one, one, self.trust_weight * one)


class LevelRequired(Logit):
    """Take bids of providers of a level of verification alone, and weigh them as `logit` does.

    Where the chain has no levels (counterfactual.bonds.design none) nothing is required.
    """

    kind: ClassVar[str] = "level_required"

    required_level: int = parameter(
        "level of verification that a provider must have to bid",
        unit="level",
        source="assumption; AEP-86 lets an order require a level",
        status="assumed",
        default=2,
        ge=0,
        le=HIGHEST,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> ChoiceSchedule:
        """Return the same weights and level for every row."""
        level = np.full(len(own), self.required_level, dtype=np.int64)
        return replace(super().decide(own, public, draws), required_level=level)


class TierFirst(Policy):
    """Take the highest audit tier, then whoever is reliably up, then the lowest price.

    Tiers are audited and not. Compared one after the other, not weighed: no price makes up for a tier. Taste and trust
    do not count.

    The rule is an assumption. The console itself lists bids cheapest first, with a filter for audited providers, and
    calls an uptime of 99 % over 7 days healthy (akash-network/console apps/deploy-web CreateLease.tsx and
    ProviderUptimeCell.tsx @d84c9e93d7904ec9cbbfd2d62b79994209bea297).
    """

    kind: ClassVar[str] = "tier_first"
    decides: ClassVar[str] = "tenant_choice"
    looks_at: ClassVar[tuple[str, ...]] = ()

    least_uptime: float = parameter(
        "part of the last 30 days that a provider's nodes were up, from which on it counts as reliable",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=0.99,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> ChoiceSchedule:
        """Return the rule for every row; its weights do not count."""
        none = np.zeros(len(own))
        return ChoiceSchedule(none, none, none, least_uptime=none + self.least_uptime)


class Random(Policy):
    """Take any of the bids, all equally likely: a benchmark, of whom neither price nor reliability wins orders.

    Of n independent Gumbel tastes each is the highest with probability 1/n.
    """

    kind: ClassVar[str] = "random"
    decides: ClassVar[str] = "tenant_choice"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> ChoiceSchedule:
        """Return weights by which the taste alone counts."""
        one, none = np.ones(len(own)), np.zeros(len(own))
        return ChoiceSchedule(price_weight=none, audit_weight=none, taste_weight=one)
