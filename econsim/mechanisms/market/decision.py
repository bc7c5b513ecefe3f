"""Decision: the tenant picks one of the bids; it becomes a lease, the others get everything back."""

from __future__ import annotations

from econsim.compiled import njit_within
from econsim.mechanisms.market.bids import free_bid
from econsim.mechanisms.market.capacity import take_capacity
from econsim.mechanisms.market.choice import best_bid
from econsim.mechanisms.market.lease import first_deposit, open_lease
from econsim.mechanisms.market.money import is_paid, return_bid_deposit
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import count_filled, count_order
from econsim.mechanisms.market.terms import open_market_price


@njit_within
def decide(m: Market, height: int, order: Record) -> bool:
    """Turn the best bid of the order that is decided next into a lease and close the order; trust rises.

    Return whether the lease's first deposit was paid; if not, nothing has happened.

    Source: akash-network/node x/market/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d (CreateLease):
    the tenant may take any open bid; all others are lost and their deposits return.
    """
    rules, books, book, bids, bundle = m.rules, m.books, m.book, m.bids, m.bundles[order.bundle]
    providers, nodes, tenant, model = (
        m.supply.providers,
        m.supply.nodes,
        m.tenants[order.tenant],
        m.by_model[bundle.gpu_model],
    )
    open_market = open_market_price(rules, bundle, order.denom)
    winner = best_bid(m, order, height, open_market)
    accepted = lowest = bids[winner].price_micro_per_block
    deposit = first_deposit(rules, order.denom, accepted)
    if not is_paid(books, tenant, order.denom, deposit):
        return False
    book.free_leases -= 1
    lease = m.leases[m.leases[book.free_leases].free_slot]
    open_lease(rules, books, m.calendar, height, order, bids[winner], lease, tenant, deposit)
    place, n_bids = order.first_bid, 0
    while place >= 0:
        bid = bids[place]
        n_bids += 1
        lowest = min(lowest, bid.price_micro_per_block)
        if place != winner:
            take_capacity(nodes[bid.node], bundle, -1)
            return_bid_deposit(books, height, order, bid, providers[bid.provider])
        place = bid.next_bid
        free_bid(bids, book, bid)
    book.first_order = order.next_order
    m.orders[book.free_orders].free_slot = order.slot
    book.free_orders += 1
    if order.is_standing == 0:
        tenant.trust += rules.trust_gain * (1.0 - tenant.trust)
        of_class = m.by_class[tenant.tenant_class]
        count_order(books.counts, model, of_class, bundle, n_bids)
        count_filled(books.counts, model, of_class, bundle, accepted / open_market, lowest / open_market)
    return True
