"""Series of upgrades: whom their migrations lift."""

from __future__ import annotations

from econsim.mechanisms.upgrades.rules import LIFTED, LIFTED_STAKE
from econsim.world.series import count

SERIES = (
    count(LIFTED, "validators of any status whose rate a migration raised to the floor as the epoch began"),
    count(LIFTED_STAKE, "stake of the active ones among them", unit="uakt"),
)
