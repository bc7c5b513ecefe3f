"""AKT that pays several debts, by hand from x/escrow/keeper/keeper.go; one debt is in the vectors."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from econsim.reference.decimal18 import ZERO, Dec, total
from econsim.reference.escrow_deposits import akt_fallback, due, settle_deposits
from tests.reference.burn_mint_laws import check_deposits

AMOUNTS = st.integers(0, 10**24).map(Dec)
WHOLE = st.integers(0, 10**6).map(Dec.whole)


def decs(*numbers: str) -> tuple[Dec, ...]:
    return tuple(Dec.parse(number) for number in numbers)


def test_what_is_due_is_cut_from_v1_1_0_on():
    rate = Dec.parse("1.7")
    assert [due(release, rate, 3) for release in ("v1.0.0", "v1.1.0", "v2.0.0")] == [*decs("5.1", "5", "5")]


def test_v1_0_0_records_no_debt_and_funds_fall_below_zero_all_the_same():
    settled = settle_deposits("v1.0.0", decs("10"), Dec.whole(10), decs("7", "8"))
    assert (settled.payments, settled.unsettled, settled.funds) == (decs("7", "3"), (ZERO, ZERO), Dec.whole(-5))
    assert settled.is_short == (False, True)


def test_debts_are_paid_in_order_out_of_deposits_in_order():
    """100 uact and 30 uact at 2 USD need 50 and 15 uakt; deposits of 20 and 40 give 50, then 10."""
    found = akt_fallback("halt_cr", Dec.whole(2), decs("100", "30"), decs("20", "40"), Dec.whole(60))
    assert found.paid == (50, 10)
    assert found.unsettled == (ZERO, Dec.whole(10))
    assert found.is_open == (True, False)
    assert (found.deposits, found.funds) == (decs("0", "0"), ZERO)


def test_a_debt_after_akt_ran_out_exactly_is_taken_off_the_funds():
    found = akt_fallback("halt_cr", Dec.whole(2), decs("100", "30", "8"), decs("50"), Dec.whole(50))
    assert (found.paid, found.is_open) == ((50, 0, 0), (True, False, False))
    assert found.funds == Dec.whole(-19)


@given(deposits=st.lists(AMOUNTS, max_size=4), dues=st.lists(AMOUNTS, max_size=4))
def test_what_is_paid_is_what_leaves_deposits_and_debts_are_the_rest(deposits, dues):
    check_deposits(deposits, dues)


@given(
    price=st.integers(10**15, 10**20).map(Dec),
    debts=st.lists(WHOLE, min_size=1, max_size=4),
    deposits=st.lists(WHOLE, max_size=4),
)
def test_akt_pays_no_more_than_there_is_and_no_more_than_is_owed(price, debts, deposits):
    found = akt_fallback("halt_cr", price, debts, deposits, total(deposits))
    spent = total(deposits) - total(found.deposits)
    assert ZERO <= total(map(Dec.whole, found.paid)) <= spent
    slack = Dec(len(debts) * 100)  # a rounding of each debt, at a price of 100 at most
    paid_off = total(debts) - total(found.unsettled)
    assert -slack.steps <= (spent * price - paid_off).steps <= slack.steps
