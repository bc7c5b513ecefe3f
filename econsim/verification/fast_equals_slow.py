"""Fast equals slow: the epoch engine and the exact reference chain live through the same random worlds.

One row a mechanism, each with the bound that it has to keep. `worlds` asks for more than the short form.
"""

from __future__ import annotations

import zlib

import numpy as np

from econsim.verification.result import Result
from econsim.verification.twins import (
    act_migration,
    bme,
    commission,
    escrow,
    governance,
    mint,
    rewards,
    slashed_entries,
    slashing,
    stake,
)
from econsim.verification.twins.twin import Twin

TWINS = (
    *mint.TWINS,
    *rewards.TWINS,
    *commission.TWINS,
    *stake.TWINS,
    *slashing.TWINS,
    *slashed_entries.TWINS,
    *governance.TWINS,
    *escrow.TWINS,
    *bme.TWINS,
    *act_migration.TWINS,
)


def check(worlds: int = 1) -> list[Result]:
    """Return a result a mechanism; `worlds` multiplies the number of random worlds of the short form."""
    return [held_to_its_bound(twin, worlds) for twin in TWINS]


def held_to_its_bound(twin: Twin, worlds: int = 1) -> Result:
    """Return whether the worst of some random worlds, the same every time, keeps a row's bound."""
    n_worlds, key = twin.worlds * worlds, zlib.crc32(twin.name.encode())
    worst = max(twin.measure(np.random.default_rng([key, number])) for number in range(n_worlds))
    found = f"{worst / twin.bound:.2g} of it" if twin.bound else f"{worst:g}"
    detail = f"{twin.compares}; allowed: {twin.allowed}; worst of {n_worlds} random worlds: {found}"
    return Result(
        f"fast-equals-slow.{twin.name.replace(' ', '-')}",
        twin.name,
        "passed" if worst <= twin.bound else "failed",
        detail,
        measured=worst if np.isfinite(worst) else None,
        expected=twin.bound,
    )
