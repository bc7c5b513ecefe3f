"""Intentions that come up in the epoch, as nature is shown them: columns, nothing of the world."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.units import SECONDS_PER_DAY, BoolArray, FloatArray, IntArray
from econsim.world.world import World


class DueIntentions(NamedTuple):
    """One entry an intention; `shock`, `extra` and `demand_uniform` as in `Intentions`."""

    days: FloatArray  # since the start
    shock: IntArray
    extra: FloatArray
    demand_uniform: FloatArray
    has_gpu: BoolArray  # its bundle


def due_intentions(world: World) -> DueIntentions:
    """Return the intentions that come up before the next epoch."""
    intentions = world.intentions
    due = world.market.due(intentions, world.height_at(world.epoch + 1))
    blocks = intentions.height[due] - world.start_height
    return DueIntentions(
        np.asarray(blocks * (world.seconds_per_block / SECONDS_PER_DAY), dtype=np.float64),
        intentions.shock[due],
        intentions.extra[due],
        intentions.demand_uniform[due],
        world.bundles.gpus[intentions.bundle[due]] > 0,
    )
