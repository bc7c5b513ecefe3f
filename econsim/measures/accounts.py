"""Series of the ledger's accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from econsim.units import DENOMS
from econsim.world.books import add_up
from econsim.world.series import Family, Moment, Series, of
from econsim.world.world import World


def _accounts(world: World) -> Sequence[str]:
    return [name.replace(".", "__") for by_name in add_up(world.ledger).total.values() for name in by_name]


@cache
def _totals(denom: str) -> Callable[[Moment], Sequence[int]]:
    return lambda now: list(now.books.total[denom].values())


def _imbalance(denom: str) -> Series:
    excess = of(lambda totals, supply: totals.sum(axis=-1) - supply, _totals(denom), _supply(denom))
    return Series(f"imbalance_{denom}", denom, "sum of all accounts less supply: always 0", excess)


def _supply(denom: str) -> Callable[[Moment], int]:
    return lambda now: now.world.ledger.supply[denom]


SERIES = (
    *map(_imbalance, DENOMS),
    Family(
        "account_{account}",
        "own",
        "ledger account (a dot is written __) at the end of the epoch",
        _accounts,
        of(lambda *totals: np.concatenate(totals, axis=-1), *map(_totals, DENOMS)),
    ),
)
