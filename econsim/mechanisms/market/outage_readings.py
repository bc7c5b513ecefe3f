"""How the series of outages are read: leases by the cause of their end, what was lost, what was down."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.mechanisms.market.readings import (
    by_epoch,
    by_model,
    counted,
    gpu_blocks_installed,
    hours_per_block_of,
    n_blocks_of,
    ratios,
)
from econsim.mechanisms.market.tally import CAUSES, DRY
from econsim.world.series import of
from econsim.world.world import World


def causes(world: World) -> Sequence[str]:
    """Return the causes by which leases end."""
    return CAUSES


ended = counted("ended")
dry_ends = of(lambda ended: ended[..., DRY], ended)
solvent_ends = of(lambda ended: ended.sum(axis=-1) - ended[..., DRY], ended)
gpu_hours_lost = of(lambda blocks, hours: blocks * by_epoch(hours), by_model("gpu_blocks_lost"), hours_per_block_of)
nodes_down = of(lambda down, n_blocks: down / n_blocks.clip(1), counted("node_blocks_down"), n_blocks_of)
gpus_down = of(lambda down, n_blocks: down / by_epoch(n_blocks.clip(1)), by_model("gpu_blocks_down"), n_blocks_of)
gpu_availability = of(lambda down: 1.0 - down, ratios(by_model("gpu_blocks_down"), gpu_blocks_installed))
