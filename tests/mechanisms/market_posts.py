"""Orders that are posted for a day by hand, and who wins them."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.policies.providers.decisions import PricingSchedule
from econsim.units import MICRO
from tests.mechanisms.market_worlds import (
    DAY_BLOCKS,
    cheapest,
    flat_asks,
    habits,
    money_log,
    open_for,
)


def post(world: Any, asks: Any = None, choice: Any = None, until: int = DAY_BLOCKS, **ours: Any) -> Any:
    """Run the market for a day; asks: one a provider [micro per block]."""
    pricing = flat_asks(world, MICRO)
    if asks is not None:
        column = np.array(asks, dtype=np.int64)[:, None]
        pricing = PricingSchedule(column, column)
    return open_for(world, until, pricing, choice or cheapest(world), habits(**ours))


def winner_of(world: Any, *args: Any, **ours: Any) -> int:
    with money_log() as log:
        tally = post(world, *args, **ours)
    assert tally.leases_started == 1
    locked = [source for _, why, source, _, _, _ in log if why == "bid deposits locked"]
    returned = [to for _, why, _, to, _, _ in log if why == "deposits of lost bids"]
    (winner,) = set(locked) - set(returned)
    return int(winner)
