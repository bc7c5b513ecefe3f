"""Escrow: accounts that tenants and providers fill, and payments that flow out of them block by block.

Follows akash-network/node x/escrow/keeper/keeper.go @6952ec25c2f6494439d947e03ff9aaacc592598d (v0.26.0; the same at
v0.24.0), method by method. Objects are values, as there: what is not saved is lost, and two of the chain's quirks live
on that. An account closed in the block of its last settlement leaves its payments open (`close_account`), and what has
no whole uakt to pay is not saved as closed (`_withdraw_account`, `_withdraw_payment`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from econsim.reference.decimal18 import ONE, ZERO, Dec, total
from econsim.reference.escrow_settlement import settle_full_blocks, subtract, weighted_shares
from econsim.reference.failures import Refused
from econsim.reference.take import TakeRates, subtract_fees

State = Literal["open", "closed", "overdrawn"]


@dataclass(frozen=True)
class Account:
    """Money in escrow: the owner's `balance` and, spent first, the `funds` of others who deposit for the owner."""

    owner: str
    depositor: str  # of the first deposit: to whom funds go back
    denom: str
    settled_at: int  # height
    balance: Dec = ZERO
    funds: Dec = ZERO
    transferred: Dec = ZERO  # to payments, in all
    state: State = "open"


@dataclass(frozen=True)
class Payment:
    """A flow out of an account to its owner, the provider."""

    owner: str
    rate: Dec  # per block
    balance: Dec = ZERO  # earned and not withdrawn
    withdrawn: int = 0  # provider's earnings and take fee, in all
    state: State = "open"


PaymentId = tuple[str, str]  # account, payment


def _no_hook(_name: str, _state: State) -> None: ...


@dataclass
class Escrow:
    """The module: its accounts, its payments, and where the money has gone [whole units]."""

    rates: TakeRates
    accounts: dict[str, Account] = field(default_factory=dict)
    payments: dict[PaymentId, Payment] = field(default_factory=dict)
    module_balance: int = 0
    received: dict[str, int] = field(default_factory=dict)  # by everybody, refunds and earnings
    community_pool: int = 0
    on_account_closed: Callable[[str, State], None] = _no_hook

    def create_account(self, name: str, owner: str, depositor: str, amount: int, denom: str, height: int) -> None:
        """Open an account with a first deposit [AccountCreate]."""
        if name in self.accounts:
            raise Refused("account exists")
        self.accounts[name] = Account(owner, depositor, denom, settled_at=height)
        self.deposit(name, depositor, amount)

    def deposit(self, name: str, depositor: str, amount: int) -> None:
        """Add to the balance if the owner pays, to the funds if anybody else does; settles nothing [AccountDeposit]."""
        account = self._open_account(name)
        self.module_balance += amount
        if depositor == account.owner:
            self.accounts[name] = replace(account, balance=account.balance + Dec.whole(amount))
        else:
            self.accounts[name] = replace(account, funds=account.funds + Dec.whole(amount))

    def create_payment(self, payment_id: PaymentId, owner: str, rate: Dec, height: int) -> None:
        """Settle, then open a payment [PaymentCreate]."""
        _, overdrawn = self.settle(payment_id[0], height)
        if overdrawn:
            raise Refused("account overdrawn")
        if rate <= ZERO:
            raise Refused("payment rate zero")
        if payment_id in self.payments:
            raise Refused("payment exists")
        self.payments[payment_id] = Payment(owner, rate)

    def withdraw_payment(self, payment_id: PaymentId, height: int) -> None:
        """Settle, then pay out; a settlement that overdraws has paid already [PaymentWithdraw]."""
        self._open_payment(payment_id)
        _, overdrawn = self.settle(payment_id[0], height)
        if not overdrawn:
            self._withdraw_payment(payment_id, self.payments[payment_id])

    def close_payment(self, payment_id: PaymentId, height: int) -> None:
        """Settle, then close and pay out; a settlement that overdraws has done so already [PaymentClose]."""
        self._open_payment(payment_id)
        _, overdrawn = self.settle(payment_id[0], height)
        if not overdrawn:
            self._withdraw_payment(payment_id, replace(self.payments[payment_id], state="closed"))

    def close_account(self, name: str, height: int) -> None:
        """Settle, then refund what is left and close the payments that the settlement returned [AccountClose].

        A second settlement in one block returns none, so their payments stay open for ever.
        """
        payment_ids, overdrawn = self.settle(name, height)
        if overdrawn:
            return
        self._withdraw_account(name, replace(self.accounts[name], state="closed"))
        for payment_id in payment_ids:
            self._withdraw_payment(payment_id, replace(self.payments[payment_id], state="closed"))
        self.on_account_closed(name, "closed")

    def settle(self, name: str, height: int) -> tuple[list[PaymentId], bool]:
        """Credit the open payments for the blocks since the last settlement [doAccountSettle].

        Returns the payments it found, and whether the account is overdrawn now: then everything left is shared out by
        weight, and all its payments are paid out and over.
        """
        account = self._open_account(name)
        blocks = height - account.settled_at
        if blocks == 0:
            return [], False
        account = replace(account, settled_at=height)
        payment_ids = self.open_payments(name)
        if not payment_ids:
            self.accounts[name] = account
            return [], False

        rates = [self.payments[payment_id].rate for payment_id in payment_ids]
        full = settle_full_blocks(blocks, account.balance, account.funds, rates)
        self.accounts[name] = replace(
            account,
            balance=full.balance,
            funds=full.funds,
            transferred=account.transferred + full.transferred,
        )
        self._credit(payment_ids, full.payments, "open")
        if full.overdrawn:
            self._distribute(name, payment_ids, full.remaining, rates)
        return payment_ids, full.overdrawn

    def open_payments(self, name: str) -> list[PaymentId]:
        """Return the open payments of an account, in the order of the store [accountOpenPayments]."""
        found = sorted(payment_id for payment_id in self.payments if payment_id[0] == name)
        return [payment_id for payment_id in found if self.payments[payment_id].state == "open"]

    def liabilities(self) -> Dec:
        """Return what the module owes: every balance and funds of accounts, and every balance of payments."""
        of_accounts = total(account.balance + account.funds for account in self.accounts.values())
        return of_accounts + total(payment.balance for payment in self.payments.values())

    def _distribute(self, name: str, payment_ids: list[PaymentId], remaining: Dec, rates: list[Dec]) -> None:
        """Share out the rest of an overdrawn account, end its payments and tell the hook."""
        shares = weighted_shares(remaining, rates)
        account = self.accounts[name]
        self.accounts[name] = replace(
            account,
            balance=subtract(account.balance, total(shares)),
            transferred=account.transferred + total(shares),
            state="overdrawn",
        )
        if subtract(remaining, total(shares)) > ONE:
            raise Refused("invalid settlement")
        self._credit(payment_ids, shares, "overdrawn")
        for payment_id in payment_ids:
            self._withdraw_payment(payment_id, self.payments[payment_id])
        self.on_account_closed(name, "overdrawn")

    def _credit(self, payment_ids: list[PaymentId], amounts: tuple[Dec, ...], state: State) -> None:
        for payment_id, amount in zip(payment_ids, amounts, strict=True):
            payment = self.payments[payment_id]
            self.payments[payment_id] = replace(payment, balance=payment.balance + amount, state=state)

    def _withdraw_account(self, name: str, account: Account) -> None:
        """Refund floor(balance) to the owner and floor(funds) to the depositor, and save: unless both are dust."""
        balance, funds = account.balance.truncate_int(), account.funds.truncate_int()
        if balance == 0 and funds == 0:
            return
        self._pay(account.owner, balance)
        self._pay(account.depositor, funds)
        self.accounts[name] = replace(
            account,
            balance=account.balance - Dec.whole(balance),
            funds=account.funds - Dec.whole(funds),
        )

    def _withdraw_payment(self, payment_id: PaymentId, payment: Payment) -> None:
        """Pay floor(balance) to the provider and the pool, and save: unless it is dust."""
        amount = payment.balance.truncate_int()
        if amount == 0:
            return
        earnings, fee = subtract_fees(amount, self.accounts[payment_id[0]].denom, self.rates)
        self._pay(payment.owner, earnings)
        self.module_balance -= fee
        self.community_pool += fee
        self.payments[payment_id] = replace(
            payment,
            balance=payment.balance - Dec.whole(amount),
            withdrawn=payment.withdrawn + amount,
        )

    def _pay(self, who: str, amount: int) -> None:
        self.module_balance -= amount
        self.received[who] = self.received.get(who, 0) + amount

    def _open_account(self, name: str) -> Account:
        if name not in self.accounts:
            raise Refused("account not found")
        if self.accounts[name].state != "open":
            raise Refused("account closed")
        return self.accounts[name]

    def _open_payment(self, payment_id: PaymentId) -> Payment:
        if payment_id not in self.payments:
            raise Refused("payment not found")
        if self.payments[payment_id].state != "open":
            raise Refused("payment closed")
        return self.payments[payment_id]
