"""What validators see of themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from econsim.columns import LookedUp, Own, window
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, BoolArray, FloatArray
from econsim.world.commission import SECONDS_BETWEEN_EDITS
from econsim.world.views import VALIDATORS_IN_PUBLIC
from econsim.world.world import World


def own_validators(world: World) -> Own:
    """Return what validators know of themselves; the income is that of the epoch before [uakt a day].

    `allocated_uakt_per_day` is what its stake has earned in this epoch, commission and rewards.
    """
    return window(len(world.validators), LookedUp(world, _COLUMNS))


def _hours_since_change(world: World) -> FloatArray:
    return np.asarray((world.seconds - world.validators.commission_updated_seconds) / SECONDS_PER_HOUR)


def _hours_since_release_allowed(world: World) -> FloatArray:
    hours = (world.seconds - world.validators.jailed_until_seconds) / SECONDS_PER_HOUR
    return np.where(world.validators.is_jailed, hours, -np.inf)


def _may_be_released(world: World) -> BoolArray:
    return np.asarray(world.validators.is_jailed & (world.validators.jailed_until_seconds <= world.seconds))


def _a_day(uakt: FloatArray, world: World) -> FloatArray:
    """Return what an epoch has brought, by the day."""
    return np.asarray(uakt / (world.epoch_seconds / SECONDS_PER_DAY))


_COLUMNS: Mapping[str, Callable[[World], Any]] = {
    **VALIDATORS_IN_PUBLIC,
    "rate_at_genesis": lambda world: world.genesis_preferences.genesis_commission_rate,
    "allocated_uakt_per_day": lambda world: _a_day(world.validators.allocated_uakt, world),
    "hours_since_change": _hours_since_change,
    "may_change": lambda world: _hours_since_change(world) >= SECONDS_BETWEEN_EDITS / SECONDS_PER_HOUR,
    "commission_income_uakt_per_day": lambda world: _a_day(world.validators.commission_income_uakt, world),
    "is_offline": lambda world: world.validators.is_offline,
    "hours_since_release_allowed": _hours_since_release_allowed,
    "may_be_released": _may_be_released,
    "operating_cost_usd_per_month": lambda world: world.validators.operating_cost_usd_per_month,
    "days_covered": lambda world: world.validators.days_covered,
}
