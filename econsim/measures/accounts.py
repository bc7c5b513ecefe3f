"""Series of the ledger's accounts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from econsim.units import DENOMS
from econsim.world.books import add_up
from econsim.world.series import OWN, Family, Moment, Series, entry, held, of
from econsim.world.world import World


def _accounts(world: World) -> Sequence[str]:
    return [name.replace(".", "__") for by_name in add_up(world.ledger).total.values() for name in by_name]


def _supply(now: Moment) -> dict[str, int]:
    return dict(now.world.ledger.supply)


_totals = {denom: of(lambda held: np.array([list(one.values()) for one in held]), held(denom)) for denom in DENOMS}


def _imbalance(denom: str) -> Series:
    excess = of(lambda totals, supply: totals.sum(axis=-1) - supply, _totals[denom], entry(denom, _supply))
    return Series(f"imbalance_{denom}", denom, "sum of all accounts less supply: always 0", excess)


SERIES = (
    *map(_imbalance, DENOMS),
    Family(
        "account_{account}",
        OWN,
        "ledger account (a dot is written __) at the end of the epoch",
        _accounts,
        of(lambda *totals: np.concatenate(totals, axis=-1), *_totals.values()),
    ),
)
