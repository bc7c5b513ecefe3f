"""What validators see of themselves."""

from __future__ import annotations

from econsim.columns import Own, window
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR
from econsim.world.views import validators_in_public
from econsim.world.world import World


def own_validators(world: World) -> Own:
    """Return what validators know of themselves; the income is that of the epoch before [uakt a day]."""
    validators, epoch_days = world.validators, world.epoch_seconds / SECONDS_PER_DAY
    return window(
        len(validators),
        {
            **validators_in_public(world),
            "hours_since_change": lambda: (world.seconds - validators.commission_updated_seconds) / SECONDS_PER_HOUR,
            "commission_income_uakt_per_day": lambda: validators.commission_income_uakt / epoch_days,
            "is_offline": lambda: validators.is_offline,
            "may_be_released": lambda: (
                validators.is_jailed & ~validators.is_tombstoned & (world.seconds >= validators.jailed_until_seconds)
            ),
            "operating_cost_usd_per_month": lambda: validators.operating_cost_usd_per_month,
        },
    )
