"""Arrival: an intention comes up; its tenant may post an order, and the providers bid at once."""

from __future__ import annotations

import math

import numba

from econsim.mechanisms.market.bids import collect_bids
from econsim.mechanisms.market.heap import DECISION, NEVER, push
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import REFUSED, count_order, count_unfilled
from econsim.units import UAKT, UUSDC


@numba.njit(cache=True)
def arrive(m: Market) -> None:
    """Take the next intention; post the order if the tenant acts on it, and collect its bids.

    The tenant acts if the intention's `thinning` is below its trust times the share wanted of such intentions.
    The chain refuses orders with GPUs where the release has no GPU units. Without a bid the order closes at once.
    """
    draw = m.desk.state.cursor - m.desk.rules.first_due
    m.desk.state.cursor += 1
    intention = m.intentions[draw]
    if intention.thinning >= m.tenants[intention.tenant].trust * intention.wanted:
        return
    count_order(m, intention)
    if m.bundles[intention.bundle].gpu_model >= 0 and m.desk.rules.gpu_orders_accepted == 0:
        _close_unfilled(m, intention, REFUSED)
        return
    order = m.orders[m.orders[m.desk.state.free_orders - 1].free_slot]
    _write(order, intention, m.desk.rules)
    obstacle = collect_bids(m, intention.height, order, draw, _max_price(m, intention, order.denom))
    if obstacle != 0:
        _close_unfilled(m, intention, obstacle)
        return
    m.desk.state.free_orders -= 1
    decided_at = intention.height + m.desk.rules.bid_wait_blocks
    push(m.desk.events, m.desk.state, decided_at, DECISION, order.serial, order.slot)


@numba.njit(cache=True)
def _write(order: Record, intention: Record, rules: Record) -> None:
    pays_uusdc = rules.is_uusdc_accepted != 0 and intention.denom_uniform < rules.uusdc_share
    order.serial = intention.serial
    order.tenant = intention.tenant
    order.bundle = intention.bundle
    order.denom = UUSDC if pays_uusdc else UAKT
    order.duration_blocks = intention.duration_blocks
    order.n_top_ups = top_ups_before_forgetting(intention.forget_uniform, rules.log_of_remembering)
    order.is_standing = intention.is_standing
    order.first_bid = -1


@numba.njit(cache=True)
def _max_price(m: Market, intention: Record, denom: int) -> int:
    """Return the order's maximum price [micro per block]; the cap lies above every ask of the epoch."""
    price = intention.max_price_ratio * m.open_market_micro_per_block[denom, intention.bundle]
    cap = intention.highest_price_micro
    return cap if price >= cap else int(price)


@numba.njit(cache=True)
def top_ups_before_forgetting(uniform: float, log_of_remembering: float) -> int:
    """Return how many top-ups are made before one is forgotten: geometric, by inverse CDF.

    P(n or more) = (1 - forget_top_up_ratio)^n, so n = floor(ln(1 - u) / ln(1 - forget_top_up_ratio)).
    """
    if log_of_remembering == 0.0:
        return NEVER
    return int(math.log1p(-uniform) / log_of_remembering)


@numba.njit(cache=True)
def _close_unfilled(m: Market, intention: Record, reason: int) -> None:
    """Close an order without a lease; trust falls, unless it was the chain that refused."""
    if intention.is_standing != 0:
        return
    count_unfilled(m.desk.counts, reason)
    if reason != REFUSED:
        tenant = m.tenants[intention.tenant]
        tenant.trust -= m.desk.rules.trust_loss * tenant.trust
