"""Prices of GPU-hours: what is spent, what leases cost elsewhere, and the last price known of each model."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.tally import MarketTally
from econsim.units import MICRO, SECONDS_PER_HOUR, UACT, UAKT, UAKT_PER_AKT, UUSDC, FloatArray
from econsim.world.market_book import Bundles
from econsim.world.world import World


def note_gpu_prices(world: World, tally: MarketTally) -> None:
    """Note the price paid per GPU-hour of each model that was in use in the epoch; the others keep theirs."""
    gpu_hours = tally.by_model["gpu_blocks"][:-1] * (world.seconds_per_block / SECONDS_PER_HOUR)
    spent_usd = spent_usd_by_model(tally.by_model, world.akt_price_usd)[:-1]
    np.divide(spent_usd, gpu_hours, out=world.gpu_price_usd_per_hour, where=gpu_hours > 0.0)


def spent_usd_by_model(by_model: Any, akt_price_usd: Any) -> FloatArray:
    """Return spending at a price [USD], by GPU model, the last entry for bundles without GPUs.

    by_model: what the market has counted by model, of one epoch or, with a price each, of several.
    """
    units = by_model["spent_units"] + by_model["spent_micro"] / MICRO
    usd = (units[..., UUSDC] + units[..., UACT]) / MICRO
    return np.asarray(units[..., UAKT] * (akt_price_usd / UAKT_PER_AKT) + usd)


def open_market_usd_per_gpu_hour(bundles: Bundles, n_models: int) -> FloatArray:
    """Return the open-market price of each GPU model [USD per GPU-hour]; 0 where no tenant asks for it.

    As in the tally, the last entry is for bundles without GPUs: 0.
    """
    return _open_market_usd(bundles.rows, n_models)


@njit
def _open_market_usd(bundles: Any, n_models: int) -> FloatArray:
    prices = np.zeros(n_models + 1)
    for row in range(bundles.size):
        bundle = bundles[row]
        if bundle.gpu_model >= 0:
            prices[bundle.gpu_model] = bundle.open_market_usd_per_hour / bundle.gpus
    return prices
