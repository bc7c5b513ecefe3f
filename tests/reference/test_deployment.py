"""A deployment with its money: by hand from the handlers and hooks, and under random messages (E1 to E5)."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from econsim.reference.decimal18 import ONE, ZERO, Dec, total
from econsim.reference.deployment import ACCOUNT, Deployment, bid_account, payment_of
from econsim.reference.escrow import Escrow
from econsim.reference.market import Group
from econsim.reference.take import TakeRates
from econsim.reference.transaction import deliver

DEPOSIT = 50  # of a bid
PROVIDERS = ("A", "B", "C")


def deployment(max_price: str = "100") -> Deployment:
    return Deployment(
        owner="tenant",
        denom="uakt",
        max_price=Dec.parse(max_price),
        group=Group(order_max_bids=20),
        escrow=Escrow(TakeRates(default=20, by_denom={"uakt": 2})),
    )


def leased(amount: int = 1000) -> Deployment:
    """A holds the lease at 10 since height 0; B has lost."""
    chain = deployment()
    chain.create("tenant", amount)
    chain.create_bid(1, "A", Dec.whole(10), DEPOSIT)
    chain.create_bid(1, "B", Dec.whole(20), DEPOSIT)
    chain.height = 1
    chain.create_lease(1, "A")
    return chain


def test_losers_get_their_deposit_back_and_the_winner_s_stays_locked() -> None:
    chain = leased()
    assert chain.escrow.received == {"B": DEPOSIT}
    assert chain.escrow.accounts[bid_account((1, "A"))].state == "open"
    assert chain.escrow.payments[payment_of((1, "A"))].state == "open"


def test_a_tenant_who_ends_a_lease_pays_for_it_and_orders_again() -> None:
    chain = leased()
    chain.height = 11
    chain.close_lease(1, "A")
    assert chain.escrow.received == {"B": DEPOSIT, "A": DEPOSIT + 98}
    assert (chain.group.orders[1].state, chain.group.orders[2].state) == ("closed", "open")
    assert chain.escrow.payments[payment_of((1, "A"))].state == "closed"


def test_a_provider_who_leaves_is_paid_and_no_order_opens_before_the_tenant_starts_the_group() -> None:
    chain = leased()
    chain.height = 11
    chain.close_bid(1, "A")
    assert chain.escrow.received == {"B": DEPOSIT, "A": DEPOSIT + 98}
    assert (chain.group.state, len(chain.group.orders)) == ("paused", 1)
    chain.start_group()
    assert (chain.group.state, chain.group.orders[2].state) == ("open", "open")


def test_an_empty_account_closes_everything_and_its_lease_as_closed() -> None:
    chain = leased(amount=100)
    chain.height = 12  # 11 blocks at 10: one too many
    chain.withdraw_lease(1, "A")
    assert chain.escrow.accounts[ACCOUNT].state == "overdrawn"
    assert (chain.group.state, chain.is_active) == ("insufficient_funds", False)
    assert (chain.group.leases[1, "A"].state, chain.group.leases[1, "A"].closed_on) == ("closed", 12)
    assert (chain.group.bids[1, "A"].state, chain.group.orders[1].state) == ("closed", "closed")
    assert chain.escrow.received == {"B": DEPOSIT, "A": DEPOSIT + 98}


def test_closing_a_deployment_closes_what_belongs_to_it() -> None:
    chain = leased()
    chain.height = 11
    chain.close()
    assert (chain.group.state, chain.group.leases[1, "A"].state) == ("closed", "closed")
    assert chain.escrow.payments[payment_of((1, "A"))].state == "closed"
    assert chain.escrow.received == {"B": DEPOSIT, "tenant": 900, "A": DEPOSIT + 98}
    assert chain.escrow.module_balance == 0


def test_closing_a_deployment_in_the_block_of_a_withdrawal_leaves_its_payment_open() -> None:
    chain = leased()
    chain.height = 11
    chain.withdraw_lease(1, "A")
    chain.close()
    assert chain.group.leases[1, "A"].state == "closed"
    assert chain.escrow.payments[payment_of((1, "A"))].state == "open"


def test_a_lease_ended_before_it_earned_a_unit_leaves_a_payment_that_charges_the_tenant_for_ever() -> None:
    chain = leased()
    chain.close_lease(1, "A")
    chain.height = 21
    chain.escrow.settle(ACCOUNT, 21)
    assert chain.escrow.payments[payment_of((1, "A"))].balance == Dec.whole(200)


def test_a_tenant_whose_account_is_found_empty_when_ending_a_lease_orders_no_more() -> None:
    chain = leased(amount=100)
    chain.height = 12
    chain.close_lease(1, "A")
    assert (chain.group.state, len(chain.group.orders)) == ("insufficient_funds", 1)


def test_a_payment_left_behind_is_paid_when_its_deployment_closes_without_a_unit_in_its_account() -> None:
    """A's payment at 10, left open by a lease that ended at once, has taken the last unit when B's lease begins."""
    chain = leased(amount=100)
    chain.close_lease(1, "A")
    chain.height = 11
    chain.create_bid(2, "B", Dec.whole(20), DEPOSIT)
    chain.create_lease(2, "B")
    assert chain.escrow.accounts[ACCOUNT].balance == ZERO
    chain.close()
    assert chain.escrow.payments[payment_of((1, "A"))].withdrawn == 100
    assert chain.escrow.received == {"B": 2 * DEPOSIT, "A": DEPOSIT + 98}


prices = st.sampled_from([Dec.parse(price) for price in ("99.9", "7", "33.333333333333333333", "0.3", "100", "101")])
whole_amounts = st.integers(1, 3_000)
providers = st.sampled_from(PROVIDERS)


class DeploymentMachine(RuleBasedStateMachine):
    """Random messages of one tenant, one granter and three providers; each goes through whole or not at all."""

    @initialize(amount=whole_amounts, depositor=st.sampled_from(["granter", "tenant"]), price=prices)
    def begin(self, amount: int, depositor: str, price: Dec) -> None:
        self.chain = deployment()
        self.chain.create(depositor, amount)
        self.deposited = amount  # into the deployment's account
        self.bid_deposits = 0
        self.dangling: set[object] = set()
        self.lease("A", price, price)

    def send(self, message: Callable[[Deployment], None]) -> bool:
        self.chain, ok = deliver(self.chain, message)
        return ok

    @rule(depositor=st.sampled_from(["granter", "tenant"]), amount=whole_amounts)
    def deposit(self, depositor: str, amount: int) -> None:
        if self.send(lambda chain: chain.deposit(depositor, amount)):
            self.deposited += amount

    @rule(provider=providers, price=prices)
    def bid(self, provider: str, price: Dec) -> None:
        order = len(self.chain.group.orders)
        if self.send(lambda chain: chain.create_bid(order, provider, price, DEPOSIT)):
            self.bid_deposits += DEPOSIT

    @rule(provider=providers, price=prices, rival=prices)
    def lease(self, provider: str, price: Dec, rival: Dec) -> None:
        """Bid twice and take the first, on a new order if the group has been paused."""
        self.send(lambda chain: chain.start_group())
        self.bid(provider, price)
        self.bid("C", rival)
        order = len(self.chain.group.orders)
        self.send(lambda chain: chain.create_lease(order, provider))

    @rule(
        blocks=st.sampled_from([1, 0, 9, 30]), message=st.sampled_from(["withdraw_lease", "close_lease", "close_bid"])
    )
    def later(self, blocks: int, message: str) -> None:
        """Let blocks pass, none at times, and send something about every lease there ever was."""
        self.chain.height += blocks
        for order, provider in list(self.chain.group.leases):
            self.send(lambda chain, key=(order, provider): getattr(chain, message)(*key))

    @rule(blocks=st.sampled_from([1, 0, 9, 30]), really=st.integers(0, 9))
    def close(self, blocks: int, really: int) -> None:
        if really == 7:
            self.chain.height += blocks
            self.send(lambda chain: chain.close())

    @invariant()
    def the_module_holds_what_it_owes(self) -> None:
        """E1: exactly, dust included."""
        assert Dec.whole(self.chain.escrow.module_balance) == self.chain.escrow.liabilities()

    @invariant()
    def deposits_are_transferred_held_or_refunded(self) -> None:
        """E2: for the deployment's account; tenant and granter receive nothing but refunds."""
        account, received = self.chain.escrow.accounts[ACCOUNT], self.chain.escrow.received
        refunds = received.get("tenant", 0) + received.get("granter", 0)
        held = account.balance + account.funds
        assert Dec.whole(self.deposited) == account.transferred + held + Dec.whole(refunds)

    @invariant()
    def what_was_transferred_is_withdrawn_or_waits(self) -> None:
        """E3."""
        payments = self.chain.escrow.payments.values()
        earned = total(Dec.whole(payment.withdrawn) + payment.balance for payment in payments)
        assert self.chain.escrow.accounts[ACCOUNT].transferred == earned

    @invariant()
    def what_was_withdrawn_is_the_provider_s_or_the_pool_s(self) -> None:
        """E4: the providers' receipts are their earnings and the deposits of bids that are over."""
        escrow = self.chain.escrow
        locked = sum(account.balance.truncate_int() for name, account in escrow.accounts.items() if name != ACCOUNT)
        receipts = sum(escrow.received.get(provider, 0) for provider in PROVIDERS)
        earnings = receipts - (self.bid_deposits - locked)
        assert sum(payment.withdrawn for payment in escrow.payments.values()) == earnings + escrow.community_pool

    @invariant()
    def an_active_lease_has_an_open_payment(self) -> None:
        """E5; the reverse as far as the chain keeps it: a payment is left behind in two known ways only."""
        group, escrow = self.chain.group, self.chain.escrow
        open_payments = {key for key, payment in escrow.payments.items() if payment.state == "open"}
        leased = {payment_of(key) for key, lease in group.leases.items() if lease.state == "active"}
        assert leased <= open_payments
        for key in open_payments - leased - self.dangling:
            assert escrow.payments[key].balance < ONE or escrow.accounts[ACCOUNT].state == "closed"
        self.dangling |= open_payments - leased

    @invariant()
    def an_order_has_one_active_lease_at_most_and_within_its_price(self) -> None:
        """E5."""
        group = self.chain.group
        active = [key[0] for key, lease in group.leases.items() if lease.state == "active"]
        assert len(active) == len(set(active)) <= 1
        assert all(lease.price <= group.orders[key[0]].max_price for key, lease in group.leases.items())

    @invariant()
    def nobody_is_owed_less_than_nothing(self) -> None:
        """But for the hair by which an account may have missed its last block."""
        escrow = self.chain.escrow
        assert escrow.module_balance >= 0
        assert all(payment.balance >= ZERO for payment in escrow.payments.values())
        assert all(account.funds >= ZERO and account.balance > -Dec(100) for account in escrow.accounts.values())


TestDeploymentMachine = DeploymentMachine.TestCase
TestDeploymentMachine.settings = settings(max_examples=60, stateful_step_count=30)
