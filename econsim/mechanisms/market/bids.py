"""Bids: which providers have room for an order, and the capacity and deposit an open bid holds."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit_borrowing, njit_within
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.attempts import drawn_by
from econsim.mechanisms.market.calendar import ARRIVAL
from econsim.mechanisms.market.capacity import could_hold, has_room, take_capacity
from econsim.mechanisms.market.money import lock_bid_deposit
from econsim.mechanisms.market.quotes import ASK, COST, DRAWS, draw_costs, quote_all, required_level
from econsim.mechanisms.market.records import Market, Record, Records, Supply
from econsim.mechanisms.market.running import withdraw_on_time
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, NO_SUPPLIER, NONE, TOO_DEAR
from econsim.units import UAKT, IntArray

_TASTE = 1  # names the second draw of an (attempt, provider)
_LUCK_SHIFT = np.uint64(11)  # what is left of 64 bits are the 53 of a uniform
HEAPS = 128  # into which draws are sorted roughly
_HEAP_SHIFT = 53 - 7
_SHORT, _POOR = -1, -2  # instead of how many would bid


@njit_within
def collect_bids(m: Market, height: int, order: Record, bundle: Record) -> int:
    """Let the providers bid on an order; return why nobody did, or NONE.

    A provider bids once if it asks for something, not more than the maximum price [micro per block], has the level that
    is required, room on one node and a wallet that covers the deposit. The chain refuses a bid once more than
    `order_max_bids` exist. Who comes first, and what the tenant finds in a provider, is drawn by (attempt, provider):
    one more order or provider changes nobody else's dice. No dice are thrown for an order that is not posted, or for
    who does not bid on it.

    Source: akash-network/node x/market/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d (CreateBid).
    """
    rules, supply, visits, key = m.rules, m.supply, m.supply.visits, drawn_by(order)
    asks, draws_costs = supply.asks[order.denom, order.bundle], draw_costs(supply)
    level = required_level(m.weights, order)
    if draws_costs or level > 0:
        quote_all(supply, key, order, bundle.gpu_model, level)
        asks = supply.room[ASK]
    is_too_dear, pays_late = _least_asked(asks) > order.max_price_micro_per_block, m.calendar.stretch.pays_late
    n_able = 0 if is_too_dear else _who_can_bid(supply, rules, asks, order, bundle, pays_late)
    if n_able == _SHORT:
        withdraw_on_time(m, height, ARRIVAL, order.serial)
        n_able = _who_can_bid(supply, rules, asks, order, bundle, 0)
    order.is_affordable = 1
    if n_able == _POOR:
        return NO_DEPOSIT
    if n_able == 0:
        return _why_nobody_bids(supply, asks, order, bundle, is_too_dear)
    for place in range(n_able):
        visits[place].bits = bits_of(key, visits[place].provider)
    admitted = supply.room[DRAWS]
    last = _last_admitted(visits, n_able, rules.order_max_bids + 1, admitted)
    for place in range(_admit(visits, n_able, last, admitted)):
        visit = visits[admitted[place]]
        place_bid(m, height, order, bundle, visit, supply.room[COST, visit.provider] if draws_costs else 0)
    return NONE


@njit_within
def place_bid(m: Market, height: int, order: Record, bundle: Record, visit: Record, cost: int) -> None:
    """Let a provider bid on an order, with the cost that it drew, if any: the bid holds capacity and a deposit."""
    bid = _new_bid(m.bids, m.book, order)
    _write(bid, visit, m.rules)
    bid.cost_micro_per_block = cost
    take_capacity(m.supply.nodes[visit.node], bundle, 1)
    lock_bid_deposit(m.books, height, order, bid, m.supply.providers[visit.provider])


@njit_borrowing
def _least_asked(asks: IntArray) -> int:
    """Return the least that anybody asks who asks for something, 2^63 - 1 where nobody does."""
    least = 2**63 - 1
    for ask in asks:
        least = ask if 0 < ask < least else least
    return least


@njit_borrowing
def _who_can_bid(supply: Supply, rules: Record, asks: IntArray, order: Record, bundle: Record, pays_late: int) -> int:
    """List among the visits who would bid; return how many, or that a wallet looks short that may hold more by now, or
    that there is nobody for want of deposits alone.

    On which node: of those with room that which would have least left, the lowest id among equals. A bundle fits on
    nodes of its GPU model only, one without GPUs on nodes without. GPUs count for bundles with GPUs, threads for the
    others.
    """
    providers, nodes, node_ids, visits = supply.providers, supply.nodes, supply.node_ids, supply.visits
    has_gpus, deposit = bundle.gpu_model >= 0, rules.bid_min_deposit
    max_price, n_able, n_none, bidder, least = order.max_price_micro_per_block, 0, 0, -1, 0
    for place in range(supply.starts[bundle.gpu_model + 1], supply.starts[bundle.gpu_model + 2]):
        node = nodes[node_ids[place]]
        ask = asks[node.provider]
        if not ((ask > 0) & (ask <= max_price) & has_room(node, bundle)):
            continue
        left = node.free_gpus if has_gpus else node.free_threads
        if node.provider != bidder:
            if providers[node.provider].wallet[UAKT] < deposit:
                if pays_late != 0:
                    return _SHORT
                n_none = _POOR
                continue
            bidder = node.provider
            n_able += 1
        elif left >= least:
            continue
        least = left
        visit = visits[n_able - 1]
        visit.provider, visit.node, visit.ask = bidder, node_ids[place], ask
    return n_able if n_able > 0 else n_none


@njit_borrowing
def _why_nobody_bids(supply: Supply, asks: IntArray, order: Record, bundle: Record, is_too_dear: bool) -> int:
    """Return why there is no bid on an order, if it is no deposit: the first reason that holds.

    Nobody who quotes the bundle could hold it on an empty node (NO_SUPPLIER); of those nobody has room now (NO_ROOM);
    of those everybody asks too much (TOO_DEAR). Note whether anybody who could hold it would be cheap enough: where all
    ask too much, with room or without, the order is priced out, and no room that becomes free would help it.
    is_too_dear: whether it is known that all do who ask for something.
    """
    why, is_affordable = NO_SUPPLIER, 0
    for place in range(supply.starts[bundle.gpu_model + 1], supply.starts[bundle.gpu_model + 2]):
        node = supply.nodes[supply.node_ids[place]]
        ask = asks[node.provider]
        if ask > order.max_price_micro_per_block:
            if why < TOO_DEAR and has_room(node, bundle):
                why = TOO_DEAR
            elif why == NO_SUPPLIER and could_hold(node, bundle):
                why = NO_ROOM
        elif ask > 0 and is_affordable == 0 and could_hold(node, bundle):  # and has no room, or it would bid
            is_affordable, why = 1, max(why, NO_ROOM)
        if why == TOO_DEAR and (is_affordable != 0 or is_too_dear):
            break
    order.is_affordable = is_affordable
    return why


@njit_borrowing
def _last_admitted(visits: Records, n_able: int, n_admitted: int, heaps: IntArray) -> int:
    """Return the draw of the last of those who would bid that the chain still takes, in the order of their draws.

    Where all fit, nobody needs dice. Draws are sorted roughly, into heaps of equal width; those of the heap in which
    the last one lies are looked at one by one.
    """
    for place in range(n_able):
        visits[place].luck = np.int64(visits[place].bits >> _LUCK_SHIFT)
    if n_able <= n_admitted:
        return 2**53
    heaps[:HEAPS] = 0
    for place in range(n_able):
        heaps[visits[place].luck >> _HEAP_SHIFT] += 1
    heap, rank = 0, n_admitted
    while rank > heaps[heap]:
        rank -= heaps[heap]
        heap += 1
    last = (heap << _HEAP_SHIFT) - 1
    while rank > 0:
        last, rank = _next_draw(visits, n_able, heap, last, rank)
    return last


@njit_borrowing
def _admit(visits: Records, n_able: int, last: int, admitted: IntArray) -> int:
    """List those whose draw is not above the last one admitted; return how many they are."""
    n_admitted = 0
    for place in range(n_able):  # each is written, some in vain: to guess who is admitted would take longer
        admitted[n_admitted] = place
        n_admitted += visits[place].luck <= last
    return n_admitted


@njit_borrowing
def _next_draw(visits: Records, n_able: int, heap: int, last: int, rank: int) -> tuple[int, int]:
    """Return the least draw of a heap above one, and how much of a rank is left when all who have it are counted."""
    least, n_equal = 2**53, 0
    for place in range(n_able):
        luck = visits[place].luck
        if luck >> _HEAP_SHIFT == heap and luck > last:
            if luck < least:
                least, n_equal = luck, 1
            elif luck == least:
                n_equal += 1
    return least, rank - n_equal


@njit_borrowing
def _write(bid: Record, visit: Record, rules: Record) -> None:
    bid.provider = visit.provider
    bid.node = visit.node
    bid.price_micro_per_block = visit.ask
    bid.taste_uniform = uniform_of(bits_of(visit.bits, _TASTE))
    bid.deposit_uakt = rules.bid_min_deposit


@njit_borrowing
def _new_bid(bids: Records, book: Record, order: Record) -> Record:
    """Take a free slot and put it at the head of the order's list."""
    book.free_bids -= 1
    bid = bids[bids[book.free_bids].free_slot]
    bid.next_bid = order.first_bid
    order.first_bid = bid.slot
    order.n_bids += 1
    return bid


@njit_borrowing
def free_bid(bids: Records, book: Record, bid: Record) -> None:
    """Give a bid's slot back."""
    bids[book.free_bids].free_slot = bid.slot
    book.free_bids += 1
