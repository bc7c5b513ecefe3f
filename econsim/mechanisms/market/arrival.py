"""Arrival: an intention comes up; its tenant may post an order, and the providers bid at once."""

from __future__ import annotations

import math

from econsim.compiled import njit
from econsim.mechanisms.market.bids import collect_bids
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, REFUSED, count_order, count_unfilled
from econsim.mechanisms.market.terms import LARGEST_MICRO, open_market_price
from econsim.units import UAKT, UUSDC

_NEVER_FORGOTTEN = 2**31 - 1  # top-ups


@njit
def arrive(m: Market) -> None:
    """Take the next intention; post the order if the tenant acts on it, and collect its bids.

    The tenant acts if the intention's `thinning` is below its trust times the share wanted of such intentions; what it
    would have acted on at full trust is counted. The chain refuses orders with GPUs where the release has no GPU
    units, and orders in a denom that has no minimum deposit. Without a bid the order closes at once.

    Source: akash-network/node x/deployment/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d
    (CreateDeployment: the deposit is held against the minimum of its denom).
    """
    row, rules, book = m.book.cursor - m.calendar.stretch.first_due, m.rules, m.book
    intention, wanted = m.intentions[row], m.wanted[row]
    book.cursor += 1
    if intention.thinning >= m.tenants[intention.tenant].trust * wanted:
        if intention.thinning < wanted and intention.is_standing == 0:
            m.books.counts.intentions_suppressed += 1
        return
    bundle = m.bundles[intention.bundle]
    denom = denom_paid(rules, intention.denom_uniform)
    if denom < 0 or (bundle.gpu_model >= 0 and rules.gpu_orders_accepted == 0):
        _close_unfilled(m, intention, REFUSED)
        return
    order = m.orders[m.orders[book.free_orders - 1].free_slot]
    _write(order, intention, denom, rules)
    price = intention.max_price_ratio * open_market_price(rules, bundle, denom)
    obstacle = collect_bids(m, intention, order, _max_price(price, intention.duration_blocks, rules.longest_blocks))
    if obstacle != 0:
        _close_unfilled(m, intention, obstacle)
        return
    book.free_orders -= 1
    _await_decision(m.orders, book, order)


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
    order.decided_at = intention.height + rules.bid_wait_blocks
    order.tenant = intention.tenant
    order.bundle = intention.bundle
    order.denom = denom
    order.duration_blocks = intention.duration_blocks
    order.n_top_ups = top_ups_before_forgetting(intention.forget_uniform, rules.log_of_remembering)
    order.is_standing = intention.is_standing
    order.first_bid = -1


@njit
def _max_price(price: float, duration_blocks: int, longest_blocks: int) -> int:
    """Return the order's maximum price [micro per block], cut to what 64 bits allow; every ask lies below that."""
    cap = LARGEST_MICRO // max(duration_blocks, longest_blocks)
    return cap if price >= cap else int(price)


@njit
def top_ups_before_forgetting(uniform: float, log_of_remembering: float) -> int:
    """Return how many top-ups are made before one is forgotten: geometric, by inverse CDF.

    P(n or more) = (1 - forget_top_up_ratio)^n, so n = floor(ln(1 - u) / ln(1 - forget_top_up_ratio)).
    """
    if log_of_remembering == 0.0:
        return _NEVER_FORGOTTEN
    return min(int(math.log1p(-uniform) / log_of_remembering), _NEVER_FORGOTTEN)


@njit
def _await_decision(orders: Records, book: Record, order: Record) -> None:
    """Put an order among those that wait: by height of the decision, then serial; nearly always it is the last."""
    before, after = book.last_order, -1
    if book.first_order < 0:
        before = -1
    elif _is_decided_first(order, orders[before]):
        before, after = -1, book.first_order
        while _is_decided_first(orders[after], order):
            before, after = after, orders[after].next_order
    order.next_order = after
    if before < 0:
        book.first_order = order.slot
    else:
        orders[before].next_order = order.slot
    if after < 0:
        book.last_order = order.slot


@njit
def _is_decided_first(one: Record, other: Record) -> bool:
    is_equal = one.decided_at == other.decided_at
    return bool(one.decided_at < other.decided_at or (is_equal and one.serial < other.serial))


@njit
def _close_unfilled(m: Market, intention: Record, reason: int) -> None:
    """Close an order without a lease; trust falls if nobody had room, or nobody the deposit of a bid."""
    if intention.is_standing != 0:
        return
    tenant, bundle = m.tenants[intention.tenant], m.bundles[intention.bundle]
    count_order(m.books.counts, m.by_model[bundle.gpu_model], m.by_class[tenant.tenant_class], bundle, 0)
    count_unfilled(m.books.counts, reason)
    if reason in (NO_ROOM, NO_DEPOSIT):
        tenant.trust -= m.rules.trust_loss * tenant.trust
