"""After an order has closed without a lease, or a lease has ended before its time: the tenant comes back, or leaves."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.attempts import COMES_BACK, REOPENS, RETRIES, SECOND_CHOICE, SLEEP, STAYS_AWAY, drawn_by
from econsim.mechanisms.market.calendar import RETURN, await_event, await_nothing
from econsim.mechanisms.market.elsewhere import is_refused_elsewhere
from econsim.mechanisms.market.kinds import Kinds, exponential_blocks
from econsim.mechanisms.market.open_orders import free_order, new_order
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import (
    FROM_ELSEWHERE,
    NO_ACT,
    NO_DEPOSIT,
    NO_ROOM,
    OTHER_MODEL,
    REFUSED,
    REOPENED,
    RETRY,
    TOO_DEAR,
    count_lost,
    count_order,
    count_return,
    count_unfilled,
)
from econsim.mechanisms.market.worth import buys_outside

_FINDS_ROOM, _COMES_BACK_LATER, _GOES_WITHOUT = 0, 1, 2  # what comes of looking elsewhere


@njit_within
def close_unfilled(m: Market, height: int, order: Record, obstacle: int) -> None:
    """Count an order that closes without a lease; its tenant tries again later, tries another GPU model or leaves."""
    bundle, tenant = m.bundles[order.bundle], m.tenants[order.tenant]
    if order.is_standing == 0:
        model, of_class = m.by_model[bundle.gpu_model], m.by_class[tenant.tenant_class]
        count_order(m.books.counts, model, of_class, bundle, order)
        count_unfilled(m.books.counts, obstacle)
        if may_pass(order, obstacle) and _tries_again(m, height, order, bundle, tenant.tenant_class, obstacle):
            return
    found = _looks_elsewhere(m, height, order, obstacle)
    if found != _COMES_BACK_LATER:
        leave(m, order, obstacle, found == _FINDS_ROOM)


@njit_borrowing
def _looks_elsewhere(m: Market, height: int, order: Record, obstacle: int) -> int:
    """Let a tenant who gives an order up look elsewhere; return what comes of it."""
    if m.elsewhere.size == 0 or order.is_standing != 0:
        return _FINDS_ROOM
    rules, bundle, key = m.rules, m.bundles[order.bundle], drawn_by(order)
    if not is_refused_elsewhere(m.elsewhere, m.by_model[bundle.gpu_model], bundle, order, height):
        return _FINDS_ROOM
    if obstacle == REFUSED or uniform_of(bits_of(key, COMES_BACK)) >= rules.comes_back_share:
        return _GOES_WITHOUT
    away = exponential_blocks(rules.comes_back_blocks, uniform_of(bits_of(key, STAYS_AWAY)))
    _comes_back(m, order, height + away, FROM_ELSEWHERE)
    return _COMES_BACK_LATER


@njit_borrowing
def may_pass(order: Record, obstacle: int) -> bool:
    """Return whether it may be worth while to wait until an obstacle has passed, or to try another GPU model.

    It is for who lacks room, a provider with a deposit, or ACT; not for who is priced out.
    """
    return order.is_affordable != 0 and obstacle in (NO_ROOM, TOO_DEAR, NO_DEPOSIT, NO_ACT)


@njit_borrowing
def _tries_again(m: Market, height: int, order: Record, bundle: Record, tenant_class: int, obstacle: int) -> bool:
    """Let a tenant whose order found no lease sleep over it, or turn to another GPU model; return whether it does.

    It turns to another model once, when it does not try again later, and posts for it at the same height; after that it
    tries nothing more. Who lacks ACT would lack it for any model.
    """
    if order.is_second_choice != 0:
        return False
    kind, key = m.kinds.habits[tenant_class], drawn_by(order)
    if order.n_retries < kind.retries and uniform_of(bits_of(key, RETRIES)) < kind.retry_share:
        order.n_retries += 1
        asleep = exponential_blocks(kind.retry_blocks, uniform_of(bits_of(key, SLEEP)))
        _comes_back(m, order, height + asleep, RETRY)
        return True
    if obstacle == NO_ACT:
        return False
    other = _second_choice(m.kinds, order.bundle, bundle, tenant_class, uniform_of(bits_of(key, SECOND_CHOICE)))
    if other < 0:
        return False
    order.bundle, order.is_second_choice = other, 1
    _comes_back(m, order, height, OTHER_MODEL)
    return True


@njit_borrowing
def _second_choice(kinds: Kinds, bundle_id: int, bundle: Record, tenant_class: int, uniform: float) -> int:
    """Return the same bundle of another GPU model, drawn by the shares of a class; -1 where it leaves."""
    if bundle.gpu_model < 0:
        return -1
    below = 0.0
    for other in range(kinds.instead.shape[1]):
        below += kinds.second_choice[tenant_class, bundle.gpu_model, other]
        if uniform < below:
            return int(kinds.instead[bundle_id, other])
    return -1


@njit_within
def leave(m: Market, order: Record, obstacle: int, finds_room: bool) -> None:
    """Let a tenant give an intention up.

    Its trust falls if nobody had room, nobody the deposit of a bid, or nobody could mint ACT.

    `finds_room`: elsewhere, where it leases if it would pay the price there.
    What was left of a lease that an outage has ended is lost now.
    """
    tenant = m.tenants[order.tenant]
    if order.is_standing == 0 and obstacle in (NO_ROOM, NO_DEPOSIT, NO_ACT):
        tenant.trust -= m.rules.trust_loss * tenant.trust
    if order.is_rest != 0:
        bundle = m.bundles[order.bundle]
        count_lost(m.by_model[bundle.gpu_model], bundle, order.duration_blocks)
    if order.is_standing == 0 and finds_room:
        buys_outside(m, tenant, order.bundle, order, order.duration_blocks)
    tenant.n_busy -= 1
    free_order(m.orders, m.book, order)


@njit_within
def reopen(m: Market, height: int, lease: Record) -> None:
    """Let the tenant of a lease that has been closed before its planned end post an order for the rest of it, or not.

    It comes back at the same height, with the bundle that it had, as the next attempt of its intention, and searches
    anew; who is excluded does not. There must be a free slot for an order, and the lease's own must not be free yet.
    """
    origin, tenant, blocks_left = m.origins[lease.slot], m.tenants[lease.tenant], lease.planned_end - height
    share = m.kinds.habits[tenant.tenant_class].reopen_share
    if tenant.is_excluded != 0 or uniform_of(bits_of(drawn_by(origin), REOPENS)) >= share:
        bundle = m.bundles[lease.bundle]
        count_lost(m.by_model[bundle.gpu_model], bundle, blocks_left)
        buys_outside(m, tenant, lease.bundle, origin, blocks_left)
        return
    order = new_order(m.orders, m.book, tenant)
    order.serial, order.tenant, order.bundle = lease.serial, lease.tenant, lease.bundle
    order.event_key, order.attempt = origin.event_key, origin.attempt
    order.max_price_ratio, order.denom_uniform = origin.max_price_ratio, origin.denom_uniform
    order.outside_ratio = origin.outside_ratio
    order.duration_blocks, order.n_top_ups = blocks_left, lease.n_top_ups
    order.is_standing, order.n_retries, order.is_second_choice, order.is_rest = 0, 0, 0, 1
    _comes_back(m, order, height, REOPENED)
    m.calendar.stretch.is_back = 1


@njit_within
def _comes_back(m: Market, order: Record, height: int, why: int) -> None:
    """Let a tenant post an order as its next attempt at a height, this one or a later one."""
    order.attempt += 1
    order.returns_as = why
    await_event(m.order_calendar, order, height, RETURN)


@njit_within
def come_back(m: Market, order: Record) -> int:
    """Let a tenant come back whose order is to be posted now; return the order's slot."""
    await_nothing(m.order_calendar, order.slot)
    count_return(m.books.counts, order.returns_as)
    return int(order.slot)
