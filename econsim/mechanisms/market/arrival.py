"""Arrival: an intention comes up; its tenant may post an order, and the providers bid at once."""

from __future__ import annotations

import math

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.bids import collect_bids
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, REFUSED, count_order, count_unfilled
from econsim.mechanisms.market.terms import LARGEST_MICRO, open_market_price
from econsim.units import UAKT, UUSDC

_NEVER_FORGOTTEN = 2**31 - 1  # top-ups


@njit_within
def arrive(m: Market) -> None:
    """Take the next intention; post the order if the tenant acts on it, and collect its bids.

    The tenant acts if the intention's `thinning` is below its trust times the share wanted of such intentions; what it
    would have acted on at full trust is counted. The chain refuses orders with GPUs where the release has no GPU
    units, and orders in a denom that has no minimum deposit. Without a bid the order closes at once, unfilled; trust
    falls if nobody had room, or nobody the deposit of a bid.

    Source: akash-network/node x/deployment/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d
    (CreateDeployment: the deposit is held against the minimum of its denom).
    """
    row, rules, book, counts = m.book.cursor - m.calendar.stretch.first_due, m.rules, m.book, m.books.counts
    intention, wanted = m.intentions[row], m.wanted[row]
    tenant, bundle = m.tenants[intention.tenant], m.bundles[intention.bundle]
    book.cursor += 1
    if intention.thinning >= tenant.trust * wanted:
        if intention.thinning < wanted and intention.is_standing == 0:
            counts.intentions_suppressed += 1
        return
    denom, obstacle = denom_paid(rules, intention.denom_uniform), REFUSED
    if denom >= 0 and (bundle.gpu_model < 0 or rules.gpu_orders_accepted != 0):
        order = m.orders[m.orders[book.free_orders - 1].free_slot]
        _write(order, intention, denom, rules)
        price = intention.max_price_ratio * open_market_price(rules, bundle, denom)
        max_price = _max_price(price, intention.duration_blocks, rules.longest_blocks)
        obstacle = collect_bids(m, intention, order, bundle, max_price)
        if obstacle == 0:
            book.free_orders -= 1
            _await_decision(m.orders, book, order)
            return
    if intention.is_standing == 0:
        model, of_class = m.by_model[bundle.gpu_model], m.by_class[tenant.tenant_class]
        count_order(counts, model, of_class, bundle, 0)
        count_unfilled(counts, obstacle)
        if obstacle in (NO_ROOM, NO_DEPOSIT):
            tenant.trust -= rules.trust_loss * tenant.trust


@njit_borrowing
def denom_paid(rules: Record, uniform: float) -> int:
    """Return the denom an order pays in: the one wanted, else the other; -1 where the chain accepts neither."""
    wanted, other = (UUSDC, UAKT) if uniform < rules.uusdc_share else (UAKT, UUSDC)
    if rules.is_accepted[wanted] != 0:
        return wanted
    return other if rules.is_accepted[other] != 0 else -1


@njit_borrowing
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


@njit_borrowing
def _max_price(price: float, duration_blocks: int, longest_blocks: int) -> int:
    """Return the order's maximum price [micro per block], cut to what 64 bits allow; every ask lies below that."""
    cap = LARGEST_MICRO // max(duration_blocks, longest_blocks)
    return cap if price >= cap else int(price)


@njit_borrowing
def top_ups_before_forgetting(uniform: float, log_of_remembering: float) -> int:
    """Return how many top-ups are made before one is forgotten: geometric, by inverse CDF.

    P(n or more) = (1 - forget_top_up_ratio)^n, so n = floor(ln(1 - u) / ln(1 - forget_top_up_ratio)).
    """
    if log_of_remembering == 0.0:
        return _NEVER_FORGOTTEN
    return min(int(math.log1p(-uniform) / log_of_remembering), _NEVER_FORGOTTEN)


@njit_borrowing
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


@njit_borrowing
def _is_decided_first(one: Record, other: Record) -> bool:
    is_equal = one.decided_at == other.decided_at
    return bool(one.decided_at < other.decided_at or (is_equal and one.serial < other.serial))
