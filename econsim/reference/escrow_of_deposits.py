"""Escrow from v1.0.0 on: every deposit is remembered with its owner, spent in order of arrival, given back at the end.

    v1.0.0  an account that a close finds overdrawn pays its payments and is not saved: it stays open, as it was
    v1.1.0  the debt is recorded; an overdrawn account takes a deposit, pays the debt and closes
    v2.0.0  several denominations; payments in the first; AKT pays while the engine halts; no take fee

Objects are loaded, changed and saved, as there, and what is not saved is lost. Quirks that live on that: a payment made
on an account settles it and saves only the account, so that what the others earned since is theirs no more
(`create_payment`); an account that was settled in this block returns no payments, so that closing it leaves them open
and withdrawing one panics. After AKT has paid, funds stay below zero: nothing settles until somebody deposits.

Follows akash-network/node x/escrow/keeper/keeper.go @b10cf66c (v1.0.0), @009fab02 (v1.1.0),
@2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0; the same in v2.1.0), method by method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace

from econsim.reference.bme_conversion import UAKT
from econsim.reference.decimal18 import ZERO, Dec, total
from econsim.reference.escrow_deposits import Release
from econsim.reference.escrow_records import Account, Deposit, Halt, Payment, PaymentId, State
from econsim.reference.escrow_spending import pay_in_akt, pay_in_order
from econsim.reference.failures import Refused
from econsim.reference.take import TakeRates, subtract_fees
from econsim.reference.transaction import Panicked


@dataclass
class EscrowOfDeposits:
    """The module: accounts, payments, allowances, and where the money has gone [whole units by denomination]."""

    release: Release
    take: TakeRates | None = None  # None from v2.0.0 on
    halt: Halt = field(default_factory=Halt)
    accounts: dict[str, Account] = field(default_factory=dict)
    payments: dict[PaymentId, Payment] = field(default_factory=dict)
    allowances: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)  # granter, grantee
    module_balance: dict[str, int] = field(default_factory=dict)
    received: dict[tuple[str, str], int] = field(default_factory=dict)  # by whom, denomination
    community_pool: dict[str, int] = field(default_factory=dict)

    def create_account(self, name: str, owner: str, deposits: Sequence[Deposit], height: int) -> None:
        """Open an account with its first deposits [AccountCreate]."""
        if name in self.accounts:
            raise Refused("account exists")
        account = Account(owner, height)
        account.funds = {deposit.denom: ZERO for deposit in deposits}
        self._fetch(account, deposits)
        self.accounts[name] = account

    def deposit(self, name: str, deposits: Sequence[Deposit], height: int) -> None:
        """Add deposits; from v1.1.0 an overdrawn account pays its debt with them and, if it can, closes."""
        account = self._account(name)
        if account.state == "closed" or (self.release == "v1.0.0" and account.state == "overdrawn"):
            raise Refused("account closed")
        self._fetch(account, deposits)
        if account.state != "overdrawn":
            self._save(name, account, {})
            return
        payments, overdrawn = self._settle(name, account, height)
        for payment in payments.values():
            self._end(payment)
        if not overdrawn:
            account.state = "closed"
        self._save(name, account, payments)

    def settle(self, name: str, height: int) -> bool:
        """Credit payments for the blocks since the last settlement; returns if it overdraws [AccountSettle]."""
        account = self._account(name)
        payments, overdrawn = self._settle(name, account, height)
        self._save(name, account, payments)
        return overdrawn

    def create_payment(self, payment_id: PaymentId, owner: str, denom: str, rate: Dec, height: int) -> None:
        """Settle, then open a payment; of what the settlement credited nothing is saved [PaymentCreate]."""
        account = self._account(payment_id[0])
        _, overdrawn = self._settle(payment_id[0], account, height)
        if overdrawn:
            raise Refused("account overdrawn")
        if denom not in account.funds:
            raise Refused("invalid denomination")
        if not rate:
            raise Refused("payment rate zero")
        if payment_id in self.payments:
            raise Refused("payment exists")
        self._save(payment_id[0], account, {payment_id: Payment(owner, denom, rate)})

    def withdraw_payment(self, payment_id: PaymentId, height: int) -> None:
        """Settle, then pay out; a settlement that overdraws has paid already [PaymentWithdraw]."""
        account, payment = self._account(payment_id[0]), self._payment(payment_id)
        if payment.state != "open":
            raise Refused("payment closed")
        payments, overdrawn = self._settle(payment_id[0], account, height)
        if not overdrawn:
            self._withdraw(_among(payments, payment_id))
        self._save(payment_id[0], account, payments)

    def close_payment(self, payment_id: PaymentId, height: int) -> None:
        """Settle, then close and pay out [PaymentClose]."""
        account, payment = self._account(payment_id[0]), self._payment(payment_id)
        if payment.state == "closed" or (self.release == "v1.0.0" and payment.state == "overdrawn"):
            raise Refused("payment closed")
        payments, overdrawn = self._settle(payment_id[0], account, height)
        if self.release == "v1.0.0":
            if overdrawn:
                return
            self._end(_among(payments, payment_id))
        elif payment_id in payments:
            self._end(payments[payment_id])
        self._save(payment_id[0], account, payments)

    def close_account(self, name: str, height: int) -> None:
        """Settle, close and pay out what the settlement returned; deposits go back to their owners [AccountClose]."""
        account = self._account(name)
        if account.state == "closed":
            raise Refused("account closed")
        payments, overdrawn = self._settle(name, account, height)
        if overdrawn and self.release == "v1.0.0":
            return
        if account.state == "open":
            account.state = "closed"
        for payment in payments.values():
            self._end(payment)
        self._save(name, account, payments)

    def liabilities(self, denom: str) -> Dec:
        """Return what the module owes in a denomination: deposits, and balances of payments."""
        deposits = [each for account in self.accounts.values() for each in account.deposits if each.denom == denom]
        payments = [payment.balance for payment in self.payments.values() if payment.denom == denom]
        return total(each.balance for each in deposits) + total(payments)

    def _settle(self, name: str, account: Account, height: int) -> tuple[dict[PaymentId, Payment], bool]:
        """Settle a loaded account; returns the payments it loaded, changed, and if any is overdrawn [accountSettle]."""
        if account.state == "closed" or (self.release == "v1.0.0" and account.state != "open"):
            raise Refused("account closed")
        if not account.funds:
            raise Panicked("index out of range")
        if self.release != "v1.0.0" and account.funds[account.denom] < ZERO:
            return {}, True
        blocks = 0
        if account.state == "open":
            blocks, account.settled_at = height - account.settled_at, height
        payments = self._loaded(name, "overdrawn") if self.release != "v1.0.0" else {}
        if blocks:
            payments |= self._loaded(name, "open")
        if not payments:
            return {}, False
        pay_in_order(self.release, account, payments.values(), blocks)
        if self.release == "v2.0.0":
            for owner, amount in pay_in_akt(self.halt, account, payments.values()):
                self._send(owner, UAKT, amount)
        if all(payment.state == "open" for payment in payments.values()):
            return payments, False
        account.state = "overdrawn"
        for payment in payments.values():
            payment.state = "overdrawn"
            self._withdraw(payment)
        return payments, True

    def _fetch(self, account: Account, deposits: Sequence[Deposit]) -> None:
        """Take deposits into an account; funds below zero begin again at zero [fetchDepositsToAccount]."""
        for deposit in deposits:
            if self.release != "v2.0.0" and deposit.denom not in account.funds:
                raise Refused("invalid denomination")
            self._use_allowance(account, deposit)
            funds = account.funds.get(deposit.denom, ZERO)
            account.funds[deposit.denom] = deposit.balance + (ZERO if funds < ZERO else funds)
            amount = deposit.balance.truncate_int()
            self.module_balance[deposit.denom] = self.module_balance.get(deposit.denom, 0) + amount
        account.deposits += [replace(deposit) for deposit in deposits]

    def _use_allowance(self, account: Account, deposit: Deposit) -> None:
        if not deposit.by_grant:
            return
        allowed = self.allowances.get((deposit.owner, account.owner), {})
        if Dec.whole(allowed.get(deposit.denom, 0)) < deposit.balance:
            raise Refused("the authorisation does not reach so far")
        allowed[deposit.denom] -= deposit.balance.truncate_int()

    def _save(self, name: str, account: Account, payments: Mapping[PaymentId, Payment]) -> None:
        """Save what was loaded; an account that is over gives its deposits back, and their allowances [saveAccount]."""
        if account.state != "open":
            for deposit in account.deposits:
                amount = deposit.balance.truncate_int()
                self._send(deposit.owner, deposit.denom, amount)
                if deposit.by_grant and (deposit.owner, account.owner) in self.allowances:
                    allowed = self.allowances[deposit.owner, account.owner]
                    allowed[deposit.denom] = allowed.get(deposit.denom, 0) + amount
                if self.release == "v2.0.0":
                    account.funds[deposit.denom] -= deposit.balance
                else:
                    account.funds[account.denom] -= Dec.whole(amount)
            account.deposits = []
        self.accounts[name] = account
        self.payments.update(payments)

    def _end(self, payment: Payment) -> None:
        if payment.state == "open":
            payment.state = "closed"
        self._withdraw(payment)

    def _withdraw(self, payment: Payment) -> None:
        """Pay floor(balance) to the provider, before v2.0.0 less the take fee [paymentWithdraw]."""
        amount = payment.balance.truncate_int()
        if amount == 0:
            return
        earnings, fee = (amount, 0) if self.take is None else subtract_fees(amount, payment.denom, self.take)
        self._send(payment.owner, payment.denom, earnings)
        self.module_balance[payment.denom] -= fee
        self.community_pool[payment.denom] = self.community_pool.get(payment.denom, 0) + fee
        payment.withdrawn += amount
        payment.balance -= Dec.whole(amount)

    def _send(self, who: str, denom: str, amount: int) -> None:
        self.module_balance[denom] -= amount
        self.received[who, denom] = self.received.get((who, denom), 0) + amount

    def _loaded(self, name: str, state: State) -> dict[PaymentId, Payment]:
        """Return copies of an account's payments in a state, in the order of the store [accountPayments]."""
        found = sorted(key for key, payment in self.payments.items() if key[0] == name and payment.state == state)
        return {key: replace(self.payments[key]) for key in found}

    def _account(self, name: str) -> Account:
        if name not in self.accounts:
            raise Refused("account not found")
        return deepcopy(self.accounts[name])

    def _payment(self, payment_id: PaymentId) -> Payment:
        if payment_id not in self.payments:
            raise Refused("payment not found")
        return self.payments[payment_id]


def _among(payments: Mapping[PaymentId, Payment], payment_id: PaymentId) -> Payment:
    """Return a payment that a settlement returned; the chain panics if it did not."""
    if payment_id not in payments:
        raise Panicked(f"couldn't find payment {payment_id}")
    return payments[payment_id]
