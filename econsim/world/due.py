"""What comes up in the epoch: intentions, as nature is shown them (columns, nothing of the world), and outages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.units import blocks as blocks_in
from econsim.world.market_book import Intentions
from econsim.world.outages import NOTHING
from econsim.world.tables import one_behind_the_other
from econsim.world.wants import Curve
from econsim.world.world import World

_AHEAD = 7 * SECONDS_PER_DAY  # how far intentions are described at a time, so that their number is worth the calls


class DueIntentions(NamedTuple):
    """One entry an intention; `shock`, `extra` and `demand_uniform` as in `Intentions`."""

    days: FloatArray  # since the start
    shock: IntArray
    extra: FloatArray
    demand_uniform: FloatArray
    gpu_model: IntArray  # of its bundle, -1 for none
    tenant_class: IntArray


class PricesOverBase(Protocol):
    """What something with GPUs costs, over its base."""

    changes: Sequence[Any]

    def ratio(self, days: FloatArray, gpu_model: IntArray, names: Sequence[str]) -> FloatArray:
        """Return the price over its base by day since the start and GPU model."""


def due_intentions(world: World, curve: Curve, outside: PricesOverBase) -> DueIntentions:
    """Return the intentions that come up before the next epoch; the world's table is of these and of some days more.

    Reservation prices move with what the open market asks when each comes up, prices of room elsewhere with the epoch.
    """
    until = world.height_at(world.epoch + 1)
    if until > world.arrivals.taken_to:
        _describe(world, curve, max(until, world.height + blocks_in(_AHEAD, world.seconds_per_block)))
    due = world.market.due(world.intentions, until)
    shown = world.market.kept("shown", lambda rows: _shown(world, rows), world.intentions.rows)
    found = DueIntentions._make(column[due] for column in shown)
    if outside.changes:
        ratio = outside.ratio(found.days, found.gpu_model, world.gpu_models)
        world.intentions.max_price_ratio[due] *= ratio
        world.intentions.outside_ratio[due] = ratio
        days, there = world.seconds / SECONDS_PER_DAY, world.elsewhere
        there.price_ratio = outside.ratio(np.full(len(there), days), there.gpu_model, world.gpu_models)
    return found


def due_outages(world: World, law: Any) -> Any:
    """Return the outages (OUTAGE) that come before the next epoch, by the law (OUTAGE_LAW) that nature has made."""
    if law is None:
        return NOTHING
    until = world.height_at(world.epoch + 1)
    return world.outages.until(law[0], world.nodes, world.providers, world.height, until, world.seconds_per_block)


def _shown(world: World, rows: Any) -> DueIntentions:
    """Return all intentions that are described, as nature is shown them."""
    intentions = Intentions(rows)
    blocks = intentions.height - world.start_height
    return DueIntentions(
        np.asarray(blocks * (world.seconds_per_block / SECONDS_PER_DAY), dtype=np.float64),
        intentions.shock.copy(),
        intentions.extra.copy(),
        intentions.demand_uniform.copy(),
        world.bundles.gpu_model[intentions.bundle],
        world.tenants.tenant_class[intentions.tenant],
    )


def _describe(world: World, curve: Curve, until_height: int) -> None:
    """Put what comes up below a height behind the intentions that have not come up yet; the others are forgotten."""
    points = world.arrivals.until(until_height)
    new = world.wants.described(points, world.bundles, curve, world.seconds_per_block)
    left = world.market.turn_page(world.intentions)
    world.intentions = Intentions(one_behind_the_other(left, new.rows)) if left.size else new
