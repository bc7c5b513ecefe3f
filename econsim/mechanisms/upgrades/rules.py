"""Upgrades: a release comes into force, sets its parameters and runs its migrations, once.

What a release sets and which migrations it runs are data (econsim/data/upgrades/*.yaml); the migrations are here.
Both look at the floor in force, `min_commission_rate`, and at every validator, whatever its status:

    lift_max_rate_only (v0.24.0): max_rate := max(max_rate, floor); the rate stays. The handler computes the lifted
        commission record and drops it (the defect), so update times stay as well.
    lift_to_floor (v0.26.0): the same, and rate := max(rate, floor); a lifted rate is stamped as changed now. Neither
        max_change_rate nor the 24 hours bind it.

Source: akash-network/node upgrades/software/v0.24.0/upgrade.go @149f22e701ec9f4fd796e4b416879cd8d91d16e0,
upgrades/software/v0.26.0/upgrade.go @6952ec25c2f6494439d947e03ff9aaacc592598d, enforceMinValidatorCommission.
Where we differ: nothing; what else the handlers migrate (deposit authorisations, dangling payments) has no
counterpart here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import numpy as np

from econsim.errors import UsageError
from econsim.mechanisms.upgrades.releases import Release
from econsim.units import dec18
from econsim.world.world import World


def apply_upgrade(world: World, release: Release) -> None:
    """Put a release in force: its rules, then its parameters, then its migrations in their order."""
    world.release = release
    world.law = world.law.with_changes(release.set)
    run_migrations(world, release)


def run_migrations(world: World, release: Release) -> None:
    """Run the migrations of a release: at its upgrade, or at genesis for the release that the world starts in."""
    unknown = [name for name in release.migrations if name not in MIGRATIONS]
    if unknown:
        raise UsageError(f"release {release.version} runs {unknown}; the migrations are {sorted(MIGRATIONS)}")
    migrate(world, release.migrations)


def migrate(world: World, names: Iterable[str]) -> None:
    """Run migrations in their order; an event of a scenario's own may run them, too."""
    for name in names:
        MIGRATIONS[name](world)


def lift_max_rate_only(world: World) -> None:
    """Raise max rates to the floor and leave the rates below it as they are."""
    validators = world.validators
    floor = dec18(world.law.staking.min_commission_rate)
    np.maximum(validators.max_rate_dec18, floor, out=validators.max_rate_dec18)


def lift_to_floor(world: World) -> None:
    """Raise rates and max rates to the floor; a lifted rate counts as changed now."""
    validators = world.validators
    floor = dec18(world.law.staking.min_commission_rate)
    is_below = validators.commission_rate_dec18 < floor
    validators.commission_rate_dec18[is_below] = floor
    validators.commission_updated_seconds[is_below] = world.seconds
    np.maximum(validators.max_rate_dec18, floor, out=validators.max_rate_dec18)


MIGRATIONS: Mapping[str, Callable[[World], None]] = MappingProxyType(
    {migration.__name__: migration for migration in (lift_max_rate_only, lift_to_floor)}
)
