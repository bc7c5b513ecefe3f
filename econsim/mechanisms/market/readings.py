"""How the market's series are read off the end of an epoch, where more than one count goes into them.

A ratio whose denominator is 0 in an epoch (no orders, no GPU in use) is NaN: there is no such number. Of a column by
GPU model the readings are those of the models, then their sum, `all`, in place of the entry for bundles without GPUs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from econsim.mechanisms.market.money import PAYOUT, REASONS
from econsim.mechanisms.market.prices import open_market_usd_per_gpu_hour, spent_usd_by_model
from econsim.units import MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT, FloatArray
from econsim.world.series import Moment, Number, shared
from econsim.world.world import World

Values = Callable[[Moment], Sequence[Number]]


def gpu_models(world: World) -> Sequence[str]:
    """Return the names of the GPU models, and `all`."""
    return (*world.gpu_models, "all")


def tenant_classes(world: World) -> Sequence[str]:
    """Return the names of the tenant classes."""
    return world.tenant_classes


def with_their_sum(by_model: Any) -> list[Any]:
    """Return the entries of the GPU models, then their sum."""
    return [*by_model[:-1].tolist(), by_model[:-1].sum().item()]


def by_model(field: str) -> Values:
    """Return what reads a count by GPU model."""
    return lambda now: with_their_sum(now.tally.by_model[field])


def by_class(field: str) -> Values:
    """Return what reads a count by tenant class."""
    return lambda now: now.tally.by_class[field].tolist()


def ratio(part: float, whole: float) -> float:
    """Return part over whole, NaN where there is no whole."""
    return float(part) / float(whole) if whole else float("nan")


def ratios(parts: Values, wholes: Values) -> Values:
    """Return what reads one column over another."""
    return lambda now: list(map(ratio, parts(now), wholes(now)))


def ratio_of(part: str, whole: str) -> Callable[[Moment], float]:
    """Return what reads one count over another."""
    return lambda now: ratio(now.tally.counts[part], now.tally.counts[whole])


# --- use -----------------------------------------------------------------------------------------------------

gpu_blocks = by_model("gpu_blocks")


@shared
def gpus_installed(now: Moment) -> list[int]:
    """Return the GPUs that stand on nodes."""
    nodes, n_models = now.world.nodes, len(now.world.gpu_models)
    has_gpus = nodes.gpu_model >= 0
    installed = np.bincount(nodes.gpu_model[has_gpus], nodes.gpus[has_gpus], n_models + 1)
    return with_their_sum(installed.astype(np.int64))


def gpus_in_use(now: Moment) -> list[float]:
    """Return the mean number of GPUs leased."""
    return [blocks / max(now.world.n_blocks, 1) for blocks in gpu_blocks(now)]


def gpu_blocks_installed(now: Moment) -> list[int]:
    """Return the blocks that all GPUs could have been leased."""
    return [gpus * now.world.n_blocks for gpus in gpus_installed(now)]


def gpu_hours(now: Moment) -> list[float]:
    """Return the hours that GPUs were leased."""
    return [blocks * _hours_per_block(now) for blocks in gpu_blocks(now)]


def threads_utilisation(now: Moment) -> float:
    """Return the part of all threads that is leased, over the epoch."""
    return ratio(now.tally.counts.thread_blocks, int(now.world.nodes.threads.sum()) * now.world.n_blocks)


def _hours_per_block(now: Moment) -> float:
    return now.world.seconds_per_block / SECONDS_PER_HOUR


# --- prices: of whole bundles, host included, by GPU-hour, as clouds quote them --------------------------------


@shared
def spent_usd(now: Moment) -> FloatArray:
    """Return spending [USD] by GPU model, the last entry for bundles without GPUs."""
    return spent_usd_by_model(now.world, now.tally)


def gpu_spending_usd(now: Moment) -> list[float]:
    """Return spending on GPUs [USD]."""
    return with_their_sum(spent_usd(now))


@shared
def _open_market_usd(now: Moment) -> FloatArray:
    return open_market_usd_per_gpu_hour(now.world.bundles, len(now.world.gpu_models))


def bids_usd(field: str) -> Values:
    """Return what reads bids [USD]: in the tally they are ratios to the open-market price, whatever their denom."""
    return lambda now: with_their_sum(now.tally.by_model[field] * _open_market_usd(now))


def discounts(now: Moment) -> list[float]:
    """Return 1 - price paid over open-market price of the GPUs in use."""
    elsewhere_usd = with_their_sum(now.tally.by_model["gpu_blocks"] * _hours_per_block(now) * _open_market_usd(now))
    return [1.0 - each for each in map(ratio, gpu_spending_usd(now), elsewhere_usd)]


def price_index(now: Moment) -> float:
    """Return the mean of the last known prices over a basket that never changes [USD per GPU-hour].

    index = sum over models of basket GPUs x price paid per GPU-hour / sum of basket GPUs

    The mean price over GPUs in use moves with the mix: it rises when dear models find more takers, though no price
    does. The basket (`population.providers.gpu_models.*.basket_gpus`) belongs to the scenario, whatever an arm
    installs, so a difference between arms is one of prices. A model without a GPU in use in an epoch enters at the
    last price known of it, before its first lease at its typical ask. Without a basket there is no index: NaN.
    """
    gpus = now.world.basket_gpus
    return float(np.average(now.world.gpu_price_usd_per_hour, weights=gpus) if gpus.any() else np.nan)


# --- money and trust -----------------------------------------------------------------------------------------


def payout_usd(now: Moment) -> float:
    """Return what providers were paid, at the epoch's price [USD]."""
    uakt, uusdc = (now.flow(REASONS[PAYOUT].words, denom) for denom in ("uakt", "uusdc"))
    return uakt * (now.world.akt_price_usd / UAKT_PER_AKT) + uusdc * (1.0 / MICRO)


def bid_deposits(now: Moment) -> int:
    """Return the deposits of open bids and of leases [uakt]."""
    return now.world.ledger.total("orders.bid_deposit_uakt") + now.world.ledger.total("leases.bid_deposit_uakt")


@shared
def _adopted(now: Moment) -> Any:
    """Return class and trust of the tenants that have adopted Akash."""
    tenants = now.world.tenants
    has_adopted = tenants.adoption_seconds <= now.world.seconds
    return tenants.tenant_class[has_adopted], tenants.trust[has_adopted]


def trust_mean(now: Moment) -> float:
    """Return the mean trust of the tenants that have adopted Akash."""
    return float(_adopted(now)[1].mean())


def trust_by_class(now: Moment) -> list[float]:
    """Return the same of each class of tenants."""
    (kind, trust), n = _adopted(now), len(now.world.tenant_classes)
    return list(map(ratio, np.bincount(kind, trust, n), np.bincount(kind, minlength=n)))
