"""What tenants decide."""

from __future__ import annotations

from econsim.contracts import DecisionKind
from econsim.decisions import ChoiceSchedule
from econsim.world.views import own_tenants

TENANT_CHOICE = DecisionKind(
    name="tenant_choice",
    population="tenants",
    meaning="which bid to take: the weights of price, audit and taste",
    sees=own_tenants,
    decides=ChoiceSchedule,
)
