"""Open orders: those for a GPU model in the order in which they were posted, and nodes with new room for them.

Besides, the slots in which orders are kept.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.units import IntArray
from econsim.world.providers import UP


@njit_borrowing
def new_order(orders: Records, book: Record, tenant: Record) -> Record:
    """Take a free slot for something that a tenant is busy with from now on."""
    book.free_orders -= 1
    tenant.n_busy += 1
    return orders[orders[book.free_orders].free_slot]


@njit_borrowing
def free_order(orders: Records, book: Record, order: Record) -> None:
    """Give an order's slot back."""
    orders[book.free_orders].free_slot = order.slot
    book.free_orders += 1


@njit_borrowing
def open_order(orders: Records, of_model: Record, order: Record, rules: Record) -> None:
    """Put an order among those open for its GPU model: by height of posting, then serial; mostly it is the last."""
    before, after = of_model.last, -1
    while before >= 0 and _was_posted_first(order, orders[before]):
        before, after = orders[before].previous, before
    order.previous, order.next = before, after
    _link(orders, of_model, before, after, order.slot, order.slot)
    of_model.n += 1
    of_model.n_taking += takes_a_bid(order, rules)


@njit_borrowing
def close_order(orders: Records, of_model: Record, order: Record, rules: Record) -> None:
    """Take an order out of those that are open."""
    _link(orders, of_model, order.previous, order.next, order.next, order.previous)
    of_model.n -= 1
    of_model.n_taking -= takes_a_bid(order, rules)


@njit_borrowing
def takes_a_bid(order: Record, rules: Record) -> int:
    """Return 1 where the chain still takes a bid on an order."""
    return 1 if order.n_bids <= rules.order_max_bids else 0


@njit_borrowing
def count_taking(orders: Records, open_orders: Records, rules: Record) -> None:
    """Count, at the beginning of a stretch, the open orders that take one more bid under the law of now."""
    for model in range(open_orders.size):
        of_model = open_orders[model]
        of_model.n_taking = 0
        place = of_model.first
        while place >= 0:
            of_model.n_taking += takes_a_bid(orders[place], rules)
            place = orders[place].next


@njit_borrowing
def _link(orders: Records, of_model: Record, before: int, after: int, follows: int, precedes: int) -> None:
    """Let one order follow `before`, or be the first, and one precede `after`, or be the last."""
    if before < 0:
        of_model.first = follows
    else:
        orders[before].next = follows
    if after < 0:
        of_model.last = precedes
    else:
        orders[after].previous = precedes


@njit_borrowing
def _was_posted_first(one: Record, other: Record) -> bool:
    if one.posted_at != other.posted_at:
        return bool(one.posted_at < other.posted_at)
    return bool(one.serial < other.serial)


@njit_within
def note_freed(m: Market, node_id: int, height: int, kind: int, serial: int) -> None:
    """Note that an event has freed room on a node that is up, if its provider may bid again on an order."""
    if m.rules.bids_again == 0:
        return
    node, stretch = m.supply.nodes[node_id], m.calendar.stretch
    if node.state == UP and m.open_orders[node.gpu_model].n_taking > 0:
        stretch.n_freed = _put_in(m.supply.freed, stretch.n_freed, node_id)
        stretch.freed_at, stretch.freed_kind, stretch.freed_serial = height, kind, serial


@njit_borrowing
def _put_in(freed: IntArray, n: int, node_id: int) -> int:
    """Put a node among those that descend, once; return how many they are."""
    place = n
    while place > 0 and freed[place - 1] < node_id:
        place -= 1
    if place > 0 and freed[place - 1] == node_id:
        return n
    for behind in range(n, place, -1):
        freed[behind] = freed[behind - 1]
    freed[place] = node_id
    return n + 1
