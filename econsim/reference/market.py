"""The market of one group of a deployment: its orders, their bids and the leases, and what moves them between states.

Follows akash-network/node x/market/handler/server.go, x/market/keeper/keeper.go and x/deployment/keeper/keeper.go
@6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0; the same at v0.24.0). The money that goes with it: deployment.py.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.failures import Refused

GroupState = Literal["open", "paused", "insufficient_funds", "closed"]
OrderState = Literal["open", "active", "closed"]
BidState = Literal["open", "active", "lost", "closed"]
LeaseState = Literal["active", "closed"]
BidId = tuple[int, str]  # order, provider; a lease has the id of its bid


@dataclass
class Order:
    """What a group asks for, at most at `max_price` per block."""

    max_price: Dec
    state: OrderState = "open"


@dataclass
class Bid:
    """What a provider asks for an order, per block."""

    price: Dec
    state: BidState = "open"


@dataclass
class Lease:
    """A bid that was taken."""

    price: Dec
    state: LeaseState = "active"
    closed_on: int = 0  # height


@dataclass
class Group:
    """A group and everything that was ever ordered, bid and leased for it."""

    order_max_bids: int
    state: GroupState = "open"
    orders: dict[int, Order] = field(default_factory=dict)
    bids: dict[BidId, Bid] = field(default_factory=dict)
    leases: dict[BidId, Lease] = field(default_factory=dict)

    def create_order(self, order: int, max_price: Dec) -> None:
        """Open an order, unless one of the group is open or active [CreateOrder]."""
        if any(other.state != "closed" for other in self.orders.values()):
            raise Refused("active order exists")
        if order in self.orders:
            raise Refused("order exists")
        self.orders[order] = Order(max_price)

    def create_bid(self, order: int, provider: str, price: Dec) -> None:
        """Bid for an open order, at its price cap at most, once a provider [CreateBid].

        The number of bids of any state must not be above order_max_bids before: one more fits.
        """
        if sum(of == order for of, _ in self.bids) > self.order_max_bids:
            raise Refused("too many existing bids")
        if self._order(order).state != "open":
            raise Refused("order not open")
        if price <= ZERO:
            raise Refused("bid price zero")
        if price > self._order(order).max_price:
            raise Refused("bid over order")
        if (order, provider) in self.bids:
            raise Refused("bid exists")
        self.bids[order, provider] = Bid(price)

    def create_lease(self, order: int, provider: str) -> list[BidId]:
        """Take a bid: lease, order and bid are active; returns the other open bids, which are lost [CreateLease]."""
        bid = self._bid((order, provider))
        if bid.state != "open":
            raise Refused("bid not open")
        if self._order(order).state != "open":
            raise Refused("order not open")
        if self.state != "open":
            raise Refused("group not open")
        self.leases[order, provider] = Lease(bid.price)
        self._order(order).state = "active"
        bid.state = "active"
        lost = [key for key, other in self.bids.items() if key[0] == order and other.state == "open"]
        for key in lost:
            self.bids[key].state = "lost"
        return lost

    def close_bid(self, order: int, provider: str, height: int) -> bool:
        """Take a bid back; an active one ends its lease and pauses the group. Returns if it was active [CloseBid]."""
        bid = self._bid((order, provider))
        if bid.state == "open":
            bid.state = "closed"
            return False
        self._active_lease((order, provider))
        self.state = "paused"
        self._end_lease((order, provider), height)
        return True

    def close_lease(self, order: int, provider: str, height: int) -> None:
        """End a lease as its tenant: lease, bid and order are closed [CloseLease]."""
        if self._order(order).state != "active":
            raise Refused("order closed")
        self._active_lease((order, provider))
        self._end_lease((order, provider), height)

    def close_order(self, order: int) -> None:
        """Close an order and nothing else [OnOrderClosed]."""
        self._order(order).state = "closed"

    def close_lease_record(self, lease: BidId, height: int) -> None:
        """Close a lease and nothing else; one that is closed stays as it is [OnLeaseClosed]."""
        if lease not in self.leases:
            raise Refused("lease not found")
        if self.leases[lease].state == "active":
            self.leases[lease].state, self.leases[lease].closed_on = "closed", height

    def latest_lease(self) -> BidId:
        """Return the lease made last."""
        if not self.leases:
            raise Refused("lease not found")
        return list(self.leases)[-1]

    def close_everything(self, height: int) -> list[BidId]:
        """Close all orders, bids and leases; returns the bids closed now, lost ones not among them [OnGroupClosed]."""
        closed = [key for key, bid in self.bids.items() if bid.state in {"open", "active"}]
        for order in self.orders.values():
            order.state = "closed"
        for key in closed:
            self.bids[key].state = "closed"
        for lease in self.leases:
            self.close_lease_record(lease, height)
        return closed

    def _end_lease(self, key: BidId, height: int) -> None:
        self.close_lease_record(key, height)
        self.bids[key].state = "closed"
        self.close_order(key[0])

    def _order(self, order: int) -> Order:
        if order not in self.orders:
            raise Refused("order not found")
        return self.orders[order]

    def _bid(self, key: BidId) -> Bid:
        if key not in self.bids:
            raise Refused("bid not found")
        return self.bids[key]

    def _active_lease(self, key: BidId) -> None:
        """Refuse what needs a lease and its bid to be active."""
        if key not in self.leases or self.leases[key].state != "active":
            raise Refused("lease not active")
        if self._bid(key).state != "active":
            raise Refused("bid not active")
