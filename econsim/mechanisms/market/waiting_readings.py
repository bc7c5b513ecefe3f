"""How series of orders that wait, and of tenants that come back, are read off the end of an epoch."""

from __future__ import annotations

import numpy as np

from econsim.mechanisms.market.readings import by_epoch, by_model, hours_per_block_of, ratio, with_their_sum
from econsim.units import FloatArray, IntArray
from econsim.world.series import Moment, of


def _waiting(now: Moment) -> IntArray:
    return np.asarray(now.world.market.open_orders["n_waiting"])


def _open(now: Moment) -> IntArray:
    return np.asarray(now.world.market.open_orders["n"])


def _wait_hours(waited_blocks: IntArray, orders: IntArray, hours_per_block: FloatArray) -> FloatArray:
    """Return how long orders that have closed stood without a bid, those that never did included: the mean."""
    return ratio(waited_blocks, orders) * by_epoch(hours_per_block)


gpu_orders_waiting = of(with_their_sum, _waiting)
gpu_orders_open = of(lambda orders: orders[..., :-1].sum(axis=-1), _open)
gpu_wait_hours = of(_wait_hours, by_model("waited_blocks"), by_model("orders"), hours_per_block_of)
