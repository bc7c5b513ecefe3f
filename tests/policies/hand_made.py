"""Views made by hand, small enough to see through."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public
from econsim.draws import Draws, Streams
from econsim.policies.delegators.view import own_delegators
from econsim.world.build import empty_world
from econsim.world.tranches import n_tranches
from econsim.world.world import GenesisPreferences

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
    rebate_share: Any = 0.0,
    remembered_downtime: Any = 0.0,
    stake_share: Any = None,
    stake_uakt: Any = 1,
    supply_uakt: int = 1_000,
    free_stake_uakt: int = 600,
    real_yield: float = 0.02,
    outside_uakt: int = 10**18,
) -> Public:
    rates = np.array(commission_rate, dtype=np.float64)
    bonded = np.ones(rates.size, dtype=np.bool_) if is_bonded is None else np.array(is_bonded)
    shares = np.full(rates.size, 1.0 / rates.size) if stake_share is None else np.array(stake_share, dtype=np.float64)
    return Public(
        epoch=epoch,
        seconds=epoch * epoch_seconds,
        epoch_seconds=epoch_seconds,
        seconds_per_block=6.0,
        law=SimpleNamespace(staking=SimpleNamespace(min_commission_rate=floor)),
        release=SimpleNamespace(rules=SimpleNamespace(edit_below_floor_refused=is_edit_below_floor_refused)),
        akt_price_usd=akt_price_usd,
        inflation=0.1,
        supply_uakt=supply_uakt,
        count_free_stake=lambda: free_stake_uakt,
        real_yield=real_yield,
        outside_uakt=outside_uakt,
        validators=Own(
            np.arange(rates.size),
            {
                "commission_rate": rates,
                "net_commission_rate": rates * (1.0 - np.array(rebate_share)),
                "remembered_downtime": np.broadcast_to(np.array(remembered_downtime), rates.size).copy(),
                "stake_share": shares,
                "stake_uakt": np.broadcast_to(np.array(stake_uakt, dtype=np.int64), rates.size).copy(),
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
        "is_captive": False,
        "rate_at_genesis": 0.05,
        "days_covered": 0.0,
        "allocated_uakt_per_day": 200e6,
        "commission_income_uakt_per_day": 10e6,
        "operating_cost_usd_per_month": 300.0,
    }
    columns["may_change"] = np.array(columns.get("hours_since_change", 24.0)) >= 24.0
    return Own(
        np.arange(n),
        {
            name: np.broadcast_to(
                np.array(value, dtype=np.bool_ if name[:3] in ("is_", "may") else np.float64), n
            ).copy()
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

    `away` has one (row, validator left, uakt, tranches) an amount of principal in a wallet. All numbers of tranches
    must follow from one size of a tranche.
    """
    held = np.array(held_validator, dtype=np.int64)
    rows = np.arange(held.size) if held_row is None else np.array(held_row, dtype=np.int64)
    size, shares = held.size if n is None else n, np.array(genesis_share, dtype=np.float64)
    uakt, many = (np.broadcast_to(np.array(value, dtype=np.int64), held.size) for value in (held_uakt, held_tranches))
    away_row, left, away_uakt, away_many = np.array(away, dtype=np.int64).reshape(-1, 4).T
    tranche_uakt = _size_of_tranches(np.append(uakt, away_uakt), np.append(many, away_many))
    world = empty_world()
    world.delegators.append(is_large=np.broadcast_to(is_large, size), operates=operates, wallet_uakt=wallet_uakt)
    pairs = world.delegations.ensure(rows, held)
    world.delegations.shares[pairs] = uakt
    world.away.append(delegator=away_row, validator=left, amount_uakt=away_uakt)
    n_validators = max(shares.size, int(held.max(initial=-1)) + 1)
    world.validators.append(tokens_uakt=np.ones(n_validators, np.int64), delegator_shares=1)
    world.genesis_preferences = GenesisPreferences(
        shares, shares, np.broadcast_to(np.array(genesis_commission_rate, np.float64), shares.size).copy()
    )
    staked, away_too = n_validators, (n_validators + int(away_uakt.sum())) // 2  # a uakt a validator
    world.tranche_ratio = (tranche_uakt + 0.5) / max(staked, away_too)
    return own_delegators(world)


def _size_of_tranches(uakt: Any, tranches: Any) -> int:
    """Return the size of tranches by which amounts fall into as many as is said."""
    least = int(np.max(-(-uakt // tranches), initial=1))
    assert (n_tranches(uakt, least) == tranches).all(), "no size of a tranche gives these numbers"
    return least
