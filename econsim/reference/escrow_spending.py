"""A settlement on the records of one account: what its payments are credited, and what is left of its deposits.

Source: akash-network/node x/escrow/keeper/keeper.go accountSettleFullBlocks, deductFromBalance, settleFromAktFallback
@2d606d30b7bc452781f773dba4f7b4a8c5e582de (v2.0.0; the same in v2.1.0).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from econsim.reference.bme_conversion import UAKT
from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.escrow_deposits import Release, akt_fallback, due, settle_deposits
from econsim.reference.escrow_records import Account, Deposit, Halt, Payment


def pay_in_order(release: Release, account: Account, payments: Collection[Payment], blocks: int) -> None:
    """Credit what some blocks cost, or what is owed from before, and mark as overdrawn what is not paid in full."""
    dues = [
        payment.unsettled if payment.state == "overdrawn" else due(release, payment.rate, blocks)
        for payment in payments
    ]
    deposits = _in(account, account.denom)
    settled = settle_deposits(release, [each.balance for each in deposits], account.funds[account.denom], dues)
    _spend(account, account.denom, deposits, settled.deposits)
    account.funds[account.denom] = settled.funds
    for payment, paid, debt, is_short in zip(
        payments, settled.payments, settled.unsettled, settled.is_short, strict=True
    ):
        payment.balance += paid
        payment.unsettled = debt
        payment.state = "overdrawn" if is_short else "open"


def pay_in_akt(halt: Halt, account: Account, payments: Collection[Payment]) -> Iterator[tuple[str, int]]:
    """Let AKT in the account pay what is overdrawn, while the engine halts; yields (provider, uakt) to be sent."""
    owed = [payment for payment in payments if payment.state == "overdrawn"]
    if not owed or UAKT not in account.funds:
        return
    deposits = _in(account, UAKT)
    debts, balances = [payment.unsettled for payment in owed], [each.balance for each in deposits]
    found = akt_fallback(halt.status, halt.price, debts, balances, account.funds[UAKT])
    _spend(account, UAKT, deposits, found.deposits)
    account.funds[UAKT] = found.funds
    for payment, paid, debt, is_open in zip(owed, found.paid, found.unsettled, found.is_open, strict=True):
        payment.unsettled = debt
        payment.state = "open" if is_open else "overdrawn"
        yield payment.owner, paid


def _in(account: Account, denom: str) -> list[Deposit]:
    """Return an account's deposits in a denomination, in order of arrival."""
    return [deposit for deposit in account.deposits if deposit.denom == denom]


def _spend(account: Account, denom: str, deposits: Sequence[Deposit], left: Sequence[Dec]) -> None:
    """Leave in each deposit what a settlement left, drop those that are spent, and count what was transferred."""
    for deposit, balance in zip(deposits, left, strict=True):
        account.transferred[denom] = account.transferred.get(denom, ZERO) + deposit.balance - balance
        deposit.balance = balance
    account.deposits = [deposit for deposit in account.deposits if deposit.balance]
