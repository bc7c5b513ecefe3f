"""A deployment with its money: what tenant and providers send, and what an empty account brings down.

Follows akash-network/node x/deployment/handler/server.go, x/market/handler/server.go and x/market/hooks/hooks.go
@6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0; the same at v0.24.0): states are market.py's, money is escrow.py's.
One group. Not here: the smallest deposits, the sizes of groups, and whether a provider has what an order asks for.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from econsim.reference.decimal18 import Dec
from econsim.reference.escrow import Escrow, PaymentId, State
from econsim.reference.failures import Refused
from econsim.reference.market import BidId, Group

ACCOUNT = "deployment"


def bid_account(bid: BidId) -> str:
    """Return the name of the escrow account that holds a bid's deposit."""
    return f"bid/{bid[0]}/{bid[1]}"


def payment_of(lease: BidId) -> PaymentId:
    """Return the payment of a lease, out of the deployment's account."""
    return ACCOUNT, f"{lease[0]}/{lease[1]}"


@dataclass
class Deployment:
    """One deployment: its tenant, its group and every escrow account that has to do with it."""

    owner: str
    denom: str
    max_price: Dec  # of its orders, per block
    group: Group
    escrow: Escrow
    height: int = 0
    is_active: bool = True

    def __post_init__(self) -> None:
        self.escrow.on_account_closed = self._account_closed

    def create(self, depositor: str, amount: int) -> None:
        """Open the account and the first order [CreateDeployment]."""
        self.escrow.create_account(ACCOUNT, self.owner, depositor, amount, self.denom, self.height)
        self._open_order()

    def deposit(self, depositor: str, amount: int) -> None:
        """Add to the account [DepositDeployment]."""
        if not self.is_active:
            raise Refused("deployment closed")
        self.escrow.deposit(ACCOUNT, depositor, amount)

    def create_bid(self, order: int, provider: str, price: Dec, deposit: int) -> None:
        """Bid, and lock the deposit in an account of the bid's own [CreateBid]."""
        if provider == self.owner:
            raise Refused("same account")
        self.group.create_bid(order, provider, price)
        name = bid_account((order, provider))
        self.escrow.create_account(name, provider, provider, deposit, self.denom, self.height)

    def create_lease(self, order: int, provider: str) -> None:
        """Take a bid: a payment at its price opens, the bids that lose get their deposits back [CreateLease]."""
        lost = self.group.create_lease(order, provider)
        price = self.group.bids[order, provider].price
        self.escrow.create_payment(payment_of((order, provider)), provider, price, self.height)
        for bid in lost:
            self.escrow.close_account(bid_account(bid), self.height)

    def withdraw_lease(self, order: int, provider: str) -> None:
        """Pay the provider what the lease has earned [WithdrawLease]."""
        if (order, provider) not in self.group.leases:
            raise Refused("unknown lease")
        self.escrow.withdraw_payment(payment_of((order, provider)), self.height)

    def close_lease(self, order: int, provider: str) -> None:
        """End a lease as the tenant: the provider is paid, and a new order opens if the group is open [CloseLease]."""
        self.group.close_lease(order, provider, self.height)
        self._refund_bid((order, provider))
        self.escrow.close_payment(payment_of((order, provider)), self.height)
        if self.group.state == "open":
            self._open_order()

    def close_bid(self, order: int, provider: str) -> None:
        """Take a bid back; if it was active its lease ends and the provider is paid [CloseBid]."""
        was_active = self.group.close_bid(order, provider, self.height)
        self._refund_bid((order, provider))
        if was_active:
            self._end_payment((order, provider))

    def start_group(self) -> None:
        """Let a paused group order again [StartGroup]."""
        if self.group.state != "paused":
            raise Refused("group not paused")
        self.group.state = "open"
        self._open_order()

    def close(self) -> None:
        """Close the account; the rest follows by hooks [CloseDeployment]."""
        if not self.is_active:
            raise Refused("deployment closed")
        self.escrow.close_account(ACCOUNT, self.height)

    def _open_order(self) -> None:
        self.group.create_order(len(self.group.orders) + 1, self.max_price)

    def _refund_bid(self, bid: BidId) -> None:
        """Close a bid's account; an error is passed over [OnBidClosed]."""
        with suppress(Refused):
            self.escrow.close_account(bid_account(bid), self.height)

    def _end_payment(self, lease: BidId) -> None:
        """Close a lease's payment; an error is passed over."""
        with suppress(Refused):
            self.escrow.close_payment(payment_of(lease), self.height)

    def _account_closed(self, name: str, state: State) -> None:
        """Close everything when the deployment's account is closed or overdrawn [OnEscrowAccountClosed].

        The hooks of its payments (OnEscrowPaymentClosed) come after it and find no bid active any more. They are
        left out: with them goes the state `insufficient_funds` of a lease, which no lease ever reaches.
        """
        if name != ACCOUNT or not self.is_active:
            return
        self.is_active = False
        if self.group.state in {"open", "paused"}:
            self.group.state = "insufficient_funds" if state == "overdrawn" else "closed"
            for bid in self.group.close_everything(self.height):
                self._refund_bid(bid)
            for lease in self.group.leases:
                self._end_payment(lease)
