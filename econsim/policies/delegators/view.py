"""What delegators see of their stake and their rewards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any

import numpy as np

from econsim.columns import LookedUp, Own, window
from econsim.units import IntArray
from econsim.world.holdings import pending_rewards
from econsim.world.tranches import Amounts, Stakes, away_amounts, held_amounts, held_amounts_of, stakes_of
from econsim.world.world import World


class _Stake:
    """What delegators know of their stake in a world; what is found together is found when the first of it is read."""

    def __init__(self, world: World) -> None:
        self.world, self.delegators, self.preferences = world, world.delegators, world.genesis_preferences

    @cached_property
    def stakes(self) -> Stakes:
        return stakes_of(self.world)

    @cached_property
    def held(self) -> Amounts:
        return held_amounts(self.world, self.stakes)

    @cached_property
    def away(self) -> Amounts:
        return away_amounts(self.world, self.stakes)

    def held_of(self, delegators: IntArray) -> dict[str, IntArray]:
        amounts = held_amounts_of(self.world, self.stakes, delegators)
        return {f"held_{name}": column for name, column in amounts._asdict().items()}


_OF_STAKE: Mapping[str, Callable[[_Stake], Any]] = {
    "wallet_uakt": lambda seen: seen.delegators.wallet_uakt,
    "is_large": lambda seen: seen.delegators.is_large,
    "operates": lambda seen: seen.delegators.operates,
    **{f"held_{name}": attrgetter(f"held.{name}") for name in Amounts._fields},
    **{f"away_{name}": attrgetter(f"away.{name}") for name in Amounts._fields},
    "genesis_share_large": lambda seen: seen.preferences.genesis_share_large,
    "genesis_share_small": lambda seen: seen.preferences.genesis_share_small,
    "genesis_commission_rate": lambda seen: seen.preferences.genesis_commission_rate,
}


def own_delegators(world: World) -> Own:
    """Return what delegators know of their stake.

    `held_*` has one entry a holding, `away_*` one entry an amount of principal in the wallet, both with the number of
    tranches it falls into; `held_row`, `away_row` say whose.
    """
    seen = _Stake(world)
    columns = LookedUp(seen, _OF_STAKE)
    return window(len(world.delegators), columns, lambda: seen.stakes, {"held_": seen.held_of})


def _by_operator(of_validators: Any, world: World) -> Any:
    """Return a column of validators by delegator: an operator has its validator's, others have nothing."""
    column = np.zeros(len(world.delegators), of_validators.dtype)
    column[world.validators.operator] = of_validators
    return column


_OF_REWARDS: Mapping[str, Callable[[World], Any]] = {
    "wallet_uakt": lambda world: world.delegators.wallet_uakt,
    "operates": lambda world: world.delegators.operates,
    "pending_rewards_uakt": lambda world: pending_rewards(world).astype(np.int64),
    "pending_commission_uakt": lambda world: _by_operator(world.validators.commission_uakt, world),
    "operating_cost_usd_per_month": lambda world: _by_operator(world.validators.operating_cost_usd_per_month, world),
}


def own_rewards(world: World) -> Own:
    """Return what delegators, operators included, could claim now (whole uakt, rounded down)."""
    return window(len(world.delegators), LookedUp(world, _OF_REWARDS))
