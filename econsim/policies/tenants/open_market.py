"""What plain computing costs elsewhere, by what tenants compare."""

from __future__ import annotations

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Section


class OpenMarketRates(Section):
    """What plain computing costs elsewhere."""

    thread: float = parameter(
        "price of a CPU thread",
        unit="USD/month",
        source=sources.PLAIN_COMPUTING,
        status="inferred",
        ge=0.0,
        le=10_000.0,
    )
    memory_gib: float = parameter(
        "price of memory", unit="USD/GiB-month", source=sources.PLAIN_COMPUTING, status="inferred", ge=0.0, le=10_000.0
    )
    storage_gib: float = parameter(
        "price of storage", unit="USD/GiB-month", source=sources.PLAIN_COMPUTING, status="inferred", ge=0.0, le=10_000.0
    )
