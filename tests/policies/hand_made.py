"""Views made by hand, small enough to see through."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public
from econsim.draws import Draws, Streams

DAY = 86_400.0


def public(
    *,
    epoch: int = 0,
    epoch_seconds: float = DAY,
    floor: float = 0.05,
    is_edit_below_floor_refused: bool = True,
    akt_price_usd: float = 1.0,
    commission_rate: Any = (0.05,),
    is_bonded: Any = None,
    is_captive: Any = False,
    supply_uakt: int = 1_000,
    free_stake_uakt: int = 600,
    real_yield: float = 0.02,
) -> Public:
    rates = np.array(commission_rate, dtype=np.float64)
    bonded = np.ones(rates.size, dtype=np.bool_) if is_bonded is None else np.array(is_bonded)
    return Public(
        epoch=epoch,
        seconds=epoch * epoch_seconds,
        epoch_seconds=epoch_seconds,
        seconds_per_block=6.0,
        law=SimpleNamespace(staking=SimpleNamespace(min_commission_rate=floor)),
        release=SimpleNamespace(rules=SimpleNamespace(edit_below_floor_refused=is_edit_below_floor_refused)),
        akt_price_usd=akt_price_usd,
        supply_uakt=supply_uakt,
        count_free_stake=lambda: free_stake_uakt,
        real_yield=real_yield,
        validators=Own(
            np.arange(rates.size),
            {
                "commission_rate": rates,
                "is_bonded": bonded,
                "is_captive": np.broadcast_to(np.array(is_captive, dtype=np.bool_), rates.size).copy(),
            },
        ),
        bundles=Own(np.arange(0), {}),
    )


def draws_of(population: str, size: int, *, epoch: int = 0, seed: int = 1, replicate: int = 0) -> Draws:
    return Draws(Streams(seed, replicate), population, epoch, size)


def validators(**columns: Any) -> Own:
    """Return validators as they see themselves; what is not given is unremarkable."""
    n = max(np.size(values) for values in columns.values())
    unremarkable = {
        "commission_rate": 0.05,
        "max_rate": 1.0,
        "max_change_rate": 0.01,
        "hours_since_change": 24.0,
        "stake_share": 0.01,
        "commission_income_uakt_per_day": 10e6,
        "operating_cost_usd_per_month": 300.0,
    }
    return Own(
        np.arange(n),
        {
            name: np.broadcast_to(np.array(value, dtype=np.float64), n).copy()
            for name, value in (unremarkable | columns).items()
        },
    )


def delegators(
    held_validator: Any,
    *,
    held_uakt: Any = 1,
    held_row: Any = None,
    n: int | None = None,
    wallet_uakt: Any = 0,
    is_large: Any = False,
    operates: Any = -1,
    held_tranches: Any = 1,
    away: Any = (),
    genesis_share: Any = (1.0,),
    genesis_commission_rate: Any = (0.0,),
) -> Own:
    """Return delegators as they see themselves: one holding each unless `held_row` says otherwise.

    `away` has one (row, validator left, uakt, tranches) an amount of principal in a wallet.
    """
    held = np.array(held_validator, dtype=np.int64)
    rows = np.arange(held.size) if held_row is None else np.array(held_row, dtype=np.int64)
    size = held.size if n is None else n

    def by_row(value: Any, dtype: Any) -> Any:
        return np.broadcast_to(np.array(value, dtype=dtype), size).copy()

    def by_holding(value: Any) -> Any:
        return np.broadcast_to(np.array(value, dtype=np.int64), held.size).copy()

    shares = np.array(genesis_share, dtype=np.float64)
    away_columns = np.array(away, dtype=np.int64).reshape(-1, 4).T
    return Own(
        np.arange(size),
        {
            "wallet_uakt": by_row(wallet_uakt, np.int64),
            "is_large": by_row(is_large, np.bool_),
            "operates": by_row(operates, np.int64),
            "held_row": rows,
            "held_validator": held,
            "held_uakt": by_holding(held_uakt),
            "held_tranches": by_holding(held_tranches),
            **dict(zip(("away_row", "away_validator", "away_uakt", "away_tranches"), away_columns, strict=True)),
            "genesis_share_large": shares,
            "genesis_share_small": shares,
            "genesis_commission_rate": np.broadcast_to(
                np.array(genesis_commission_rate, np.float64), shares.size
            ).copy(),
        },
    )
