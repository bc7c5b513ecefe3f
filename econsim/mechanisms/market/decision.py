"""Decision: the tenant picks one of the bids; it becomes a lease, the others get everything back.

Where we differ: from v1.1.0 on the chain gives only the first of the others its deposit back. The hook of an account
that closes returns an error for accounts of bids, which ends the loop over them and is passed over; the rest stay open
until their providers close them, or their deployment is closed while the lease runs.

Source: akash-network/node x/market/hooks/hooks.go OnEscrowAccountClosed, x/market/handler/server.go CreateLease
@009fab027eb177e5d7ef0367f6df85d1fb212779 (v1.1.0; the same in v2.1.0-rc12).
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.act_money import free_act
from econsim.mechanisms.market.bids import free_bid
from econsim.mechanisms.market.calendar import DECISION, await_nothing
from econsim.mechanisms.market.capacity import take_capacity
from econsim.mechanisms.market.choice import best_bid
from econsim.mechanisms.market.in_act import prepayment
from econsim.mechanisms.market.lease import first_deposit, open_lease, remember_origin
from econsim.mechanisms.market.money import is_paid, return_bid_deposit
from econsim.mechanisms.market.open_orders import close_order, free_order, note_freed
from econsim.mechanisms.market.posting import use_for_others
from econsim.mechanisms.market.records import Market, Record
from econsim.mechanisms.market.tally import NO_ACT, NO_ROOM, NONE, REFUSED, count_cost, count_filled, count_order
from econsim.mechanisms.market.terms import open_market_price
from econsim.mechanisms.market.trust import count_trust
from econsim.mechanisms.market.worth import note_worth
from econsim.units import UACT
from econsim.world.providers import UP


@njit_within
def decide(m: Market, height: int, order: Record) -> int:
    """Turn the best bid of an order whose decision has come into a lease and close the order; trust rises.

    Without a bid that can still be taken it closes for lack of room, and refused where the tenant has been excluded
    since; return that, or NONE. Where the lease's first deposit cannot be paid nothing happens.

    Source: akash-network/node x/market/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d (CreateLease):
    the tenant may take any open bid; all others are lost and their deposits return.
    """
    rules, books, book, bids, bundle = m.rules, m.books, m.book, m.bids, m.bundles[order.bundle]
    providers, tenant, purse, lowest, cost = m.supply.providers, m.tenants[order.tenant], m.purses[order.tenant], 0, 0
    open_market = open_market_price(rules, bundle, order.denom)
    use_for_others(m, order)
    winner, lacks_act = best_bid(m, order, height, open_market) if tenant.is_excluded == 0 else -1, False
    if winner >= 0 and order.denom == UACT:
        lacks_act = free_act(book, books, purse, order.is_lent) < rules.min_deposit[UACT]
        winner = -1 if lacks_act else winner
    if winner >= 0:
        accepted, provider = bids[winner].price_micro_per_block, bids[winner].provider
        deposit = first_deposit(rules, order.denom, accepted)
        if order.denom == UACT:
            wanted = prepayment(rules, accepted, order.duration_blocks)
            deposit = min(wanted, free_act(book, books, purse, order.is_lent))
        if not is_paid(books, purse, order.denom, deposit):
            return NONE
        book.free_leases -= 1
        lease = m.leases[m.leases[book.free_leases].free_slot]
        open_lease(rules, books, m.calendar, height, order, bids[winner], lease, purse, deposit)
        remember_origin(m.origins[lease.slot], order, tenant)
        note_worth(rules, m.origins[lease.slot], order, bundle)
        m.places[lease.slot].node = lease.node
        lowest, cost = accepted, bids[winner].cost_micro_per_block
    await_nothing(m.order_calendar, order.slot)
    close_order(m.orders, m.open_orders[bundle.gpu_model], order, rules)
    if m.lines.size > 0:
        _count_on_lines(m, order, winner)
    place = order.first_bid
    while place >= 0:
        bid = bids[place]
        if m.supply.nodes[bid.node].state == UP:
            lowest = min(lowest, bid.price_micro_per_block)
        if place != winner:
            take_capacity(m.supply.nodes[bid.node], bundle, -1)
            note_freed(m, bid.node, height, DECISION, order.serial)
            return_bid_deposit(books, height, order, bid, providers[bid.provider])
        place = bid.next_bid
        free_bid(bids, book, bid)
    if lacks_act:
        return NO_ACT
    if winner < 0:
        return NO_ROOM if tenant.is_excluded == 0 else REFUSED
    free_order(m.orders, book, order)
    if order.is_standing == 0:
        tenant.trust += rules.trust_gain * (1.0 - tenant.trust)
        model, of_class = m.by_model[bundle.gpu_model], m.by_class[tenant.tenant_class]
        count_order(books.counts, model, of_class, bundle, order)
        count_filled(books.counts, model, of_class, bundle, accepted / open_market, lowest / open_market)
        count_trust(rules, m.pair_trust, of_class, tenant, order, provider, height)
        if cost > 0:
            count_cost(model, bundle, cost / open_market)
    return NONE


@njit_borrowing
def _count_on_lines(m: Market, order: Record, winner: int) -> None:
    """Count the bids of an order that is decided, and which of them has won, by provider and GPU model."""
    n_lines, model = m.by_model.size, m.bundles[order.bundle].gpu_model
    line_of_model = model if model >= 0 else n_lines - 1
    place = order.first_bid
    while place >= 0:
        line = m.lines[m.bids[place].provider * n_lines + line_of_model]
        line.bids += 1
        line.wins += place == winner
        place = m.bids[place].next_bid
