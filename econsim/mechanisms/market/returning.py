"""After an order has closed without a lease, or a lease has ended before its time: the tenant leaves, or comes back."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.attempts import REOPENS, drawn_by
from econsim.mechanisms.market.calendar import RETURN, await_event, await_nothing
from econsim.mechanisms.market.open_orders import free_order, new_order
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, REOPENED, count_order, count_return, count_unfilled


@njit_borrowing
def close_unfilled(m: Market, height: int, order: Record, obstacle: int) -> None:
    """Count an order that closes without a lease; its tenant leaves."""
    bundle, tenant = m.bundles[order.bundle], m.tenants[order.tenant]
    if order.is_standing == 0:
        model, of_class = m.by_model[bundle.gpu_model], m.by_class[tenant.tenant_class]
        count_order(m.books.counts, model, of_class, bundle, order.n_bids)
        count_unfilled(m.books.counts, obstacle)
    leave(m, order, obstacle)


@njit_borrowing
def leave(m: Market, order: Record, obstacle: int) -> None:
    """Let a tenant give an intention up; its trust falls if nobody had room, or nobody the deposit of a bid."""
    tenant = m.tenants[order.tenant]
    if order.is_standing == 0 and obstacle in (NO_ROOM, NO_DEPOSIT):
        tenant.trust -= m.rules.trust_loss * tenant.trust
    tenant.n_busy -= 1
    free_order(m.orders, m.book, order)


@njit_within
def reopen(m: Market, height: int, lease: Record) -> None:
    """Let the tenant of a lease that has been closed before its planned end post an order for the rest of it, or not.

    It comes back at the same height, with the bundle that it had, as the next attempt of its intention, and searches
    anew. There must be a free slot for an order, and the lease's own must not be free yet.
    """
    origin, tenant = m.origins[lease.slot], m.tenants[lease.tenant]
    share = m.kinds[tenant.tenant_class].reopen_share
    if lease.planned_end <= height or uniform_of(bits_of(drawn_by(origin), REOPENS)) >= share:
        return
    order = new_order(m.orders, m.book, tenant)
    order.serial, order.tenant, order.bundle = lease.serial, lease.tenant, lease.bundle
    order.event_key, order.attempt = origin.event_key, origin.attempt + 1
    order.max_price_ratio, order.denom_uniform = origin.max_price_ratio, origin.denom_uniform
    order.duration_blocks, order.n_top_ups = lease.planned_end - height, lease.n_top_ups
    order.is_standing, order.n_retries, order.is_second_choice = 0, 0, 0
    order.returns_as = REOPENED
    await_event(m.order_calendar, order, height, RETURN)


@njit_borrowing
def come_back(m: Market, order: Record) -> None:
    """Let a tenant that slept over an order come back to post it."""
    await_nothing(m.order_calendar, order.slot)
    count_return(m.books.counts, order.returns_as)
