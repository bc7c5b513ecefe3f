"""Series of the ledger's accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from econsim.units import DENOMS, IntArray
from econsim.world.books import add_up
from econsim.world.ledger import denom_of
from econsim.world.series import OWN, Family, Moment, Series, held, of
from econsim.world.world import World


def _accounts(world: World) -> Sequence[str]:
    return [name.replace(".", "__") for name in add_up(world.ledger).layout.names]


def _supply(now: Moment) -> list[int]:
    return [now.world.ledger.supply[denom] for denom in DENOMS]


def _imbalance(denom: str) -> Series:
    def excess(accounts: Any, supply: IntArray) -> IntArray:
        total = sum(accounts[name] for name in accounts.dtype.names if denom_of(name) == denom)
        return np.asarray(total - supply[:, DENOMS.index(denom)])

    meaning = "sum of all accounts less supply: always 0"
    return Series(f"imbalance_{denom}", denom, meaning, of(excess, held, _supply))


SERIES = (
    *map(_imbalance, DENOMS),
    Family(
        "account_{account}",
        OWN,
        "ledger account (a dot is written __) at the end of the epoch",
        _accounts,
        of(lambda accounts: accounts.view(np.int64).reshape(len(accounts), -1), held),
    ),
)
