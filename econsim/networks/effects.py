"""Which metrics a reader asks for first on Akash, and the effects that several metrics tell of together."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

BY_DEFINITION = "by definition"
HEADLINES = (  # what a reader asks for first, after the objectives
    "net_apr",
    "real_yield",
    "commission_uakt",
    "n_covering_cost_at_100_cents",
    "community_pool_uakt",
    "bonded_ratio",
    "bonding_flow_uakt",
    "gpu_price_usd_per_hour",
    "gpu_utilisation",
    "tenant_surplus_usd_per_year",
    "provider_payout_usd_per_year",
)


@cache
def effects() -> Mapping[str, str]:
    """Return the effect that a metric tells of, by metric, as effects.csv has it.

    Metrics of one effect are twins: they move together, so that together they count once. What is true by definition,
    such as the mean commission once a floor rises, counts for nothing.
    """
    with (Path(__file__).parent / "effects.csv").open(encoding="utf-8", newline="") as lines:
        return MappingProxyType({row["metric"]: row["effect"] for row in csv.DictReader(lines)})
