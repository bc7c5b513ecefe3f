"""Bidding again: when an event has freed room on a node, its provider looks at the orders that are open."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.draws import bits_of
from econsim.mechanisms.market.attempts import drawn_by
from econsim.mechanisms.market.bids import place_bid
from econsim.mechanisms.market.calendar import DECISION, await_event, await_nothing
from econsim.mechanisms.market.capacity import has_room
from econsim.mechanisms.market.open_orders import takes_a_bid
from econsim.mechanisms.market.quotes import quoted, required_level
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.running import withdraw_on_time
from econsim.units import UAKT


@njit_borrowing
def bid_again(m: Market) -> bool:
    """Let the providers of the nodes on which an event has freed room bid again, the lowest node first.

    Stop early, with False, when a table has no room for a bid on each open order.
    """
    stretch, supply, flows = m.calendar.stretch, m.supply, m.books.flows
    while stretch.n_freed > 0:
        node_id = supply.freed[stretch.n_freed - 1]
        n_open = m.open_orders[supply.nodes[node_id].gpu_model].n
        if m.book.free_bids < n_open or (flows.size > 0 and m.books.counts.n_flows + n_open > flows.size):
            return False
        stretch.n_freed -= 1
        _bid_from(m, node_id)
    return True


@njit_within
def _bid_from(m: Market, node_id: int) -> None:
    """Let a node's provider bid from it on the open orders for its GPU model, in the order of posting.

    It bids on what it has no open bid on, as it would on an order that comes up, as long as the chain takes bids. The
    first bid on an order that waits sets its decision.
    """
    supply, rules, stretch = m.supply, m.rules, m.calendar.stretch
    node, visit, height = supply.nodes[node_id], supply.visits[0], stretch.freed_at
    provider, of_model = supply.providers[node.provider], m.open_orders[node.gpu_model]
    place = of_model.first
    while place >= 0 and not _is_full(node) and of_model.n_taking > 0:
        order = m.orders[place]
        place, bundle = order.next, m.bundles[order.bundle]
        if takes_a_bid(order, rules) == 0 or not has_room(node, bundle):
            continue
        key = drawn_by(order)
        ask, cost = quoted(supply, key, order, node.provider, required_level(m.weights, order))
        if not 0 < ask <= order.max_price_micro_per_block or _has_bid_of(m.bids, order, node.provider):
            continue
        if provider.wallet[UAKT] < rules.bid_min_deposit and stretch.pays_late != 0:
            withdraw_on_time(m, height, stretch.freed_kind, stretch.freed_serial)
        if provider.wallet[UAKT] < rules.bid_min_deposit:
            return
        visit.provider, visit.node, visit.ask = node.provider, node_id, ask
        visit.bits = bits_of(key, node.provider)
        place_bid(m, height, order, bundle, visit, cost)
        of_model.n_taking -= 1 - takes_a_bid(order, rules)
        if order.n_bids == 1:
            order.waited_blocks = height - order.posted_at
            of_model.n_waiting -= 1
            await_nothing(m.order_calendar, order.slot)
            await_event(m.order_calendar, order, height + rules.bid_wait_blocks, DECISION)


@njit_borrowing
def _is_full(node: Record) -> bool:
    """Return whether nothing fits on a node."""
    return bool(node.free_gpus == 0 if node.gpu_model >= 0 else node.free_threads == 0)


@njit_borrowing
def _has_bid_of(bids: Records, order: Record, provider: int) -> bool:
    place = order.first_bid
    while place >= 0:
        if bids[place].provider == provider:
            return True
        place = bids[place].next_bid
    return False
