"""What metrics are about on Akash: their topics, and the effects that several of them tell of together."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from econsim.networks.caveats import SUPPLY_HELD_FIXED

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
    "provider_payout_usd_per_year",
)


@dataclass(frozen=True)
class Topic:
    """A topic of metrics.csv: its title above rows of a table, the same in a sentence, and what holds for every row."""

    title: str
    words: str
    caption: str = ""


TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "concentration": Topic("Concentration of stake", "the concentration of stake"),
        "staking": Topic("Supply and bonding", "supply and bonding"),
        "delegators": Topic("Delegators", "what delegators earn"),
        "validators": Topic("Validators", "what validators earn"),
        "market": Topic("Market", "the market for leases", SUPPLY_HELD_FIXED),
        "token": Topic("Token", "the AKT price and what security costs"),
    }
)


@cache
def effects() -> Mapping[str, str]:
    """Return the effect that a metric tells of, by metric, as effects.csv has it.

    Metrics of one effect are twins: they move together, so that together they count once. What is true by definition,
    such as the mean commission once a floor rises, counts for nothing.
    """
    with (Path(__file__).parent / "effects.csv").open(encoding="utf-8", newline="") as lines:
        return MappingProxyType({row["metric"]: row["effect"] for row in csv.DictReader(lines)})
