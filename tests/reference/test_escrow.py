"""The life of an escrow account, by hand from x/escrow/keeper/keeper.go."""

from __future__ import annotations

import pytest

from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.escrow import Escrow
from econsim.reference.failures import Refused
from econsim.reference.take import TakeRates
from econsim.reference.transaction import Panicked, deliver

A = "account"


def dec(number: str) -> Dec:
    return Dec.parse(number)


def escrow(amount: int = 1000, depositor: str = "tenant") -> Escrow:
    chain = Escrow(TakeRates(default=20, by_denom={"uakt": 2}))
    chain.create_account(A, "tenant", depositor, amount, "uakt", 0)
    return chain


def with_payments(*rates: str, amount: int = 1000) -> Escrow:
    chain = escrow(amount)
    for number, rate in enumerate(rates):
        chain.create_payment((A, f"p{number}"), f"provider {number}", dec(rate), 0)
    return chain


def test_a_withdrawal_pays_whole_units_and_leaves_the_rest() -> None:
    chain = with_payments("12.34")
    chain.withdraw_payment((A, "p0"), 5)  # 61.70: 61 out, 1.22 of it the fee, cut
    assert chain.payments[A, "p0"].withdrawn == 61
    assert chain.payments[A, "p0"].balance == dec("0.7")
    assert (chain.received, chain.community_pool) == ({"provider 0": 60}, 1)
    assert chain.module_balance == 1000 - 61


def test_a_withdrawal_of_dust_pays_nothing_but_settles() -> None:
    chain = with_payments("0.25")
    chain.withdraw_payment((A, "p0"), 3)
    assert chain.payments[A, "p0"].balance == dec("0.75")
    assert (chain.payments[A, "p0"].withdrawn, chain.accounts[A].settled_at, chain.received) == (0, 3, {})


def test_a_deposit_settles_nothing() -> None:
    chain = with_payments("10")
    chain.deposit(A, "tenant", 5)
    chain.deposit(A, "friend", 7)
    account = chain.accounts[A]
    assert (account.balance, account.funds, account.settled_at) == (dec("1005"), dec("7"), 0)


def test_a_late_payment_is_not_charged_for_blocks_before_it() -> None:
    chain = escrow()
    chain.create_payment((A, "p"), "provider", dec("10"), 50)
    assert (chain.accounts[A].balance, chain.accounts[A].settled_at) == (dec("1000"), 50)


def test_a_second_payment_settles_the_first() -> None:
    chain = with_payments("10")
    chain.create_payment((A, "q"), "other", dec("5"), 20)
    assert chain.payments[A, "p0"].balance == dec("200")
    assert chain.payments[A, "q"].balance == ZERO
    chain.settle(A, 30)
    assert (chain.payments[A, "p0"].balance, chain.payments[A, "q"].balance) == (dec("300"), dec("50"))


@pytest.mark.parametrize(("pid", "rate", "height"), [("p0", "5", 1), ("q", "0", 1), ("q", "5", 101)])
def test_a_payment_is_refused_and_the_settlement_before_it_undone(pid: str, rate: str, height: int) -> None:
    """It exists already, its rate is zero, or the settlement overdraws the account."""
    before = with_payments("10")
    after, ok = deliver(before, lambda chain: chain.create_payment((A, pid), "provider", dec(rate), height))
    assert not ok
    assert after == with_payments("10")


def test_an_overdrawn_account_pays_all_and_is_over() -> None:
    chain = with_payments("30", "70", amount=1055)
    chain.withdraw_payment((A, "p0"), 11)  # 10 blocks, then 55 by weight: 16.5 and 38.5
    assert chain.accounts[A].state == "overdrawn"
    assert (chain.accounts[A].balance, chain.accounts[A].transferred) == (ZERO, dec("1055"))
    first, second = chain.payments[A, "p0"], chain.payments[A, "p1"]
    assert (first.state, first.withdrawn, first.balance) == ("overdrawn", 316, dec("0.5"))
    assert (second.state, second.withdrawn, second.balance) == ("overdrawn", 738, dec("0.5"))
    assert chain.module_balance == 1  # two halves that nobody can have


def test_the_last_paid_block_is_not_overdrawn_and_the_next_is() -> None:
    chain = with_payments("10")
    chain.withdraw_payment((A, "p0"), 100)
    assert (chain.accounts[A].state, chain.accounts[A].balance) == ("open", ZERO)
    chain.withdraw_payment((A, "p0"), 101)
    assert (chain.accounts[A].state, chain.payments[A, "p0"].state) == ("overdrawn", "overdrawn")
    assert chain.payments[A, "p0"].withdrawn == 1000


def test_closing_an_account_refunds_owner_and_depositor_and_pays_the_payments() -> None:
    chain = escrow(amount=1000, depositor="friend")
    chain.deposit(A, "tenant", 500)
    chain.create_payment((A, "p"), "provider", dec("33.3"), 0)
    chain.close_account(A, 31)  # 1032.3: the funds and 32.3 of the balance
    account = chain.accounts[A]
    assert (account.state, account.balance, account.funds) == ("closed", dec("0.7"), ZERO)
    assert chain.received == {"tenant": 467, "friend": 0, "provider": 1032 - 20}
    assert (chain.payments[A, "p"].state, chain.payments[A, "p"].balance) == ("closed", dec("0.3"))


def test_funds_of_anybody_go_back_to_the_first_depositor() -> None:
    chain = escrow(amount=1000, depositor="friend")
    chain.deposit(A, "stranger", 50)
    chain.close_account(A, 1)
    assert chain.received == {"tenant": 0, "friend": 1050}


def test_closing_an_account_that_settling_overdraws_stops_there() -> None:
    chain = with_payments("10")
    chain.close_account(A, 1000)
    assert chain.accounts[A].state == "overdrawn"
    assert chain.received == {"provider 0": 980}


def test_an_account_closed_in_the_block_of_a_settlement_leaves_its_payments_open() -> None:
    chain = with_payments("10", "20")
    chain.withdraw_payment((A, "p0"), 5)
    chain.close_account(A, 5)
    assert (chain.accounts[A].state, chain.payments[A, "p0"].state) == ("closed", "open")
    assert (chain.payments[A, "p1"].state, chain.payments[A, "p1"].balance) == ("open", dec("100"))
    with pytest.raises(Refused, match="account closed"):
        chain.withdraw_payment((A, "p1"), 6)


def test_a_payment_closed_with_less_than_a_unit_stays_open_and_goes_on() -> None:
    chain = with_payments("10", "0.1")
    chain.close_payment((A, "p0"), 5)
    chain.close_payment((A, "p1"), 5)
    assert (chain.payments[A, "p0"].state, chain.payments[A, "p1"].state) == ("closed", "open")
    chain.settle(A, 15)
    assert (chain.payments[A, "p0"].balance, chain.payments[A, "p1"].balance) == (ZERO, dec("1.5"))


def test_an_account_closed_with_less_than_a_unit_stays_open() -> None:
    chain = with_payments("99.99")
    chain.close_account(A, 10)  # 0.1 left; the payment has 999.9
    assert (chain.accounts[A].state, chain.accounts[A].balance) == ("open", dec("0.1"))
    assert (chain.payments[A, "p0"].state, chain.payments[A, "p0"].withdrawn) == ("closed", 999)


def test_a_closed_payment_is_not_charged_any_more() -> None:
    chain = with_payments("10", "20")
    chain.close_payment((A, "p0"), 4)
    chain.settle(A, 9)
    assert chain.payments[A, "p1"].balance == dec("180")
    assert chain.accounts[A].transferred == dec("220")
    with pytest.raises(Refused, match="payment closed"):
        chain.close_payment((A, "p0"), 10)


@pytest.mark.parametrize("ended", ["closed", "overdrawn"])
def test_nothing_can_be_done_with_an_account_that_is_over(ended: str) -> None:
    chain = with_payments("10")
    chain.close_account(A, 50 if ended == "closed" else 500)
    assert chain.accounts[A].state == ended
    for message in (
        lambda: chain.deposit(A, "tenant", 1),
        lambda: chain.close_account(A, 501),
        lambda: chain.create_payment((A, "q"), "provider", dec("1"), 501),
        lambda: chain.withdraw_payment((A, "p0"), 501),
        lambda: chain.close_payment((A, "p0"), 501),
        lambda: chain.create_account(A, "tenant", "tenant", 1, "uakt", 501),
    ):
        with pytest.raises(Refused):
            message()


def test_what_does_not_exist_is_refused() -> None:
    chain = escrow()
    with pytest.raises(Refused, match="payment not found"):
        chain.withdraw_payment((A, "nobody"), 1)
    with pytest.raises(Refused, match="account not found"):
        chain.deposit("other", "tenant", 1)


def test_three_equal_payments_that_cannot_share_the_rest_leave_the_account_as_it_was() -> None:
    """1002 pays 33 blocks of 30 and 12 more: 4 each. 1001 leaves 11: 3.666666666666666667 each, too much by a step."""
    chain, ok = deliver(with_payments("10", "10", "10", amount=1002), lambda chain: chain.close_account(A, 40))
    assert ok
    assert chain.payments[A, "p0"].withdrawn == 334
    chain, ok = deliver(with_payments("10", "10", "10", amount=1001), lambda chain: chain.close_account(A, 40))
    assert not ok
    assert chain == with_payments("10", "10", "10", amount=1001)


def test_an_account_charged_for_a_block_it_missed_by_a_hair_cannot_be_overdrawn() -> None:
    """A block at 1.000000000000000001 leaves 98.999999999999999999, which counts as 11 blocks of 9."""
    chain = with_payments("1.000000000000000001", amount=100)
    chain.close_payment((A, "p0"), 1)
    chain.create_payment((A, "q"), "provider", dec("9"), 1)
    with pytest.raises(Panicked):
        chain.settle(A, 13)


def test_a_denomination_without_a_rate_of_its_own_pays_the_default() -> None:
    chain = Escrow(TakeRates(default=20, by_denom={"uakt": 2}))
    chain.create_account(A, "tenant", "tenant", 1000, "ibc/usdc", 0)
    chain.create_payment((A, "p"), "provider", dec("10"), 0)
    chain.withdraw_payment((A, "p"), 10)
    assert (chain.received["provider"], chain.community_pool) == (80, 20)
