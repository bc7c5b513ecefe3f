"""Whom a change of a parameter reaches, in words, and what a migration does to those who are there already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from econsim.mechanisms.upgrades.events import FLOOR


class Migrated(NamedTuple):
    """What a migration does: to what, before it and after it, and to whom."""

    words: str
    before: str
    after: str
    whom: str


_LIFT = "lift_to_floor"
_LIFTED = "every validator below it, at once"
MIGRATED: Mapping[str, Migrated] = MappingProxyType(
    {
        _LIFT: Migrated(
            "validators below the commission floor", "left as they are", "lifted to it", "all of them, at once"
        ),
        "lift_max_rate_only": Migrated(
            "maximum rates below the commission floor", "left as they are", "raised to it; rates stay", "all, at once"
        ),
    }
)
_NOT_LIFTED = "who edits or joins from then on; lifts nobody"
_REACHED = {
    "chain.staking": "validators and delegators",
    "chain.mint": "all who hold AKT",
    "chain.distribution": "stakers and the community pool",
    "chain.slashing": "validators and delegators",
    "chain.gov": "voters",
    "chain": "tenants and providers",
    "population": "who is there at the start",
    "policies": "how people decide",
    "shocks": "everybody: it happens to them",
    "run": "the run itself",
}


def whom(path: str, migrations: Sequence[str] = ()) -> str:
    """Return whom a change at a path reaches; `migrations` are those that run with it."""
    if path == FLOOR:
        return _LIFTED if _LIFT in migrations else _NOT_LIFTED
    nearest = max((known for known in _REACHED if f"{path}.".startswith(f"{known}.")), key=len, default=None)
    return _REACHED[nearest] if nearest else "everybody"
