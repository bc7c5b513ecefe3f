"""What metrics are about on Akash: their topics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from econsim.networks.caveats import SUPPLY_HELD_FIXED


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
        "governance": Topic("Votes", "votes"),
        "token": Topic("Token", "the AKT price and what security costs"),
    }
)
