"""Series of the market. A ratio whose denominator is 0 in an epoch (no orders, no GPU in use) is NaN: there is none.

Prices are those of whole bundles, host included, by GPU-hour, as clouds quote them. A bid stands in the tally as its
ratio to the open-market price, whatever its denom; means over models weigh by GPUs. `all` is the sum over GPU models.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from econsim.mechanisms.market.money import PAYOUT, REASONS, TAKE_FEE, TENANT_PURCHASE
from econsim.mechanisms.market.prices import open_market_usd_per_gpu_hour, spent, spent_usd_by_model
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, NO_SUPPLIER, REFUSED, TOO_DEAR
from econsim.units import MICRO, SECONDS_PER_HOUR, UAKT, UAKT_PER_AKT, UUSDC, FloatArray
from econsim.world.series import Family, Moment, Number, Series, flow, shared, stock
from econsim.world.world import World

_PAID, _FEES, _BOUGHT = (REASONS[reason].words for reason in (PAYOUT, TAKE_FEE, TENANT_PURCHASE))


def _counted(name: str, meaning: str, unit: str = "count") -> Series:
    """Declare a count of the tally under its own name."""
    return Series(name, unit, meaning, lambda now: int(now.tally.counts[name]))


def _unfilled(name: str, reason: int, meaning: str) -> Series:
    return Series(f"unfilled_{name}", "count", meaning, lambda now: int(now.tally.counts["unfilled"][reason]))


def _gpu_models(world: World) -> Sequence[str]:
    return (*world.gpu_models, "all")


def _tenant_classes(world: World) -> Sequence[str]:
    return world.tenant_classes


def _by_model(name: str, unit: str, meaning: str, values: Callable[[Moment], Sequence[Number]]) -> Family:
    return Family(f"{name}_{{gpu_model}}", unit, meaning, _gpu_models, values)


def _by_class(name: str, unit: str, meaning: str, values: Callable[[Moment], Sequence[Number]]) -> Family:
    return Family(f"{name}_{{tenant_class}}", unit, meaning, _tenant_classes, values)


def _with_their_sum(by_model: Any) -> list[Any]:
    """Return the entries of the GPU models, then their sum in place of the entry for bundles without GPUs."""
    return [*by_model[:-1].tolist(), by_model[:-1].sum().item()]


def _models(field: str) -> Callable[[Moment], list[Any]]:
    return lambda now: _with_their_sum(now.tally.by_model[field])


def _classes(field: str) -> Callable[[Moment], list[Any]]:
    return lambda now: now.tally.by_class[field].tolist()


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")


Values = Callable[[Moment], Sequence[Number]]


def _ratios(parts: Values, wholes: Values) -> Callable[[Moment], list[float]]:
    return lambda now: [_ratio(part, whole) for part, whole in zip(parts(now), wholes(now), strict=True)]


# --- what several of them share ------------------------------------------------------------------------------


@shared
def _spent_usd_by_model(now: Moment) -> FloatArray:
    return spent_usd_by_model(now.world, now.tally)


@shared
def _spent_usd(now: Moment) -> list[float]:
    return _with_their_sum(_spent_usd_by_model(now))


@shared
def _gpus(now: Moment) -> list[int]:
    nodes, n_models = now.world.nodes, len(now.world.gpu_models)
    has_gpus = nodes.gpu_model >= 0
    installed = np.bincount(nodes.gpu_model[has_gpus], nodes.gpus[has_gpus], n_models + 1)
    return _with_their_sum(installed.astype(np.int64))


@shared
def _open_market_usd(now: Moment) -> FloatArray:
    return open_market_usd_per_gpu_hour(now.world.bundles, len(now.world.gpu_models))


def _gpus_in_use(now: Moment) -> list[float]:
    return [gpu_blocks / max(now.world.n_blocks, 1) for gpu_blocks in _GPU_BLOCKS(now)]


def _gpu_blocks_installed(now: Moment) -> list[int]:
    return [gpus * now.world.n_blocks for gpus in _gpus(now)]


def _gpu_hours(now: Moment) -> list[float]:
    return [gpu_blocks * (now.world.seconds_per_block / SECONDS_PER_HOUR) for gpu_blocks in _GPU_BLOCKS(now)]


def _cost_elsewhere_usd(now: Moment) -> list[float]:
    hours = now.tally.by_model["gpu_blocks"] * (now.world.seconds_per_block / SECONDS_PER_HOUR)
    return _with_their_sum(hours * _open_market_usd(now))


def _bids_usd(field: str) -> Callable[[Moment], list[float]]:
    return lambda now: _with_their_sum(now.tally.by_model[field] * _open_market_usd(now))


def _discounts(now: Moment) -> list[float]:
    pairs = zip(_spent_usd(now), _cost_elsewhere_usd(now), strict=True)
    return [1.0 - _ratio(spent_usd, elsewhere_usd) for spent_usd, elsewhere_usd in pairs]


def _price_index(now: Moment) -> float:
    """Return the mean of the last known prices over a basket that never changes [USD per GPU-hour].

    index = sum over models of basket GPUs x price paid per GPU-hour / sum of basket GPUs

    The mean price over GPUs in use moves with the mix: it rises when dear models find more takers, though no price
    does. The basket (`population.providers.gpu_models.*.basket_gpus`) belongs to the scenario, whatever an arm
    installs, so a difference between arms is one of prices. A model without a GPU in use in an epoch enters at the
    last price known of it, before its first lease at its typical ask. Without a basket there is no index: NaN.
    """
    gpus = now.world.basket_gpus
    return float(np.average(now.world.gpu_price_usd_per_hour, weights=gpus) if gpus.any() else np.nan)


@shared
def _adopted(now: Moment) -> Any:
    """Return class and trust of the tenants that have adopted Akash."""
    tenants = now.world.tenants
    has_adopted = tenants.adoption_seconds <= now.world.seconds
    return tenants.tenant_class[has_adopted], tenants.trust[has_adopted]


def _trust_by_class(now: Moment) -> list[float]:
    (kind, trust), n = _adopted(now), len(now.world.tenant_classes)
    return list(map(_ratio, np.bincount(kind, trust, n), np.bincount(kind, minlength=n)))


def _threads_utilisation(now: Moment) -> float:
    return _ratio(now.tally.counts.thread_blocks, int(now.world.nodes.threads.sum()) * now.world.n_blocks)


def _payout_usd(now: Moment) -> float:
    usd_per_uakt, usd_per_uusdc = now.world.akt_price_usd / UAKT_PER_AKT, 1.0 / MICRO
    return float(now.flow(_PAID, "uakt") * usd_per_uakt + now.flow(_PAID, "uusdc") * usd_per_uusdc)


def _bid_deposits(now: Moment) -> int:
    return now.world.ledger.total("orders.bid_deposit_uakt") + now.world.ledger.total("leases.bid_deposit_uakt")


def _of(part: str, whole: str) -> Callable[[Moment], float]:
    return lambda now: _ratio(now.tally.counts[part], now.tally.counts[whole])


_GPU_BLOCKS, _ORDERS, _GPUS_LEASED = _models("gpu_blocks"), _models("orders"), _models("gpus_leased")

SERIES = (
    _counted(
        "orders",
        "orders decided in the epoch: filled or closed without a lease (leases already running at the start apart)",
    ),
    _counted("orders_filled", "orders that became leases in the epoch"),
    Series("fill_ratio", "fraction", "orders filled over orders decided in the epoch", _of("orders_filled", "orders")),
    Series("bids_per_order", "count", "bids that the chain accepted over orders decided", _of("bids", "orders")),
    _unfilled(
        "refused",
        REFUSED,
        "orders the chain refused (GPUs before Mainnet 6, or no denom with a minimum deposit to pay in)",
    ),
    _unfilled(
        "no_supplier", NO_SUPPLIER, "orders that no provider quoting the bundle could hold with all its nodes empty"
    ),
    _unfilled("no_room", NO_ROOM, "orders that some provider could hold but none had room for at that moment"),
    _unfilled("too_dear", TOO_DEAR, "orders for which every provider with room asked more than the tenant would pay"),
    _unfilled(
        "no_deposit", NO_DEPOSIT, "orders for which no provider with room at a fitting price could lock the bid deposit"
    ),
    _counted(
        "intentions_suppressed", "intentions that a tenant would have acted on at full trust and did not at its own"
    ),
    Series("leases_active", "count", "leases running at the end of the epoch", lambda now: now.world.market.n_leases),
    _counted("leases_started", "leases begun"),
    _counted("leases_ended", "leases closed by their tenants"),
    _counted("leases_overdrawn", "leases closed because their escrow ran dry"),
    _counted("unpaid_blocks", "blocks worked by leases between running dry and being found out", "blocks"),
    _by_class(
        "fill_ratio",
        "fraction",
        "orders of the tenant class filled over decided",
        _ratios(_classes("orders_filled"), _classes("orders")),
    ),
    Series(
        "trust_mean",
        "fraction",
        "mean trust in the market of the tenants that have adopted it",
        lambda now: float(_adopted(now)[1].mean()),
    ),
    _by_class("trust_mean", "fraction", "the same of one class of tenants", _trust_by_class),
    _by_model("gpus", "count", "GPUs installed", _gpus),
    _by_model("gpus_in_use", "count", "GPUs leased: mean over the blocks of the epoch", _gpus_in_use),
    _by_model(
        "gpu_utilisation",
        "fraction",
        "GPUs leased over installed: mean over the epoch",
        _ratios(_GPU_BLOCKS, _gpu_blocks_installed),
    ),
    _by_model("gpu_orders", "count", "orders for the model", _ORDERS),
    _by_model(
        "gpu_fill_ratio",
        "fraction",
        "orders for the model filled over decided",
        _ratios(_models("orders_filled"), _ORDERS),
    ),
    _by_model("gpus_ordered", "count", "GPUs of the orders decided in the epoch", _models("gpus_ordered")),
    _by_model(
        "gpu_fill_ratio_by_gpu",
        "fraction",
        "GPUs of orders filled over GPUs of orders decided",
        _ratios(_GPUS_LEASED, _models("gpus_ordered")),
    ),
    _by_model(
        "gpu_price_usd_per_hour",
        "USD",
        "mean price paid per GPU-hour over GPUs in use (whole bundle)",
        _ratios(_spent_usd, _gpu_hours),
    ),
    _by_model(
        "gpu_bids_per_order",
        "bids/order",
        "bids that the chain accepted over orders for the model decided",
        _ratios(_models("bids"), _ORDERS),
    ),
    _by_model("gpus_leased", "count", "GPUs of leases begun in the epoch", _GPUS_LEASED),
    _by_model(
        "gpu_new_price_usd_per_hour",
        "USD",
        "mean price per GPU-hour of leases begun in the epoch (whole bundle)",
        _ratios(_bids_usd("accepted_bid_ratio"), _GPUS_LEASED),
    ),
    _by_model(
        "gpu_lowest_bid_usd_per_hour",
        "USD",
        "the same leases at the lowest bid that each had",
        _ratios(_bids_usd("lowest_bid_ratio"), _GPUS_LEASED),
    ),
    _by_model("gpu_discount_ratio", "fraction", "1 - price paid over open-market price of the GPUs in use", _discounts),
    Series(
        "gpu_price_index_usd_per_hour",
        "USD",
        "price paid per GPU-hour over a fixed basket of GPU models: does not move with the mix",
        _price_index,
    ),
    Series(
        "threads_utilisation",
        "fraction",
        "CPU threads leased over installed: mean over the epoch",
        _threads_utilisation,
    ),
    Series(
        "spend_usd",
        "USD",
        "rent of leases in the epoch at the epoch's price",
        lambda now: float(_spent_usd_by_model(now).sum()),
    ),
    Series("spend_gpu_usd", "USD", "rent of leases with GPUs", lambda now: float(_spent_usd_by_model(now)[:-1].sum())),
    Series("spend_uakt", "uakt", "rent of leases paid in AKT", lambda now: spent(now.tally, UAKT)),
    Series("spend_uusdc", "uusdc", "rent of leases paid in USDC", lambda now: spent(now.tally, UUSDC)),
    flow(_FEES, "take_fee_uakt", "take fee on withdrawals"),
    flow(_FEES, "take_fee_uusdc", "take fee on withdrawals"),
    Series("provider_payout_usd", "USD", "paid out to providers after the take fee at the epoch's price", _payout_usd),
    flow(_BOUGHT, "bought_uakt", "bought from outside by tenants for their deposits"),
    flow(_BOUGHT, "bought_uusdc", "bought from outside by tenants for their deposits"),
    stock("leases.escrow_uakt", "escrow_uakt", "held by escrow for leases"),
    stock("leases.escrow_uusdc", "escrow_uusdc", "held by escrow for leases"),
    Series("bid_deposit_uakt", "uakt", "bid deposits locked", _bid_deposits),
)
