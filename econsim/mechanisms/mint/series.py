"""Series of the mint."""

from __future__ import annotations

from econsim.mechanisms.mint.rules import MINTED
from econsim.world.series import Series, flow

SERIES = (
    flow(MINTED, "minted_uakt", "minted in the epoch"),
    Series("inflation_rate", "1/year", "nominal inflation at the end of the epoch", lambda now: now.world.inflation),
)
