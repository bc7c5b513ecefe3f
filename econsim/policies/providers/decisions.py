"""What providers decide."""

from __future__ import annotations

from econsim.contracts import DecisionKind
from econsim.decisions import PricingSchedule, RevenueUse
from econsim.world.views import own_providers

PROVIDER_PRICING = DecisionKind(
    name="provider_pricing",
    population="providers",
    meaning="what to ask for each kind of order",
    sees=own_providers,
    decides=PricingSchedule,
)

PROVIDER_REVENUE = DecisionKind(
    name="provider_revenue",
    population="providers",
    meaning="what to sell of what is earned, and what to buy for bid deposits",
    sees=own_providers,
    decides=RevenueUse,
)
