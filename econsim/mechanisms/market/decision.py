"""Decision: the tenant picks one of the bids; it becomes a lease, the others get everything back."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.bids import free_bid
from econsim.mechanisms.market.capacity import take_capacity
from econsim.mechanisms.market.lease import first_deposit, open_lease
from econsim.mechanisms.market.money import is_paid, return_bid_deposit
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import count_cost, count_filled, count_order
from econsim.mechanisms.market.taste import gumbel, gumbel_at_most
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
    weights = m.weights[order.tenant if m.weights.size > 1 else 0]
    winner = best_bid(bids, providers, order, weights, open_market)
    accepted = lowest = bids[winner].price_micro_per_block
    cost = bids[winner].cost_micro_per_block
    deposit = first_deposit(rules, order.denom, accepted)
    if not is_paid(books, tenant, order.denom, deposit):
        return False
    book.free_leases -= 1
    lease = m.leases[m.leases[book.free_leases].free_slot]
    open_lease(rules, books, m.calendar, height, order, bids[winner], lease, tenant, deposit)
    place, n_bids, n_lines = order.first_bid, 0, m.by_model.size
    line_of_model = bundle.gpu_model if bundle.gpu_model >= 0 else n_lines - 1
    while place >= 0:
        bid = bids[place]
        n_bids += 1
        line = m.lines[bid.provider * n_lines + line_of_model]
        line.bids += 1
        line.wins += place == winner
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
        if cost > 0:
            count_cost(model, bundle, cost / open_market)
    return True


@njit_borrowing
def best_bid(bids: Records, providers: Records, order: Record, weights: Record, open_market: float) -> int:
    """Return the bid of highest utility, that of the lower provider id among equals.

    utility = - price x (bid / open-market price) + audit x is_audited + taste x Gumbel, with the tenant's weights. The
    Gumbel variate is worked out where its upper bound does not rule the bid out.
    """
    best, best_utility, best_provider = -1, 0.0, 0
    place = order.first_bid
    while place >= 0:
        bid = bids[place]
        audited = 1.0 if providers[bid.provider].is_audited else 0.0
        worth = -weights.price * (bid.price_micro_per_block / open_market) + weights.audit * audited
        at_most = worth + weights.taste * gumbel_at_most(bid.taste_uniform)
        if best < 0 or at_most >= best_utility or weights.taste < 0.0:
            utility = worth + weights.taste * gumbel(bid.taste_uniform)
            is_equal = utility == best_utility and bid.provider < best_provider
            if best < 0 or utility > best_utility or is_equal:
                best, best_utility, best_provider = place, utility, bid.provider
        place = bid.next_bid
    return best
