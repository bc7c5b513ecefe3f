"""The theories that the verification can set the model up for, and why it cannot be set up for others."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from econsim.verification.theory import (
    auction,
    auction_reserve,
    burn_mint,
    commission,
    compounding,
    concentration,
    delegation,
    distribution,
    elsewhere,
    f1,
    herding,
    incidence,
    mint,
    process,
    queue,
    reliability,
    sensitivity,
    statistics,
    validator,
    waiting,
)
from econsim.verification.theory.theory import Theory

_FAMILIES = (
    auction,
    commission,
    auction_reserve,
    compounding,
    concentration,
    delegation,
    distribution,
    herding,
    f1,
    incidence,
    mint,
    process,
    queue,
    reliability,
    sensitivity,
    statistics,
    validator,
    elsewhere,
    waiting,
    burn_mint,
)
THEORIES: Mapping[str, Theory] = MappingProxyType(
    {theory.name: theory for family in _FAMILIES for theory in family.THEORIES}
)

_NO_MECHANISM = "no mechanism of this chain"
NOT_YET: Mapping[str, str] = MappingProxyType(
    {
        "auction.revenue_equivalence": _NO_MECHANISM,
        "auction.capacity_duopoly": _NO_MECHANISM,
        "compounding.polya": _NO_MECHANISM,
        "compounding.reward_schedule": _NO_MECHANISM,
    }
)
