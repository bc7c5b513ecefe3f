"""How the market's series are read off the end of an epoch, where more than one count goes into them.

A ratio whose denominator is 0 in an epoch (no orders, no GPU in use) is NaN: there is no such number. Of a column by
GPU model the readings are those of the models, then their sum, `all`, in place of the entry for bundles without GPUs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.mechanisms.market.money import PAYOUT, REASONS
from econsim.mechanisms.market.prices import open_market_usd_per_gpu_hour, spent_usd_by_model
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT, FloatArray, IntArray
from econsim.world.series import Moment, Of, Reading, akt_price_usd, held_in, moved, of
from econsim.world.world import World


def gpu_models(world: World) -> Sequence[str]:
    """Return the names of the GPU models, and `all`."""
    return (*world.gpu_models, "all")


def tenant_classes(world: World) -> Sequence[str]:
    """Return the names of the tenant classes."""
    return world.tenant_classes


def with_their_sum(by_model: Any) -> Any:
    """Return the entries of the GPU models, then their sum."""
    models = by_model[..., :-1]
    return np.concatenate([models, models.sum(axis=-1, keepdims=True)], axis=-1)


def ratio(part: Any, whole: Any) -> FloatArray:
    """Return part over whole, NaN where there is no whole."""
    whole = np.asarray(whole)
    return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)


# --- what the market has counted ---------------------------------------------------------------------------------


def _counts(now: Moment) -> Any:
    return now.tally.counts


def _by_model(now: Moment) -> Any:
    return now.tally.by_model


def _by_class(now: Moment) -> Any:
    return now.tally.by_class


def counted(name: str) -> Of:
    """Return what reads a count."""
    return of(lambda counts: counts[name], _counts)


def unfilled(reason: int) -> Of:
    """Return what reads the orders without a lease for a reason."""
    return of(lambda counts: counts["unfilled"][..., reason], _counts)


def ratio_of(part: str, whole: str) -> Of:
    """Return what reads one count over another."""
    return of(lambda counts: ratio(counts[part], counts[whole]), _counts)


def by_model(field: str) -> Of:
    """Return what reads a count by GPU model."""
    return of(lambda counts: with_their_sum(counts[field]), _by_model)


def by_class(field: str) -> Of:
    """Return what reads a count by tenant class."""
    return of(lambda counts: counts[field], _by_class)


def ratios(parts: Reading, wholes: Reading) -> Of:
    """Return what reads one column over another."""
    return of(ratio, parts, wholes)


# --- use -----------------------------------------------------------------------------------------------------

gpu_blocks = by_model("gpu_blocks")


def _installed(now: Moment) -> IntArray:
    """Return the GPUs that stand on nodes, by model, and in the last place the threads."""
    return _on_nodes(now.world.nodes.rows, len(now.world.gpu_models))


@njit
def _on_nodes(nodes: Any, n_models: int) -> IntArray:
    installed = np.zeros(n_models + 1, np.int64)
    for row in range(nodes.size):
        if nodes[row].gpu_model >= 0:
            installed[nodes[row].gpu_model] += nodes[row].gpus
        installed[n_models] += nodes[row].threads
    return installed


def n_blocks_of(now: Moment) -> int:
    """Return the blocks of the epoch."""
    return now.world.n_blocks


def hours_per_block_of(now: Moment) -> float:
    """Return how long a block is [hours]."""
    return now.world.seconds_per_block / SECONDS_PER_HOUR


def by_epoch(values: Any) -> Any:
    """Return one value an epoch as a column beside values by model."""
    return values[:, np.newaxis]


gpus_installed = of(with_their_sum, _installed)
gpus_in_use = of(lambda blocks, n_blocks: blocks / by_epoch(np.maximum(n_blocks, 1)), gpu_blocks, n_blocks_of)
gpu_blocks_installed = of(lambda gpus, n_blocks: gpus * by_epoch(n_blocks), gpus_installed, n_blocks_of)
gpu_hours = of(lambda blocks, hours: blocks * by_epoch(hours), gpu_blocks, hours_per_block_of)
threads_utilisation = of(
    lambda counts, installed, n_blocks: ratio(counts["thread_blocks"], installed[..., -1] * n_blocks),
    _counts, _installed, n_blocks_of,
)  # fmt: skip


# --- prices: of whole bundles, host included, by GPU-hour, as clouds quote them --------------------------------


def spent(denom: int) -> Of:
    """Return what reads spending in a denom [micro-units]."""

    def amount(by_model: Any) -> FloatArray:
        units, micro = (by_model[field][..., denom].sum(axis=-1) for field in ("spent_units", "spent_micro"))
        return np.asarray(units + micro / MICRO)

    return of(amount, _by_model)


spent_usd = of(lambda counts, price: spent_usd_by_model(counts, by_epoch(price)), _by_model, akt_price_usd)
gpu_spending_usd = of(with_their_sum, spent_usd)


def _open_market_usd(now: Moment) -> FloatArray:
    return open_market_usd_per_gpu_hour(now.world.bundles, len(now.world.gpu_models))


def bids_usd(field: str) -> Of:
    """Return what reads bids [USD]: in the tally they are ratios to the open-market price, whatever their denom."""
    return of(lambda counts, usd: with_their_sum(counts[field] * usd), _by_model, _open_market_usd)


def _discounts(spending_usd: FloatArray, by_model: Any, hours_per_block: FloatArray, usd: FloatArray) -> FloatArray:
    """Return 1 - price paid over open-market price of the GPUs in use."""
    elsewhere_usd = with_their_sum(by_model["gpu_blocks"] * by_epoch(hours_per_block) * usd)
    return 1.0 - ratio(spending_usd, elsewhere_usd)


discounts = of(_discounts, gpu_spending_usd, _by_model, hours_per_block_of, _open_market_usd)


def _last_prices(now: Moment) -> FloatArray:
    return now.world.gpu_price_usd_per_hour


def _basket(now: Moment) -> IntArray:
    return now.world.basket_gpus


def _price_index(prices: FloatArray, gpus: IntArray) -> FloatArray:
    """Return the mean of the last known prices over a basket that never changes [USD per GPU-hour].

    index = sum over models of basket GPUs x price paid per GPU-hour / sum of basket GPUs

    The mean price over GPUs in use moves with the mix: it rises when dear models find more takers, though no price
    does. The basket (`population.providers.gpu_models.*.basket_gpus`) belongs to the scenario, whatever an arm
    installs, so a difference between arms is one of prices. A model without a GPU in use in an epoch enters at the
    last price known of it, before its first lease at its typical ask. Without a basket there is no index: NaN.
    """
    return ratio((prices * gpus).sum(axis=-1), gpus.sum(axis=-1))


price_index = of(_price_index, _last_prices, _basket)


# --- money ---------------------------------------------------------------------------------------------------


def _in_usd(uakt: Any, uusdc: Any, uact: Any, akt_price_usd: FloatArray) -> FloatArray:
    return uakt * (akt_price_usd / UAKT_PER_AKT) + (uusdc + uact) * (1.0 / MICRO)


payout_usd = of(_in_usd, *(moved(REASONS[PAYOUT].words, denom) for denom in DENOMS), akt_price_usd)


def _unsettled(denom: int) -> Of:
    return of(lambda counts: counts["unsettled"][..., denom] / MICRO, _counts)


unsettled_usd = of(_in_usd, *(_unsettled(denom) for denom in range(len(DENOMS))), akt_price_usd)


bid_deposits = of(np.add, *(held_in(f"{table}.bid_deposit_uakt") for table in ("orders", "leases")))
