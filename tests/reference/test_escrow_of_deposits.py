"""The life of an escrow account from v1.0.0 on, by hand from x/escrow/keeper/keeper.go of each release."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.escrow_of_deposits import EscrowOfDeposits
from econsim.reference.escrow_records import Deposit, Halt
from econsim.reference.failures import Refused
from econsim.reference.take import TakeRates
from econsim.reference.transaction import Panicked, deliver

A, P, Q = "account", ("account", "p"), ("account", "q")


def dec(number: str) -> Dec:
    return Dec.parse(number)


def money(amount: str, owner: str = "tenant", denom: str = "uact", by_grant: bool = False) -> Deposit:
    return Deposit(owner, denom, dec(amount), by_grant)


def escrow(*deposits: Deposit, release: str = "v2.0.0", rate: str = "10", halt: Halt | None = None):
    """Return an account with one payment since height 0; the take is 20 %."""
    take = None if release == "v2.0.0" else TakeRates(default=20, by_denom={})
    chain = EscrowOfDeposits(release, take, halt or Halt())
    chain.create_account(A, "tenant", deposits or [money("1000")], 0)
    chain.create_payment(P, "provider", "uact", dec(rate), 0)
    return chain


def received(chain, who: str, denom: str = "uact") -> int:
    return chain.received.get((who, denom), 0)


def test_a_provider_gets_everything_from_v2_0_0_and_four_fifths_before():
    for release, paid, pool in (("v1.1.0", 80, 20), ("v2.0.0", 100, 0)):
        chain = escrow(release=release)
        chain.withdraw_payment(P, 10)
        assert (received(chain, "provider"), chain.community_pool["uact"]) == (paid, pool)
        assert (chain.payments[P].withdrawn, chain.module_balance["uact"]) == (100, 900)


def test_often_settled_pays_less():
    often, once = escrow(rate="1.7"), escrow(rate="1.7")
    for height in (1, 2, 3):
        often.settle(A, height)
    once.settle(A, 3)
    assert (often.payments[P].balance, once.payments[P].balance) == (dec("3"), dec("5"))
    old = escrow(rate="1.7", release="v1.0.0")
    old.settle(A, 3)
    assert old.payments[P].balance == dec("5.1")


def test_deposits_are_spent_in_order_and_what_is_left_goes_back_to_its_owners():
    chain = escrow(money("30"), money("100", owner="friend"))
    chain.deposit(A, [money("7")], 1)
    chain.close_account(A, 5)  # 50: all of the first, 20 of the friend's
    assert (received(chain, "tenant"), received(chain, "friend"), received(chain, "provider")) == (7, 80, 50)
    assert (chain.accounts[A].state, chain.accounts[A].funds, chain.module_balance["uact"]) == (
        "closed",
        {"uact": ZERO},
        0,
    )
    assert chain.payments[P].state == "closed"


def test_a_deposit_by_grant_goes_back_to_the_granter_and_may_be_used_again():
    chain = EscrowOfDeposits("v2.0.0", allowances={("granter", "tenant"): {"uact": 100}})
    with pytest.raises(Refused, match="does not reach"):
        chain.create_account(A, "tenant", [money("101", owner="granter", by_grant=True)], 0)
    chain.create_account(A, "tenant", [money("100", owner="granter", by_grant=True)], 0)
    assert chain.allowances["granter", "tenant"] == {"uact": 0}
    chain.create_payment(P, "provider", "uact", dec("10"), 0)
    chain.close_account(A, 3)
    assert (chain.allowances["granter", "tenant"], received(chain, "granter")) == ({"uact": 70}, 70)


def test_an_overdrawn_account_is_over_and_its_debt_remembered():
    chain = escrow(money("95"))
    chain.withdraw_payment(P, 10)
    account, payment = chain.accounts[A], chain.payments[P]
    assert (account.state, account.funds["uact"], payment.state) == ("overdrawn", dec("-5"), "overdrawn")
    assert (payment.unsettled, payment.withdrawn, received(chain, "provider")) == (dec("5"), 95, 95)


def test_a_later_deposit_pays_the_debt_and_closes_the_account():
    chain = escrow(money("95"))
    chain.withdraw_payment(P, 10)
    chain.deposit(A, [money("3")], 20)
    assert (chain.accounts[A].state, chain.payments[P].unsettled, received(chain, "provider")) == (
        "overdrawn", dec("2"), 98,
    )  # fmt: skip
    chain.deposit(A, [money("12")], 30)
    assert (chain.accounts[A].state, chain.payments[P].state) == ("closed", "closed")
    assert (received(chain, "provider"), received(chain, "tenant")) == (100, 10)
    with pytest.raises(Refused, match="account closed"):
        chain.deposit(A, [money("1")], 31)


def test_v1_0_0_takes_no_deposit_for_an_overdrawn_account():
    chain = escrow(money("95"), release="v1.0.0")
    chain.withdraw_payment(P, 10)
    assert (chain.accounts[A].state, chain.payments[P].unsettled) == ("overdrawn", ZERO)
    with pytest.raises(Refused, match="account closed"):
        chain.deposit(A, [money("5")], 11)


def test_v1_0_0_pays_what_a_close_finds_overdrawn_and_forgets_it():
    """The provider is paid at each close, and the account stays as it was before."""
    chain = escrow(money("100"), release="v1.0.0")
    for times in (1, 2):
        chain.close_account(A, 11)
        assert received(chain, "provider") == 80 * times
        assert (chain.accounts[A].state, chain.accounts[A].settled_at) == ("open", 0)
    assert chain.module_balance["uact"] == -100


def test_a_new_payment_settles_the_account_and_the_others_lose_what_they_earned():
    chain = escrow()
    chain.create_payment(Q, "other", "uact", dec("1"), 30)
    assert chain.accounts[A].funds["uact"] == dec("700")
    assert chain.payments[P].balance == ZERO
    assert Dec.whole(chain.module_balance["uact"]) - chain.liabilities("uact") == dec("300")


def test_a_second_settlement_in_a_block_returns_no_payment():
    chain = escrow()
    chain.settle(A, 5)
    after, ok = deliver(chain, lambda chain: chain.withdraw_payment(P, 5))
    assert (ok, after.payments[P].balance) == (False, dec("50"))
    with pytest.raises(Panicked, match="couldn't find payment"):
        chain.withdraw_payment(P, 5)
    chain.close_account(A, 5)
    assert (chain.accounts[A].state, chain.payments[P].state, received(chain, "tenant")) == ("closed", "open", 950)


def test_closing_a_payment_pays_it_and_ends_it():
    chain = escrow()
    chain.create_payment(Q, "other", "uact", dec("1"), 0)
    chain.close_payment(P, 4)
    assert (chain.payments[P].state, received(chain, "provider"), chain.payments[Q].balance) == ("closed", 40, dec("4"))
    chain.settle(A, 10)
    assert chain.payments[Q].balance == dec("10")
    with pytest.raises(Refused, match="payment closed"):
        chain.close_payment(P, 11)


@pytest.mark.parametrize(
    ("release", "deposit", "said"),
    [("v1.1.0", money("5", denom="uakt"), "invalid denomination"), ("v2.0.0", money("5", denom="uakt"), "")],
)
def test_another_denomination_is_taken_from_v2_0_0_on(release, deposit, said):
    chain = escrow(release=release)
    if said:
        with pytest.raises(Refused, match=said):
            chain.deposit(A, [deposit], 1)
    else:
        chain.deposit(A, [deposit], 1)
        assert chain.accounts[A].funds == {"uact": dec("1000"), "uakt": dec("5")}


@pytest.mark.parametrize(
    ("payment", "denom", "rate", "height", "said"),
    [
        (P, "uact", "1", 1, "exists"),
        (Q, "uact", "0", 1, "zero"),
        (Q, "uusdc", "1", 1, "denomination"),
        (Q, "uact", "1", 101, "overdrawn"),
    ],
)
def test_a_payment_that_may_not_be_is_refused(payment, denom, rate, height, said):
    with pytest.raises(Refused, match=said):
        escrow().create_payment(payment, "other", denom, dec(rate), height)


HALTED = Halt("halt_cr", dec("2"))


def test_akt_pays_only_while_the_engine_halts_and_has_a_price():
    for halt in (Halt("healthy", dec("2")), Halt("warning", dec("2")), Halt("halt_oracle", None)):
        chain = escrow(money("100"), money("50", denom="uakt"), halt=halt)
        chain.withdraw_payment(P, 13)
        assert chain.accounts[A].state == "overdrawn"
        assert (received(chain, "provider"), received(chain, "provider", "uakt")) == (100, 0)
        assert received(chain, "tenant", "uakt") == 50  # it goes back at once


def test_akt_that_covers_the_debt_keeps_the_lease_and_the_account_does_not_settle_again_without_uact():
    chain = escrow(money("100"), money("50", denom="uakt"), halt=HALTED)
    chain.withdraw_payment(P, 13)  # 30 uact short: 15 uakt
    assert (chain.accounts[A].state, chain.payments[P].state) == ("open", "open")
    assert (received(chain, "provider"), received(chain, "provider", "uakt")) == (100, 15)
    assert chain.accounts[A].funds == {"uact": dec("-30"), "uakt": dec("35")}
    assert chain.settle(A, 14)
    assert (chain.accounts[A].settled_at, received(chain, "provider", "uakt")) == (13, 15)
    chain.deposit(A, [money("500")], 20)
    chain.withdraw_payment(P, 20)
    assert (received(chain, "provider"), chain.accounts[A].funds["uact"]) == (170, dec("430"))


def test_akt_that_does_not_cover_the_debt_is_spent_and_the_lease_over():
    chain = escrow(money("100"), money("10", denom="uakt"), halt=HALTED)
    chain.withdraw_payment(P, 13)
    assert (chain.accounts[A].state, received(chain, "provider", "uakt")) == ("overdrawn", 10)
    assert chain.payments[P].unsettled == dec("10")


def test_akt_that_comes_after_the_end_goes_back():
    chain = escrow(money("100"), halt=HALTED)
    chain.withdraw_payment(P, 13)
    chain.deposit(A, [money("50", denom="uakt")], 14)
    assert (chain.accounts[A].state, chain.payments[P].unsettled) == ("overdrawn", dec("30"))
    assert (received(chain, "tenant", "uakt"), received(chain, "provider", "uakt")) == (50, 0)


@pytest.mark.parametrize(
    "message",
    [
        lambda chain: chain.settle("other", 1),
        lambda chain: chain.withdraw_payment((A, "nobody"), 1),
        lambda chain: chain.create_account(A, "tenant", [money("1")], 1),
    ],
)
def test_what_does_not_exist_or_exists_is_refused(message):
    with pytest.raises(Refused):
        message(escrow())


def test_an_account_that_never_had_a_deposit_panics():
    chain = EscrowOfDeposits("v2.0.0")
    chain.create_account(A, "tenant", [], 0)
    with pytest.raises(Panicked):
        chain.settle(A, 1)


MESSAGES = st.one_of(
    st.tuples(st.just("deposit"), st.sampled_from(["uact", "uakt"]), st.integers(1, 500)),
    st.tuples(st.just("payment"), st.sampled_from("pqr"), st.integers(1, 90)),
    st.tuples(st.sampled_from(["withdraw", "close"]), st.sampled_from("pqr"), st.none()),
    st.tuples(st.just("halt"), st.sampled_from(["healthy", "halt_cr"]), st.none()),
    st.tuples(st.just("end"), st.none(), st.none()),
)


def sent(chain, message, height):
    """Carry out a message; nothing of one that fails remains."""
    kind, what, number = message
    match kind:
        case "deposit":
            return deliver(chain, lambda chain: chain.deposit(A, [money(str(number), denom=what)], height))
        case "payment":
            rate = Dec(number * 10**17)
            return deliver(chain, lambda chain: chain.create_payment((A, what), what, "uact", rate, height))
        case "withdraw":
            return deliver(chain, lambda chain: chain.withdraw_payment((A, what), height))
        case "close":
            return deliver(chain, lambda chain: chain.close_payment((A, what), height))
        case "end":
            return deliver(chain, lambda chain: chain.close_account(A, height))
    chain.halt = Halt(what, dec("0.7"))
    return chain, True


@given(release=st.sampled_from(["v1.1.0", "v2.0.0"]), messages=st.lists(st.tuples(MESSAGES, st.integers(0, 20))))
def test_the_module_can_always_pay_what_it_owes(release, messages):
    chain, height, deposited = escrow(money("300"), release=release), 0, {"uact": 300, "uakt": 0}
    for message, blocks in messages:
        height += blocks
        chain, ok = sent(chain, message, height)
        if ok and message[0] == "deposit":
            deposited[message[1]] += message[2]
        for denom, amount in deposited.items():
            paid = sum(each for (_, what), each in chain.received.items() if what == denom)
            held = chain.module_balance.get(denom, 0)
            assert held == amount - paid - chain.community_pool.get(denom, 0)
            assert Dec.whole(held) >= chain.liabilities(denom)
        assert all(payment.unsettled >= ZERO for payment in chain.payments.values())
