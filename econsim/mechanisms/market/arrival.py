"""Arrival: an intention comes up; its tenant may post an order, and the providers bid at once."""

from __future__ import annotations

import math

from econsim.compiled import njit
from econsim.mechanisms.market.bids import collect_bids
from econsim.mechanisms.market.heap import DECISION, NEVER, await_event
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, REFUSED, count_order, count_unfilled
from econsim.units import UAKT, UUSDC


@njit
def arrive(m: Market) -> None:
    """Take the next intention; post the order if the tenant acts on it, and collect its bids.

    The tenant acts if the intention's `thinning` is below its trust times the share wanted of such intentions; what it
    would have acted on at full trust is counted. The chain refuses orders with GPUs where the release has no GPU
    units, and orders in a denom that has no minimum deposit. Without a bid the order closes at once.

    Source: akash-network/node x/deployment/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d
    (CreateDeployment: the deposit is held against the minimum of its denom).
    """
    intention = m.intentions[m.state.book.cursor - m.state.rules.first_due]
    m.state.book.cursor += 1
    if intention.thinning >= m.tenants[intention.tenant].trust * intention.wanted:
        if intention.thinning < intention.wanted and intention.is_standing == 0:
            m.state.counts.intentions_suppressed += 1
        return
    denom = denom_paid(m.state.rules, intention.denom_uniform)
    if denom < 0 or (m.bundles[intention.bundle].gpu_model >= 0 and m.state.rules.gpu_orders_accepted == 0):
        _close_unfilled(m, intention, REFUSED)
        return
    order = m.orders[m.orders[m.state.book.free_orders - 1].free_slot]
    _write(order, intention, denom, m.state.rules)
    obstacle = collect_bids(m, intention, order, _max_price(m, intention, order.denom))
    if obstacle != 0:
        _close_unfilled(m, intention, obstacle)
        return
    m.state.book.free_orders -= 1
    decided_at = intention.height + m.state.rules.bid_wait_blocks
    await_event(m.state.events, m.state.book, decided_at, DECISION, order)


@njit
def denom_paid(rules: Record, uniform: float) -> int:
    """Return the denom an order pays in: the one wanted, else the other; -1 where the chain accepts neither."""
    wanted, other = (UUSDC, UAKT) if uniform < rules.uusdc_share else (UAKT, UUSDC)
    if rules.is_accepted[wanted] != 0:
        return wanted
    return other if rules.is_accepted[other] != 0 else -1


@njit
def _write(order: Record, intention: Record, denom: int, rules: Record) -> None:
    order.serial = intention.serial
    order.tenant = intention.tenant
    order.bundle = intention.bundle
    order.denom = denom
    order.duration_blocks = intention.duration_blocks
    order.n_top_ups = top_ups_before_forgetting(intention.forget_uniform, rules.log_of_remembering)
    order.is_standing = intention.is_standing
    order.first_bid = -1


@njit
def _max_price(m: Market, intention: Record, denom: int) -> int:
    """Return the order's maximum price [micro per block]; the cap lies above every ask of the epoch."""
    price = intention.max_price_ratio * m.open_market_micro_per_block[denom, intention.bundle]
    cap = intention.highest_price_micro
    return cap if price >= cap else int(price)


@njit
def top_ups_before_forgetting(uniform: float, log_of_remembering: float) -> int:
    """Return how many top-ups are made before one is forgotten: geometric, by inverse CDF.

    P(n or more) = (1 - forget_top_up_ratio)^n, so n = floor(ln(1 - u) / ln(1 - forget_top_up_ratio)).
    """
    if log_of_remembering == 0.0:
        return NEVER
    return int(math.log1p(-uniform) / log_of_remembering)


@njit
def _close_unfilled(m: Market, intention: Record, reason: int) -> None:
    """Close an order without a lease; trust falls if nobody had room, or nobody the deposit of a bid."""
    if intention.is_standing != 0:
        return
    count_order(m, intention.tenant, intention.bundle, 0)
    count_unfilled(m.state.counts, reason)
    if reason in (NO_ROOM, NO_DEPOSIT):
        tenant = m.tenants[intention.tenant]
        tenant.trust -= m.state.rules.trust_loss * tenant.trust
