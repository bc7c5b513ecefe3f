"""A price index of GPU-hours: what the GPUs of a basket that never changes cost on average.

The mean price over GPUs in use moves with the mix: it rises when dear models find more takers, though no price does.
The basket (`population.providers.gpu_models.*.basket_gpus`) belongs to the scenario, whatever an arm installs, so a
difference between arms is one of prices.

index = sum over models of basket GPUs x price paid per GPU-hour / sum of basket GPUs   [USD per GPU-hour]

A model without a GPU in use in an epoch enters at the last price known of it, before its first lease at its typical
ask. Without a basket there is no index: NaN.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from econsim.measures.market import spent_usd_by_model
from econsim.mechanisms.market.tally import MarketTally
from econsim.units import SECONDS_PER_HOUR
from econsim.world.series import Moment
from econsim.world.world import World


def note_gpu_prices(world: World, tally: MarketTally) -> None:
    """Note the price paid per GPU-hour of each model that was in use in the epoch; the others keep theirs."""
    gpu_blocks = tally.gpu_blocks[:-1]
    in_use = gpu_blocks > 0
    hours = gpu_blocks[in_use] * (world.seconds_per_block / SECONDS_PER_HOUR)
    world.gpu_price_usd_per_hour[in_use] = spent_usd_by_model(world, tally)[:-1][in_use] / hours


def index_series(now: Moment) -> Iterator[tuple[str, float]]:
    """Yield the mean of the last known prices over the basket [USD per GPU-hour]."""
    world = now.world
    gpus = world.basket_gpus
    index = np.average(world.gpu_price_usd_per_hour, weights=gpus) if gpus.any() else np.nan
    yield "gpu_price_index_usd_per_hour", float(index)
