"""What is measured of the market at the end of an epoch: names, units and meanings are in series.csv.

A ratio whose denominator is 0 in an epoch (no orders that day, no GPU in use) is NaN: there is no such number.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from econsim.mechanisms.market.tally import MarketTally
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT, UAKT_PER_AKT, UUSDC, FloatArray
from econsim.world.series import Moment
from econsim.world.world import World

Measured = Iterator[tuple[str, int | float]]


def market_series(now: Moment) -> Measured:
    """Yield every market series of the epoch."""
    world, tally = now.world, now.tally
    yield from _orders(world, tally)
    yield from _gpus(world, tally)
    yield from _money(world, tally)


def _orders(world: World, tally: MarketTally) -> Measured:
    yield "orders", tally.orders
    yield "orders_filled", tally.filled
    yield "fill_ratio", _ratio(tally.filled, tally.orders)
    yield "bids_per_order", _ratio(tally.bids, tally.orders)
    yield "unfilled_refused", tally.unfilled_refused
    yield "unfilled_no_supplier", tally.unfilled_no_supplier
    yield "unfilled_no_room", tally.unfilled_no_room
    yield "unfilled_too_dear", tally.unfilled_too_dear
    yield "unfilled_no_deposit", tally.unfilled_no_deposit
    yield "intentions_suppressed", tally.suppressed
    yield "leases_active", tally.leases_active
    yield "leases_started", tally.leases_started
    yield "leases_ended", tally.leases_ended
    yield "leases_overdrawn", tally.leases_overdrawn
    yield "unpaid_blocks", tally.unpaid_blocks
    for row, name in enumerate(world.tenant_classes):
        yield f"fill_ratio_{name}", _ratio(tally.filled_by_class[row], tally.orders_by_class[row])
    yield from _trust(world)


def _trust(world: World) -> Measured:
    """Yield the mean trust of the tenants that have adopted Akash, of all and by class."""
    has_adopted = world.tenants.adoption_seconds <= world.seconds
    kind, trust = world.tenants.tenant_class[has_adopted], world.tenants.trust[has_adopted]
    total = np.bincount(kind, trust, len(world.tenant_classes))
    number = np.bincount(kind, minlength=len(world.tenant_classes))
    yield "trust_mean", float(trust.mean())
    for row, name in enumerate(world.tenant_classes):
        yield f"trust_mean_{name}", _ratio(total[row], number[row])


def _gpus(world: World, tally: MarketTally) -> Measured:
    nodes, hours_per_block = world.nodes, world.seconds_per_block / SECONDS_PER_HOUR
    names, has_gpus = (*world.gpu_models, "all"), nodes.gpu_model >= 0
    installed = np.bincount(nodes.gpu_model[has_gpus], nodes.gpus[has_gpus], len(world.gpu_models) + 1)
    spent = spent_usd_by_model(world, tally)
    orders, filled = tally.orders_by_model, tally.filled_by_model
    gpus = (installed.astype(np.int64), tally.gpus_ordered, tally.gpus_of_new_leases, tally.gpu_blocks)
    rows = zip(names, *(with_their_sum(column) for column in (*gpus, orders, filled, spent)), strict=True)
    for name, n_gpus, n_ordered, n_filled, gpu_blocks, orders, filled, spent_usd in rows:
        yield f"gpus_{name}", n_gpus
        yield f"gpus_in_use_{name}", gpu_blocks / max(world.n_blocks, 1)
        yield f"gpu_utilisation_{name}", _ratio(gpu_blocks, n_gpus * world.n_blocks)
        yield f"gpu_orders_{name}", orders
        yield f"gpu_fill_ratio_{name}", _ratio(filled, orders)
        yield f"gpus_ordered_{name}", n_ordered
        yield f"gpu_fill_ratio_by_gpu_{name}", _ratio(n_filled, n_ordered)
        yield f"gpu_price_usd_per_hour_{name}", _ratio(spent_usd, gpu_blocks * hours_per_block)
    yield "threads_utilisation", _ratio(tally.thread_blocks, int(nodes.threads.sum()) * world.n_blocks)


def with_their_sum(by_model: Any) -> list[Any]:
    """Return the entries of the GPU models, then their sum in place of the entry for bundles without GPUs."""
    return [*by_model[:-1].tolist(), by_model[:-1].sum().item()]


def _money(world: World, tally: MarketTally) -> Measured:
    usd_per_uakt, usd_per_uusdc = world.akt_price_usd / UAKT_PER_AKT, 1.0 / MICRO
    spent = spent_usd_by_model(world, tally)
    yield "spend_usd", float(spent.sum())
    yield "spend_gpu_usd", float(spent[:-1].sum())
    yield "spend_uakt", tally.spent(UAKT)
    yield "spend_uusdc", tally.spent(UUSDC)
    yield "take_fee_uakt", int(tally.take_fee[UAKT])
    yield "take_fee_uusdc", int(tally.take_fee[UUSDC])
    yield "provider_payout_usd", float(tally.payout[UAKT] * usd_per_uakt + tally.payout[UUSDC] * usd_per_uusdc)
    yield "bought_uakt", int(tally.bought[UAKT])
    yield "bought_uusdc", int(tally.bought[UUSDC])
    for denom in DENOMS:
        yield f"escrow_{denom}", world.ledger.total(f"leases.escrow_{denom}")
    deposits = world.ledger.total("orders.bid_deposit_uakt") + world.ledger.total("leases.bid_deposit_uakt")
    yield "bid_deposit_uakt", deposits


def spent_usd_by_model(world: World, tally: MarketTally) -> FloatArray:
    """Return spending at the epoch's price [USD], by GPU model, the last entry for bundles without GPUs."""
    units: Any = tally.spent_units + tally.spent_micro / MICRO
    return np.asarray(units[UAKT] * (world.akt_price_usd / UAKT_PER_AKT) + units[UUSDC] / MICRO)


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")
