"""What validators see of themselves."""

from __future__ import annotations

import numpy as np

from econsim.columns import Own, window
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, FloatArray
from econsim.world.commission import SECONDS_BETWEEN_EDITS
from econsim.world.views import validators_in_public
from econsim.world.world import World


def own_validators(world: World) -> Own:
    """Return what validators know of themselves; the income is that of the epoch before [uakt a day].

    `allocated_uakt_per_day` is what its stake has earned in this epoch, commission and rewards.
    """
    validators, epoch_days = world.validators, world.epoch_seconds / SECONDS_PER_DAY

    def hours_since_change() -> FloatArray:
        return np.asarray((world.seconds - validators.commission_updated_seconds) / SECONDS_PER_HOUR)

    def hours_since_release_allowed() -> FloatArray:
        hours = (world.seconds - validators.jailed_until_seconds) / SECONDS_PER_HOUR
        return np.where(validators.is_jailed, hours, -np.inf)

    return window(
        len(validators),
        {
            **validators_in_public(world),
            "rate_at_genesis": lambda: world.genesis_preferences.genesis_commission_rate,
            "allocated_uakt_per_day": lambda: validators.allocated_uakt / epoch_days,
            "hours_since_change": hours_since_change,
            "may_change": lambda: hours_since_change() >= SECONDS_BETWEEN_EDITS / SECONDS_PER_HOUR,
            "commission_income_uakt_per_day": lambda: validators.commission_income_uakt / epoch_days,
            "is_offline": lambda: validators.is_offline,
            "hours_since_release_allowed": hours_since_release_allowed,
            "may_be_released": lambda: validators.is_jailed & (validators.jailed_until_seconds <= world.seconds),
            "operating_cost_usd_per_month": lambda: validators.operating_cost_usd_per_month,
            "days_covered": lambda: validators.days_covered,
        },
    )
