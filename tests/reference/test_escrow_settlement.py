"""A settlement divides an account: whole blocks, then by weight. Expected values by hand from the Go code."""

from __future__ import annotations

import pytest

from econsim.reference.decimal18 import ZERO, Dec
from econsim.reference.escrow_settlement import settle_full_blocks, subtract, weighted_shares
from econsim.reference.transaction import Panicked


def dec(number: str) -> Dec:
    return Dec.parse(number)


def decs(*numbers: str) -> tuple[Dec, ...]:
    return tuple(map(Dec.parse, numbers))


def test_exactly_nothing_left_is_not_overdrawn() -> None:
    settled = settle_full_blocks(10, dec("60"), dec("40"), decs("7", "3"))
    assert (settled.balance, settled.funds, settled.remaining) == (ZERO, ZERO, ZERO)
    assert not settled.overdrawn
    assert settled.payments == decs("70", "30")


def test_one_block_more_is_overdrawn_with_nothing_to_share() -> None:
    settled = settle_full_blocks(11, dec("60"), dec("40"), decs("7", "3"))
    assert settled.overdrawn
    assert settled.payments == decs("70", "30")
    assert settled.remaining == ZERO


def test_what_is_left_of_funds_moves_to_the_balance_when_overdrawn() -> None:
    settled = settle_full_blocks(5, ZERO, dec("95"), decs("30"))  # 3 blocks for 90
    assert (settled.balance, settled.funds, settled.remaining) == (dec("5"), ZERO, dec("5"))


def test_funds_are_spent_before_the_balance() -> None:
    settled = settle_full_blocks(3, dec("10"), dec("25"), decs("10"))
    assert (settled.balance, settled.funds) == (dec("5"), ZERO)
    settled = settle_full_blocks(2, dec("10"), dec("25"), decs("10"))
    assert (settled.balance, settled.funds) == (dec("10"), dec("5"))


def test_no_block_since_the_last_settlement_moves_nothing() -> None:
    settled = settle_full_blocks(0, dec("10"), dec("5"), decs("3"))
    assert (settled.payments, settled.balance, settled.funds) == (decs("0"), dec("10"), dec("5"))
    assert not settled.overdrawn


def test_an_account_too_poor_for_one_block_pays_none_whole() -> None:
    settled = settle_full_blocks(1, dec("9"), dec("0.5"), decs("6", "4"))
    assert settled.payments == decs("0", "0")
    assert (settled.overdrawn, settled.remaining) == (True, dec("9.5"))


def test_without_payments_nothing_is_due() -> None:
    settled = settle_full_blocks(100, dec("9"), dec("1"), ())
    assert (settled.payments, settled.balance, settled.funds, settled.overdrawn) == ((), dec("9"), dec("1"), False)


def test_the_number_of_blocks_is_rounded_half_even_before_it_is_cut() -> None:
    """10^-18 short of 10 blocks of 10: the quotient 9.9999999999999999999 becomes 10, and the balance -10^-18."""
    settled = settle_full_blocks(10, dec("99.999999999999999999"), ZERO, decs("10"))
    assert settled.payments == decs("100")
    assert settled.balance == dec("-0.000000000000000001")
    assert not settled.overdrawn


def test_weights_are_multiplied_then_divided() -> None:
    assert weighted_shares(dec("10"), decs("1", "2")) == decs("3.333333333333333333", "6.666666666666666667")
    # 0.5 x 3 steps is 1.5 steps, a tie that goes to the even 2; of 4 that is a half, though 3 of 4 share 0.5 as 0.375
    assert weighted_shares(dec("0.5"), decs("0.000000000000000003", "0.000000000000000001"))[0] == dec("0.5")


def test_shares_may_leave_a_step_behind() -> None:
    shares = weighted_shares(dec("1"), decs("1", "1", "1"))
    assert shares == decs("0.333333333333333333", "0.333333333333333333", "0.333333333333333333")
    assert subtract(dec("1"), shares[0] + shares[1] + shares[2]) == dec("0.000000000000000001")


def test_three_equal_payments_cannot_share_two() -> None:
    shares = weighted_shares(dec("2"), decs("5", "5", "5"))
    assert shares == decs("0.666666666666666667", "0.666666666666666667", "0.666666666666666667")
    with pytest.raises(Panicked):
        subtract(dec("2"), shares[0] + shares[1] + shares[2])


def test_less_than_nothing_cannot_be_shared() -> None:
    with pytest.raises(Panicked):
        weighted_shares(dec("-0.000000000000000001"), decs("10"))
