"""The theories that the verification can set the model up for, and why it cannot be set up for others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from econsim.verification.theory import (
    compounding,
    concentration,
    delegation,
    distribution,
    f1,
    mint,
    process,
    queue,
    statistics,
    validator,
)
from econsim.verification.theory.theory import Theory

_FAMILIES = (compounding, concentration, delegation, distribution, f1, mint, process, queue, statistics, validator)
THEORIES: Mapping[str, Theory] = MappingProxyType(
    {theory.name: theory for family in _FAMILIES for theory in family.THEORIES}
)

_STRATEGIC = "the model has no equilibrium bidding yet"
_NO_MECHANISM = "no mechanism of this chain"
NOT_YET: Mapping[str, str] = MappingProxyType(
    {
        "auction.uniform": _STRATEGIC,
        "auction.lognormal": _STRATEGIC,
        "auction.reserve_uniform": _STRATEGIC,
        "auction.optimal_reserve": _STRATEGIC,
        "auction.cost_plus_uniform": "providers draw no cost for each order yet",
        "auction.poisson_bidders_uniform": _STRATEGIC,
        "auction.logit_choice_uniform": "providers draw no cost for each order yet",
        "auction.revenue_equivalence": _NO_MECHANISM,
        "auction.capacity_duopoly": _NO_MECHANISM,
        "queue.overflow": "an order takes one GPU model and no other",
        "queue.engset": "tenants order again whether or not they have a lease",
        "queue.erlang_c": "an order that finds no room is lost",
        "queue.erlang_a": "an order that finds no room is lost",
        "reliability.alternating_renewal": "nodes do not fail yet",
        "reliability.node_survival": "nodes do not fail yet",
        "reliability.up_count": "nodes do not fail yet",
        "compounding.polya": _NO_MECHANISM,
        "compounding.reward_schedule": _NO_MECHANISM,
        "delegation.kirman": "delegators do not herd",
        "floor.breakeven_gamma": "the model has no such function; floor.logit_response steps what it follows from",
        "commission.logit_bertrand": "no validator looks for the best reply",
        "market.isoelastic_shock": "the market has auctions, not a price that clears it",
        "market.fee_incidence": "the market has auctions, not a price that clears it",
        "gsa.ishigami": "there is no sensitivity analysis yet",
        "gsa.sobol_g": "there is no sensitivity analysis yet",
    }
)
