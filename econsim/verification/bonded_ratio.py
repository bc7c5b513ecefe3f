"""A bonded ratio held where it is wanted, for what is known of mint at a constant or an observed one."""

from __future__ import annotations

import math

from econsim.mechanisms.mint.parameters import Mint
from econsim.world.ledger import Account
from econsim.world.world import World


def into_the_fee_collector(world: World) -> None:
    """Put everything that is `outside` where new tokens arrive, for `hold_bonded_ratio` to draw on."""
    outside = Account("outside_uakt")
    world.ledger.move(outside, Account("fee_collector_uakt"), world.ledger.total("outside_uakt"), "set up")


def hold_bonded_ratio(world: World, law: Mint, bonded_ratio: float) -> None:
    """Set the stake of validator 0 so that the bonded ratio is as wanted on average over the epoch to come.

    Within an epoch the supply S grows by e^g and the stake does not: bonded tokens B have the mean ratio
    B (1 - e^-g) / (g S). Setting B to ratio x S would leave it too low all the time, by 1e-4 of itself in a day.
    """
    growth = world.inflation * world.n_blocks / law.blocks_per_year
    wanted = round(bonded_ratio * world.supply_uakt * (growth / -math.expm1(-growth) if growth else 1.0))
    more = min(wanted, world.supply_uakt) - world.bonded_uakt  # what is not minted yet cannot be bonded
    stake, rest = Account("validators.tokens_uakt", 0), Account("fee_collector_uakt")
    source, destination = (rest, stake) if more > 0 else (stake, rest)
    world.ledger.move(source, destination, abs(more), "bonded ratio held")
