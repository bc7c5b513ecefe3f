"""Series of the ledger's accounts."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.units import DENOMS
from econsim.world.series import Family, Moment, Series
from econsim.world.world import World


def _accounts(world: World) -> Sequence[str]:
    return [name.replace(".", "__") for denom in DENOMS for name in world.ledger.names(denom)]


def _totals(now: Moment) -> Sequence[int]:
    return [held for by_name in now.books.total.values() for held in by_name.values()]


def _imbalance(denom: str) -> Series:
    return Series(
        f"imbalance_{denom}", denom, "sum of all accounts less supply: always 0", lambda now: now.excess(denom)
    )


SERIES = (
    *map(_imbalance, DENOMS),
    Family(
        "account_{account}",
        "own",
        "ledger account (a dot is written __) at the end of the epoch",
        _accounts,
        _totals,
    ),
)
