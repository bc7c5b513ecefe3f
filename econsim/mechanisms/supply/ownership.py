"""Ownership: nodes whose owners rent spot instances of a hyperscaler pay its price and lose the node when it says so.

A rented node fails by interruption alone: leases on it end by the cause `spot_interruption`, and it runs again on
another instance some hours later.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from econsim.mechanisms.supply.terms import SpotShape
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, FloatArray, IntArray
from econsim.world.outage_clocks import entered, in_order
from econsim.world.projects import OWNED
from econsim.world.providers import INTERRUPTED, UP
from econsim.world.world import World


class Spot(Protocol):
    """The spot market of a run."""

    @property
    def shape(self) -> SpotShape:
        """Return how it moves."""

    def price_over_start(self, epoch: int) -> float:
        """Return its price over that of the start."""

    def taken_back(self, identity: Any, cloud: IntArray, since_day: float, until_day: float) -> tuple[Any, FloatArray]:
        """Return which instances are taken back in a stretch of time, and when."""


def rent_from(world: World, spot: Spot, outages: Any) -> Any:
    """Note the spot price of the epoch; return what nodes enter in it, those that are taken back included."""
    projects = world.projects
    if not projects.cloud.any():
        return outages
    rented = np.flatnonzero((projects.cloud != OWNED) & (projects.node < len(world.nodes)))
    if rented.size == 0:
        return outages
    world.spot_price_over_start = spot.price_over_start(world.epoch)
    blocks_per_day, hours = SECONDS_PER_DAY / world.seconds_per_block, spot.shape.hours_down()
    down = hours * SECONDS_PER_HOUR / SECONDS_PER_DAY
    since = (world.height - world.start_height) / blocks_per_day
    until = (world.height_at(world.epoch + 1) - world.start_height) / blocks_per_day
    which, at = spot.taken_back(projects.identity[rented], projects.cloud[rented], since - down - 1.0, until)
    node = projects.node[rented[which]]
    begins = world.start_height + np.floor(at * blocks_per_day).astype(np.int64)
    ends = world.start_height + np.floor((at + down) * blocks_per_day).astype(np.int64) + 1
    others = outages[~np.isin(outages["node"], projects.node[rented])]
    together = np.concatenate([entered(node, begins, INTERRUPTED), entered(node, ends, UP), others])
    is_due = (together["height"] >= world.height) & (together["height"] < world.height_at(world.epoch + 1))
    return in_order(together[is_due])
