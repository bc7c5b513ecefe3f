"""Conformance vectors of escrow and of the take fee."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.decimal18 import Dec, total
from econsim.reference.escrow import Escrow
from econsim.reference.escrow_settlement import settle_full_blocks, subtract, weighted_shares
from econsim.reference.failures import Halted
from econsim.reference.take import TakeRates, subtract_fees
from econsim.reference.transaction import Panicked, deliver
from econsim.verification.conformance.fields import (
    Fields,
    Malformed,
    Unsupported,
    decimal,
    decimals,
    integer,
    name_of,
    steps,
    table,
)

ACCOUNT = "account"


def escrow_settle_fullblocks(inputs: Fields) -> Any:
    """Return the whole-block phase of a settlement."""
    settled = settle_full_blocks(
        integer(inputs, "blocks"), decimal(inputs, "balance"), decimal(inputs, "funds"), decimals(inputs, "rates")
    )
    return {
        "payments": list(settled.payments),
        "balance": settled.balance,
        "funds": settled.funds,
        "overdrawn": settled.overdrawn,
        "remaining": settled.remaining,
    }


def escrow_settle_weighted(inputs: Fields) -> Any:
    """Return the weighted phase of a settlement; what the chain panics over is null, as in the format's quotients."""
    balance, remaining = decimal(inputs, "balance"), decimal(inputs, "remaining")
    shares = weighted_shares(remaining, decimals(inputs, "rates"))
    return {
        "payments": list(shares),
        "balance": _left(balance, total(shares)),
        "remaining": _left(remaining, total(shares)),
    }


def _left(amount: Dec, part: Dec) -> Dec | None:
    try:
        return subtract(amount, part)
    except Panicked:
        return None


def escrow_lifecycle(inputs: Fields) -> Any:
    """Return the states of one account and its payments after each labelled step."""
    chain, denom, got = Escrow(_take_rates(inputs)), name_of(inputs, "denom"), {}
    for op, label, step in steps(inputs):
        before = dict(chain.received)
        chain, ok = deliver(chain, _message(op, step, denom))
        if Dec.whole(chain.module_balance) != chain.liabilities():
            raise Halted("the escrow module's balance is not the sum of balances, funds and payment balances")
        if label is not None:
            got[label] = {"ok": ok, **_account(chain), **_payment(chain, step)}
            if op == "close":
                got[label]["paid"] = _refunds(chain, before)
    return got


def _message(op: str, step: Fields, denom: str) -> Callable[[Escrow], None]:
    height = integer(step, "h")
    match op:
        case "create":
            owner, depositor, amount = name_of(step, "owner"), name_of(step, "depositor"), integer(step, "amount")
            return lambda chain: chain.create_account(ACCOUNT, owner, depositor, amount, denom, height)
        case "deposit":
            depositor, amount = name_of(step, "depositor"), integer(step, "amount")
            return lambda chain: chain.deposit(ACCOUNT, depositor, amount)
        case "payment_create":
            pid, rate = name_of(step, "pid"), decimal(step, "rate")
            return lambda chain: chain.create_payment((ACCOUNT, pid), _provider(pid), rate, height)
        case "payment_withdraw":
            pid = name_of(step, "pid")
            return lambda chain: chain.withdraw_payment((ACCOUNT, pid), height)
        case "payment_close":
            pid = name_of(step, "pid")
            return lambda chain: chain.close_payment((ACCOUNT, pid), height)
        case "close":
            return lambda chain: chain.close_account(ACCOUNT, height)
        case _:
            raise Unsupported(f"op {op!r}")


def _provider(pid: str) -> str:
    """Return who owns a payment: an account that no owner or depositor of a vector can be."""
    return f"provider of {pid}"


def _account(chain: Escrow) -> dict[str, Any]:
    account = chain.accounts.get(ACCOUNT)
    if account is None:
        return {}
    return {
        "state": account.state,
        "settled_at": account.settled_at,
        "balance": account.balance,
        "funds": account.funds,
        "transferred": account.transferred,
    }


def _payment(chain: Escrow, step: Fields) -> dict[str, Any]:
    payment = chain.payments.get((ACCOUNT, step.get("pid", "")))
    if payment is None:
        return {}
    return {
        "withdrawn": payment.withdrawn,
        "payment_balance": payment.balance,
        "payment_state": payment.state,
    }


def _refunds(chain: Escrow, before: Mapping[str, int]) -> dict[str, int]:
    account = chain.accounts.get(ACCOUNT)
    names = {account.owner, account.depositor} if account else set()
    return {name: chain.received.get(name, 0) - before.get(name, 0) for name in names}


def take_fee(inputs: Fields) -> Any:
    """Return how a payout is divided."""
    earnings, fee = subtract_fees(integer(inputs, "amount"), name_of(inputs, "denom"), _take_rates(inputs))
    return {"fee": fee, "earnings": earnings}


def _take_rates(inputs: Fields) -> TakeRates:
    rates = {denom: integer(table(inputs, "take"), denom) for denom in table(inputs, "take")}
    if "default" not in rates:
        raise Malformed("'default' is missing in 'take'")
    return TakeRates(rates.pop("default"), rates)


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "escrow_settle_fullblocks": escrow_settle_fullblocks,
    "escrow_settle_weighted": escrow_settle_weighted,
    "escrow_lifecycle": escrow_lifecycle,
    "take_fee": take_fee,
}
