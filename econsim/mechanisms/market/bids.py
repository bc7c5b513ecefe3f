"""Bids: which providers have room for an order, and the capacity and deposit an open bid holds."""

from __future__ import annotations

import math
from typing import Any

from econsim.compiled import njit
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.money import lock_bid_deposit
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, NO_SUPPLIER, TOO_DEAR
from econsim.units import UAKT

_LEAST_UNIFORM = 2.0**-54  # stands in for a uniform of 0, whose logarithm is infinite
_TASTE = 1  # names the second draw of an (intention, provider)


@njit
def collect_bids(m: Market, intention: Record, order: Record, max_price: int) -> int:
    """Let the providers bid on an order; return why nobody did, or 0.

    A provider bids once if it asks for something, not more than the maximum price [micro per block], has room on
    one node and its wallet covers the deposit. The chain refuses a bid once more than `order_max_bids` exist. Who comes
    first, and what the tenant finds in a provider, is drawn by (intention, provider): one more order or provider
    changes nobody else's dice. No dice are thrown for an order that is not posted, or for who does not bid on it.

    The reason is the first that holds: nobody who quotes the bundle could hold it on an empty node (NO_SUPPLIER); of
    those nobody has room now (NO_ROOM); of those everybody asks too much (TOO_DEAR); the rest lacks the deposit.

    Source: akash-network/node x/market/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d (CreateBid).
    """
    if not m.has_supplier[order.denom, order.bundle]:
        return NO_SUPPLIER
    n_able, lacks_only_the_deposit = _who_can_bid(m, order, max_price)
    last = _last_admitted(m.visits, n_able, m.state.rules.order_max_bids, intention.event_key)
    for place in range(n_able):
        visit = m.visits[place]
        if visit.uniform <= last:
            bid = _new_bid(m.bids, m.state.book, order)
            _write(bid, intention, visit, m.asks[order.denom, visit.provider, order.bundle], m.state.rules)
            take_capacity(m.nodes[visit.node], m.bundles[order.bundle], 1)
            lock_bid_deposit(m.state.flows, intention.height, order, bid, m.providers[visit.provider])
    if n_able > 0:
        return 0
    if lacks_only_the_deposit:
        return NO_DEPOSIT
    return TOO_DEAR if _somebody_has_room(m, order) else NO_ROOM


@njit
def _who_can_bid(m: Market, order: Record, max_price: int) -> tuple[int, bool]:
    """List among the visits who would bid; return how many, and whether there was one who lacks only the deposit.

    On which node: of those with room that which would have least left, the lowest id among equals. A bundle fits on
    nodes of its GPU model only, one without GPUs on nodes without. GPUs count for bundles with GPUs, threads for the
    others.
    """
    rules, bundle, index, nodes = m.state.rules, m.bundles[order.bundle], m.nodes_of_provider, m.nodes
    n_able, lacks_only_the_deposit = 0, False
    for provider in range(rules.n_providers):
        ask = m.asks[order.denom, provider, order.bundle]
        if ask <= 0 or ask > max_price:
            continue
        best, least = -1, 0
        group = provider * rules.n_kinds_of_node + bundle.gpu_model + 1
        for place in range(index.starts[group], index.starts[group + 1]):
            node = nodes[index.node_ids[place]]
            if _has_room(node, bundle):
                left = node.free_gpus if bundle.gpu_model >= 0 else node.free_threads
                if best < 0 or left < least:
                    best, least = index.node_ids[place], left
        if best < 0:
            continue
        if m.providers[provider].wallet[UAKT] < rules.bid_min_deposit:
            lacks_only_the_deposit = True
            continue
        visit = m.visits[n_able]
        visit.provider, visit.node, visit.uniform = provider, best, 0.0
        n_able += 1
    return n_able, lacks_only_the_deposit


@njit
def _last_admitted(visits: Records, n_able: int, order_max_bids: int, event_key: Any) -> float:
    """Draw when each of those who would bid comes to the order; return the draw of the last one the chain still takes.

    Where all fit, nobody needs dice.
    """
    n_admitted = order_max_bids + 1
    if n_able <= n_admitted:
        return 0.0
    for number in range(n_able):
        uniform = uniform_of(bits_of(event_key, visits[number].provider))
        visits[number].uniform = uniform
        place = min(number, n_admitted)
        while place > 0 and uniform < visits[place - 1].first:
            if place < n_admitted:
                visits[place].first = visits[place - 1].first
            place -= 1
        if place < n_admitted:
            visits[place].first = uniform
    return visits[n_admitted - 1].first


@njit
def _write(bid: Record, intention: Record, visit: Record, ask: int, rules: Record) -> None:
    bid.provider = visit.provider
    bid.node = visit.node
    bid.price_micro_per_block = ask
    bid.taste = gumbel(uniform_of(bits_of(bits_of(intention.event_key, visit.provider), _TASTE)))
    bid.deposit_uakt = rules.bid_min_deposit


@njit
def _somebody_has_room(m: Market, order: Record) -> bool:
    """Return whether any provider that quotes the bundle has room for it now, whatever it asks."""
    bundle, rules, index = m.bundles[order.bundle], m.state.rules, m.nodes_of_provider
    for provider in range(rules.n_providers):
        if m.asks[order.denom, provider, order.bundle] > 0:
            group = provider * rules.n_kinds_of_node + bundle.gpu_model + 1
            for place in range(index.starts[group], index.starts[group + 1]):
                if _has_room(m.nodes[index.node_ids[place]], bundle):
                    return True
    return False


@njit
def _has_room(node: Record, bundle: Record) -> bool:
    return bool(
        node.free_gpus >= bundle.gpus
        and node.free_threads >= bundle.threads
        and node.free_memory_gib >= bundle.memory_gib
        and node.free_storage_gib >= bundle.storage_gib
    )


@njit
def take_capacity(node: Record, bundle: Record, times: int) -> None:
    """Take a bundle's resources on a node (`times` 1) or give them back (-1)."""
    node.free_gpus -= times * bundle.gpus
    node.free_threads -= times * bundle.threads
    node.free_memory_gib -= times * bundle.memory_gib
    node.free_storage_gib -= times * bundle.storage_gib


@njit
def gumbel(uniform: float) -> float:
    """Return a standard Gumbel variate by inverse CDF: -ln(-ln u)."""
    return -math.log(-math.log(max(uniform, _LEAST_UNIFORM)))


@njit
def _new_bid(bids: Records, book: Record, order: Record) -> Record:
    """Take a free slot and put it at the head of the order's list."""
    book.free_bids -= 1
    bid = bids[bids[book.free_bids].free_slot]
    bid.next_bid = order.first_bid
    order.first_bid = bid.slot
    return bid


@njit
def free_bid(bids: Records, book: Record, bid: Record) -> None:
    """Give a bid's slot back."""
    bids[book.free_bids].free_slot = bid.slot
    book.free_bids += 1
