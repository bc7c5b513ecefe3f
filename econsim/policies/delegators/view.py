"""What delegators see of their stake and their rewards."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from econsim.columns import Own, Seen, window
from econsim.units import FloatArray, IntArray
from econsim.world.holdings import pending_rewards
from econsim.world.tranches import Amounts, Stakes, away_amounts, held_amounts, held_amounts_of, stakes_of
from econsim.world.world import World


def own_delegators(world: World) -> Own:
    """Return what delegators know of their stake.

    `held_*` has one entry a holding, `away_*` one entry an amount of principal in the wallet, both with the number of
    tranches it falls into; `held_row`, `away_row` say whose.
    """
    delegators, preferences = world.delegators, world.genesis_preferences
    found: list[Stakes] = []

    def stakes() -> Stakes:
        found[:] = found or [stakes_of(world)]
        return found[0]

    return window(
        len(delegators),
        {
            "wallet_uakt": lambda: delegators.wallet_uakt,
            "is_large": lambda: delegators.is_large,
            "operates": lambda: delegators.operates,
            **_amounts("held", lambda: held_amounts(world, stakes())),
            **_amounts("away", lambda: away_amounts(world, stakes())),
            "genesis_share_large": lambda: preferences.genesis_share_large,
            "genesis_share_small": lambda: preferences.genesis_share_small,
            "genesis_commission_rate": lambda: preferences.genesis_commission_rate,
        },
        stakes,
        {"held_": lambda ids: _as_columns("held", held_amounts_of(world, stakes(), ids))},
    )


def own_rewards(world: World) -> Own:
    """Return what delegators, operators included, could claim now (whole uakt, rounded down)."""
    validators, delegators = world.validators, world.delegators

    def commission_uakt() -> IntArray:
        commission = np.zeros(len(delegators), dtype=np.int64)
        commission[validators.operator] = validators.commission_uakt
        return commission

    def cost_usd_per_month() -> FloatArray:
        cost = np.zeros(len(delegators))
        cost[validators.operator] = validators.operating_cost_usd_per_month
        return cost

    return window(
        len(delegators),
        {
            "wallet_uakt": lambda: delegators.wallet_uakt,
            "operates": lambda: delegators.operates,
            "pending_rewards_uakt": lambda: pending_rewards(world).astype(np.int64),
            "pending_commission_uakt": commission_uakt,
            "operating_cost_usd_per_month": cost_usd_per_month,
        },
    )


def _amounts(prefix: str, find: Callable[[], Amounts]) -> Seen:
    """Return the columns of a list of amounts, which are found together when the first is read."""
    found: list[Amounts] = []

    def column(name: str) -> IntArray:
        found[:] = found or [find()]
        amounts: IntArray = getattr(found[0], name)
        return amounts

    return {f"{prefix}_{name}": partial(column, name) for name in Amounts._fields}


def _as_columns(prefix: str, amounts: Amounts) -> dict[str, IntArray]:
    return {f"{prefix}_{name}": column for name, column in amounts._asdict().items()}
