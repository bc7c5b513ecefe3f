"""Upgrades: a release comes into force and sets its parameters, and its migrations run on the validators, once.

What a release sets and which migrations it runs are data (econsim/data/upgrades/*.yaml); the migrations are here.
Both look at the floor in force, `min_commission_rate`, and at every validator, whatever its status:

    lift_max_rate_only (v0.24.0): max_rate := max(max_rate, floor); the rate stays. The handler computes the lifted
        commission and drops it (the defect), so update times stay as well.
    lift_to_floor (v0.26.0): the same, and rate := max(rate, floor); a lifted rate is stamped as changed now. Neither
        max_change_rate nor the 24 hours bind it.

Source: akash-network/node upgrades/software/v0.24.0/upgrade.go @149f22e701ec9f4fd796e4b416879cd8d91d16e0,
upgrades/software/v0.26.0/upgrade.go @6952ec25c2f6494439d947e03ff9aaacc592598d, enforceMinValidatorCommission.
Where we differ: nothing; what else the handlers migrate (deposit authorisations, dangling payments) has no
counterpart here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from econsim.errors import UsageError
from econsim.mechanisms.bme import rules as bme
from econsim.mechanisms.law import Law
from econsim.mechanisms.market.to_act import deployments_in_usdc_to_act
from econsim.mechanisms.upgrades.events import ChainEvent
from econsim.world.ledger import Account
from econsim.world.validators import BONDED
from econsim.world.world import World

LIFTED, LIFTED_STAKE, UNLOCKED = "validators_lifted", "stake_lifted_uakt", "unlocked"


def law_after(law: Law, event: ChainEvent) -> Law:
    """Return the law that a dated event leaves: what it sets itself, then its release, which has the last word."""
    return event.bring(law.with_changes(event.set))


def migrate(world: World, law: Law, names: Sequence[str]) -> None:
    """Run migrations in their order: at an upgrade, or at genesis those of the release that the world starts in."""
    unknown = [name for name in names if name not in MIGRATIONS]
    if unknown:
        raise UsageError(f"nobody has written the migrations {unknown}; there are {sorted(MIGRATIONS)}")
    for name in names:
        MIGRATIONS[name](world, law)


def unlock(world: World, amount_uakt: int) -> None:
    """Let what was vesting come into circulation: outside holders have it."""
    if amount_uakt:
        world.ledger.mint(Account("outside_uakt"), amount_uakt, UNLOCKED)


def lift_max_rate_only(world: World, law: Law) -> None:
    """Raise max rates to the floor and leave the rates below it as they are."""
    most = world.validators.max_rate_dec18
    np.maximum(most, law.staking.min_commission_rate_dec18, out=most)


def lift_to_floor(world: World, law: Law) -> None:
    """Raise rates and max rates to the floor; a lifted rate counts as changed now."""
    validators, floor = world.validators, law.staking.min_commission_rate_dec18
    is_below = validators.commission_rate_dec18 < floor
    world.journal.count(LIFTED, is_below.sum())
    world.journal.count(LIFTED_STAKE, validators.tokens_uakt[is_below & (validators.status == BONDED)].sum())
    validators.commission_rate_dec18[is_below] = floor
    validators.commission_updated_seconds[is_below] = world.seconds
    validators.lifted_epoch[is_below] = world.epoch
    lift_max_rate_only(world, law)


def register_bme(world: World, law: Law) -> None:
    """Open the burn-mint equilibrium, unless it is there already."""
    bme.register_module(world, law.bme)


def deployments_to_act(world: World, law: Law) -> None:
    """Turn deployments into ACT: those in axlUSDC now, those in AKT once there is a price."""
    deployments_in_usdc_to_act(world)


def reserve_to_credits(world: World, law: Law) -> None:
    """Let the free reserve of x/bme be handed out like AKT that was locked: a counterfactual, no release does it."""
    bme.reserve_to_credits(world)


OF_VALIDATORS = frozenset({"lift_max_rate_only", "lift_to_floor"})
_ALL = (lift_max_rate_only, lift_to_floor, register_bme, deployments_to_act, reserve_to_credits)
MIGRATIONS: Mapping[str, Callable[[World, Law], None]] = MappingProxyType(
    {migration.__name__: migration for migration in _ALL}
)
