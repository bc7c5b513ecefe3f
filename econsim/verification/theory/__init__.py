"""The theories that the verification can set the model up for, and why it cannot be set up for others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from econsim.verification.theory import (
    auction,
    commission,
    compounding,
    concentration,
    delegation,
    distribution,
    herding,
    mint,
    process,
    queue,
    statistics,
    validator,
)
from econsim.verification.theory.theory import Theory

_FAMILIES = (
    auction,
    commission,
    compounding,
    concentration,
    delegation,
    distribution,
    herding,
    mint,
    process,
    queue,
    statistics,
    validator,
)
THEORIES: Mapping[str, Theory] = MappingProxyType(
    {theory.name: theory for family in _FAMILIES for theory in family.THEORIES}
)

_STRATEGIC = "the model has no equilibrium bidding yet"
_NO_MECHANISM = "no mechanism of this chain"
NOT_YET: Mapping[str, str] = MappingProxyType(
    {
        "auction.optimal_reserve": _STRATEGIC,
        "auction.revenue_equivalence": _NO_MECHANISM,
        "auction.capacity_duopoly": _NO_MECHANISM,
        "queue.overflow": "an order takes one GPU model and no other",
        "queue.engset": "tenants order again whether or not they have a lease",
        "queue.erlang_c": "an order that finds no room is lost",
        "queue.erlang_a": "an order that finds no room is lost",
        "reliability.alternating_renewal": "nodes do not fail yet",
        "reliability.node_survival": "nodes do not fail yet",
        "reliability.up_count": "nodes do not fail yet",
        "distribution.f1": "the epoch has no slashing yet",
        "compounding.polya": _NO_MECHANISM,
        "compounding.reward_schedule": _NO_MECHANISM,
        "market.isoelastic_shock": "the market has auctions, not a price that clears it",
        "market.fee_incidence": "the market has auctions, not a price that clears it",
        "gsa.ishigami": "there is no sensitivity analysis yet",
        "gsa.sobol_g": "there is no sensitivity analysis yet",
    }
)
