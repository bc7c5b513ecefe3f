"""Arrival: an intention comes up; its tenant may act on it."""

from __future__ import annotations

import math

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.open_orders import new_order
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.uptime import market_uptime
from econsim.mechanisms.market.worth import buys_outside

_NEVER_FORGOTTEN = 2**31 - 1  # top-ups


@njit_within
def arrive(m: Market) -> int:
    """Take the next intention; return the slot of the order to be posted, -1 if the tenant does not act on it.

    The tenant acts if the intention's `thinning` is below its trust times the share wanted of such intentions; what it
    would have acted on at full trust is counted. Who is excluded from the market passes it over, who wants one thing
    at a time while busy with another, and who asks for an uptime of the market while it is lower.
    """
    row, counts = m.book.cursor - m.calendar.stretch.first_due, m.books.counts
    intention, wanted = m.intentions[row], m.wanted[row]
    tenant = m.tenants[intention.tenant]
    m.book.cursor += 1
    if intention.thinning >= tenant.trust * wanted:
        if intention.thinning < wanted and intention.is_standing == 0:
            counts.intentions_suppressed += 1
            buys_outside(m, tenant, intention.bundle, intention, intention.duration_blocks)
        return -1
    if tenant.is_excluded != 0:
        counts.intentions_excluded += 1
        buys_outside(m, tenant, intention.bundle, intention, intention.duration_blocks)
        return -1
    if tenant.n_busy > 0 and m.kinds.habits[tenant.tenant_class].one_at_a_time != 0:
        counts.intentions_busy += 1
        return -1
    least_uptime = m.kinds.habits[tenant.tenant_class].least_uptime
    if least_uptime > 0.0 and market_uptime(m, intention.height) < least_uptime:
        counts.intentions_unreliable += 1
        buys_outside(m, tenant, intention.bundle, intention, intention.duration_blocks)
        return -1
    order = new_order(m.orders, m.book, tenant)
    _write(order, intention, m.rules)
    return int(order.slot)


@njit_borrowing
def _write(order: Record, intention: Record, rules: Record) -> None:
    order.serial = intention.serial
    order.event_key = intention.event_key
    order.attempt = 0
    order.n_retries = 0
    order.is_second_choice = 0
    order.is_rest = 0
    order.tenant = intention.tenant
    order.bundle = intention.bundle
    order.max_price_ratio = intention.max_price_ratio
    order.outside_ratio = intention.outside_ratio
    order.denom_uniform = intention.denom_uniform
    order.duration_blocks = intention.duration_blocks
    order.n_top_ups = top_ups_before_forgetting(intention.forget_uniform, rules.log_of_remembering)
    order.is_standing = intention.is_standing


@njit_borrowing
def top_ups_before_forgetting(uniform: float, log_of_remembering: float) -> int:
    """Return how many top-ups are made before one is forgotten: geometric, by inverse CDF.

    P(n or more) = (1 - forget_top_up_ratio)^n, so n = floor(ln(1 - u) / ln(1 - forget_top_up_ratio)).
    """
    if log_of_remembering == 0.0:
        return _NEVER_FORGOTTEN
    return min(int(math.log1p(-uniform) / log_of_remembering), _NEVER_FORGOTTEN)
