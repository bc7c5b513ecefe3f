"""What validators see of themselves."""

from __future__ import annotations

import numpy as np

from econsim.columns import Own, snapshot
from econsim.units import SECONDS_PER_HOUR, FloatArray
from econsim.world.views import validators_in_public
from econsim.world.world import World


def own_validators(world: World, commission_uakt_per_day: FloatArray | None = None) -> Own:
    """Return what validators know of themselves; the income is that of the last epoch [uakt a day]."""
    validators = world.validators
    return snapshot(
        np.arange(len(validators)),
        validators_in_public(world)
        | {
            "hours_since_change": (world.seconds - validators.commission_updated_seconds) / SECONDS_PER_HOUR,
            "commission_income_uakt_per_day": np.zeros(len(validators))
            if commission_uakt_per_day is None
            else commission_uakt_per_day,
            "operating_cost_usd_per_month": validators.operating_cost_usd_per_month,
        },
    )
