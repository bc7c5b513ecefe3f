"""How dishonest providers let their tenants down: not at all, or at random."""

from __future__ import annotations

from typing import ClassVar

from econsim import sources
from econsim.contracts import parameter
from econsim.shocks.provider_faults.channel import ProviderFaults


class NoFaults(ProviderFaults):
    """Everybody is honest: nodes fail by nature alone."""

    kind: ClassVar[str] = "none"

    @property
    def rates(self) -> tuple[float, float, float, float]:
        """Return that nobody is dishonest."""
        return 0.0, 0.0, 0.0, 0.0


class Dishonest(ProviderFaults):
    """Nodes of dishonest providers fail at random, by their fault, each by itself, beside nature's failures.

    Oversold, switched off for something that pays more, or never what was declared: all leases on the node end.
    """

    kind: ClassVar[str] = "dishonest"

    dishonest_share: float = parameter(
        "part of the providers that are dishonest; sweep 0, .05, .2",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.05,
        ge=0.0,
        le=1.0,
    )
    failures_per_day: float = parameter(
        "how often a node of theirs fails by their fault; sweep .01, .05, .2",
        unit="1/day",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.05,
        ge=0.0,
        le=100.0,
    )
    outage_hours: float = parameter(
        "how long the node is down then; sweep 1, 6, 24",
        unit="hours",
        source=sources.ASSUMPTION,
        status="assumed",
        default=6.0,
        ge=0.0,
        le=240.0,
    )
    detected_share: float = parameter(
        "part of the leases that end by it whose cause is detected; sweep .1, .5, 1",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1.0,
    )

    @property
    def rates(self) -> tuple[float, float, float, float]:
        """Return them as given."""
        return self.dishonest_share, self.failures_per_day, self.outage_hours, self.detected_share
