"""Bids: which providers have room for an order, and the capacity and deposit an open bid holds."""

from __future__ import annotations

import math

from econsim.compiled import njit
from econsim.mechanisms.market.money import lock_bid_deposit
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.tally import NO_DEPOSIT, NO_ROOM, NO_SUPPLIER, TOO_DEAR
from econsim.units import UAKT

_LEAST_UNIFORM = 2.0**-54  # stands in for a uniform of 0, whose logarithm is infinite


@njit
def collect_bids(m: Market, height: int, order: Record, draw: int, max_price: int) -> int:
    """Let the providers bid on an order, in its own visiting order; return why nobody did, or 0.

    A provider bids once if it asks for something, not more than the maximum price [micro per block], has room on
    one node and its wallet covers the deposit. The chain refuses a bid once more than `order_max_bids` exist.

    The reason is the first that holds: nobody who quotes the bundle could hold it on an empty node (NO_SUPPLIER); of
    those nobody has room now (NO_ROOM); of those everybody asks too much (TOO_DEAR); the rest lacks the deposit.

    Source: akash-network/node x/market/handler/server.go @6952ec25c2f6494439d947e03ff9aaacc592598d (CreateBid).
    """
    if not m.has_supplier[order.denom, order.bundle]:
        return NO_SUPPLIER
    n_bids, lacks_only_the_deposit = 0, False
    for place in range(m.desk.rules.n_providers):
        provider = m.visiting_order[draw, place]
        ask = m.asks[order.denom, provider, order.bundle]
        if ask <= 0 or ask > max_price:
            continue
        node = best_node(m.nodes, m.providers[provider], m.bundles[order.bundle])
        if node < 0:
            continue
        if m.providers[provider].wallet[UAKT] < m.desk.rules.bid_min_deposit_uakt:
            lacks_only_the_deposit = True
            continue
        bid = _new_bid(m.bids, m.desk.state, order)
        bid.provider = provider
        bid.node = node
        bid.price_micro_per_block = ask
        bid.taste = gumbel(m.taste_uniform[draw, provider])
        bid.deposit_uakt = m.desk.rules.bid_min_deposit_uakt
        take_capacity(m.nodes[node], m.bundles[order.bundle], 1)
        lock_bid_deposit(m.desk.flows, height, order, bid, m.providers[provider])
        n_bids += 1
        if n_bids == m.desk.rules.most_bids:
            break
    if n_bids > 0:
        return 0
    if lacks_only_the_deposit:
        return NO_DEPOSIT
    return TOO_DEAR if _somebody_has_room(m, order) else NO_ROOM


@njit
def _somebody_has_room(m: Market, order: Record) -> bool:
    """Return whether any provider that quotes the bundle has room for it now, whatever it asks."""
    bundle = m.bundles[order.bundle]
    for provider in range(m.desk.rules.n_providers):
        quotes_it = m.asks[order.denom, provider, order.bundle] > 0
        if quotes_it and best_node(m.nodes, m.providers[provider], bundle) >= 0:
            return True
    return False


@njit
def best_node(nodes: Records, provider: Record, bundle: Record) -> int:
    """Return the provider's node with room that would have least left, the lowest id among equals; -1 for none.

    GPUs count for bundles with GPUs, threads for the others, which use only nodes without GPUs.
    """
    best, best_left = -1, 0
    for place in range(provider.first_node, provider.stop_node):
        node = nodes[place]
        if node.gpu_model == bundle.gpu_model and _has_room(node, bundle):
            left = node.free_gpus if bundle.gpu_model >= 0 else node.free_threads
            if best < 0 or left < best_left:
                best, best_left = place, left
    return best


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
def _new_bid(bids: Records, state: Record, order: Record) -> Record:
    """Take a free slot and put it at the head of the order's list."""
    state.free_bids -= 1
    bid = bids[bids[state.free_bids].free_slot]
    bid.next_bid = order.first_bid
    order.first_bid = bid.slot
    return bid


@njit
def free_bid(bids: Records, state: Record, bid: Record) -> None:
    """Give a bid's slot back."""
    bids[state.free_bids].free_slot = bid.slot
    state.free_bids += 1
