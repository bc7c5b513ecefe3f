"""Whom a change of a parameter reaches, in words, and what a migration does to those who are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from econsim.mechanisms.upgrades.events import FLOOR
from econsim.networks.floor import LIFTS


class Migrated(NamedTuple):
    """What a migration does: to what, before it and after it, and to whom."""

    words: str
    before: str
    after: str
    whom: str


class Moved(NamedTuple):
    """AKT that an event moves, beside what it sets: in words, and to whom that matters."""

    words: str
    whom: str


_HOLDERS = "all who hold AKT"
UNLOCKED = Moved("AKT that comes into circulation", _HOLDERS)
FUNDED = Moved("AKT of the community pool moved to the vault", "the community pool and holders of ACT")
MIGRATED: Mapping[str, Migrated] = MappingProxyType(
    {
        LIFTS: Migrated(
            "validators below the commission floor", "left as they are", "lifted to it", "all of them, at once"
        ),
        "lift_max_rate_only": Migrated(
            "maximum rates below the commission floor", "left as they are", "raised to it; rates stay", "all, at once"
        ),
        "reserve_to_credits": Migrated(
            "seed of the vault", "counts in the collateral ratio alone", "remint credit, too", "holders of ACT"
        ),
    }
)
_EDITS = "who edits or joins from then on"
_REACHED = {
    "chain.staking": "validators and delegators",
    "chain.mint": _HOLDERS,
    "chain.distribution": "stakers and the community pool",
    "chain.slashing": "validators and delegators",
    "chain.evidence": "validators and delegators",
    "chain.gov": "voters",
    "chain": "tenants and providers",
    "governance": "who votes, and whom it reaches if it passes",
    "population.outside": "all who buy or sell AKT",
    "population.outside.gpus_elsewhere": "tenants who find no lease",
    "population.outside.comes_back_share": "tenants who find no lease, here or elsewhere",
    "population.outside.comes_back_time": "tenants who find no lease, here or elsewhere",
    "population": "who is there at the start",
    "counterfactual": "providers, and tenants who ask for a level",
    "policies": "how people decide",
    "shocks": "everybody: it happens to them",
    "run": "the run itself",
}


def whom(path: str, migrations: Sequence[str] = (), next_lift: str = "") -> str:
    """Return whom a change at a path reaches.

    `migrations` are those that run with it, `next_lift` the date of the next event that lifts everybody to the floor.
    """
    if path == FLOOR:
        if LIFTS in migrations:
            return "every validator below it, at once"
        return _EDITS + (f"; every validator below it on {next_lift}" if next_lift else "; lifts nobody")
    nearest = max((known for known in _REACHED if f"{path}.".startswith(f"{known}.")), key=len, default=None)
    return _REACHED[nearest] if nearest else "everybody"
