"""What metrics are about on Akash: their topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Topic:
    """A topic of metrics.csv: its title above rows of a table, and the same in a sentence."""

    title: str
    words: str


TOPICS: Mapping[str, Topic] = MappingProxyType(
    {
        "concentration": Topic("Concentration of stake", "the concentration of stake"),
        "staking": Topic("Supply and bonding", "supply and bonding"),
        "delegators": Topic("Delegators", "what delegators earn"),
        "validators": Topic("Validators", "what validators earn"),
        "market": Topic("Market", "the market for leases"),
        "governance": Topic("Votes", "votes"),
        "token": Topic("Token", "the AKT price and what security costs"),
    }
)
