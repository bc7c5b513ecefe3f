"""Decision: the tenant picks one of the bids; it becomes a lease, the others get everything back."""

from __future__ import annotations

from econsim.compiled import njit
from econsim.mechanisms.market.bids import free_bid, take_capacity
from econsim.mechanisms.market.heap import await_nothing
from econsim.mechanisms.market.lease import open_lease
from econsim.mechanisms.market.money import return_bid_deposit
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import count_filled, count_order, count_prices


@njit
def decide(m: Market, height: int, order: Record) -> None:
    """Turn the best bid of an order into a lease and close the order; trust rises.

    Source: akash-network/node x/market/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d (CreateLease):
    the tenant may take any open bid; all others are lost and their deposits return.
    """
    winner = best_bid(m, order)
    accepted = lowest = m.bids[winner].price_micro_per_block
    open_lease(m, height, order, m.bids[winner])
    place, n_bids = order.first_bid, 0
    while place >= 0:
        bid = m.bids[place]
        n_bids += 1
        lowest = min(lowest, bid.price_micro_per_block)
        if place != winner:
            take_capacity(m.nodes[bid.node], m.bundles[order.bundle], -1)
            return_bid_deposit(m.state.flows, height, order, bid, m.providers[bid.provider])
        place = bid.next_bid
        free_bid(m.bids, m.state.book, bid)
    await_nothing(order)
    m.orders[m.state.book.free_orders].free_slot = order.slot
    m.state.book.free_orders += 1
    if order.is_standing == 0:
        tenant = m.tenants[order.tenant]
        tenant.trust += m.state.rules.trust_gain * (1.0 - tenant.trust)
        count_order(m, order.tenant, order.bundle, n_bids)
        count_filled(m, order)
        count_prices(m, order, accepted, lowest)


@njit
def best_bid(m: Market, order: Record) -> int:
    """Return the bid of highest utility, that of the lower provider id among equals.

    utility = - price_weight x (bid / open-market price) + audit_weight x is_audited + taste_weight x Gumbel.
    """
    tenant, open_market = m.tenants[order.tenant], m.open_market_micro_per_block[order.denom, order.bundle]
    best, best_utility, best_provider = -1, 0.0, 0
    place = order.first_bid
    while place >= 0:
        bid = m.bids[place]
        utility = (
            -tenant.price_weight * (bid.price_micro_per_block / open_market)
            + tenant.audit_weight * m.providers[bid.provider].is_audited
            + tenant.taste_weight * bid.taste
        )
        is_equal = utility == best_utility and bid.provider < best_provider
        if best < 0 or utility > best_utility or is_equal:
            best, best_utility, best_provider = place, utility, bid.provider
        place = bid.next_bid
    return best
