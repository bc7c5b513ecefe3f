"""What tenants remember of single providers: parameters that matter where a choice of theirs weighs trust."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Seconds, Section
from econsim.units import SECONDS_PER_DAY


class ProviderTrust(Section):
    """Trust of a tenant in a provider, from -1 to 1, 0 before they met: how it rises, falls and fades."""

    gain: float = parameter(
        "part of the trust that is missing to 1 gained by a lease that ends as planned",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.2,
        ge=0.0,
        le=1.0,
    )
    loss: float = parameter(
        "part of the way down to -1 lost by a lease that fails or that the provider closes",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1.0,
    )
    half_life: Seconds = parameter(
        "time after which half of it, good or bad, is left",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        default=90 * SECONDS_PER_DAY,
        ge=1.0,
    )
