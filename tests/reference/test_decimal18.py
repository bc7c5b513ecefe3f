"""18-decimal numbers where their roundings part, by hand from types/decimal.go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.reference.decimal18 import UNIT, Dec, total

TINY = "0.000000000000000001"
BELOW_TWO = "1.999999999999999999"
STEPS = st.integers(-(10**40), 10**40)


def dec(number: str) -> Dec:
    return Dec.parse(number)


@pytest.mark.parametrize(
    ("a", "b", "half_even", "cut"),
    [
        ("0.000000000000000003", "0.5", "0.000000000000000002", TINY),
        ("0.000000000000000001", "0.5", "0", "0"),
        ("-0.000000000000000003", "0.5", "-0.000000000000000002", f"-{TINY}"),
        ("-0.000000000000000001", "0.500000000000000001", f"-{TINY}", "0"),
        ("1.5", "1.5", "2.25", "2.25"),
    ],
)
def test_products_are_half_even_or_cut(a: str, b: str, half_even: str, cut: str) -> None:
    assert dec(a) * dec(b) == dec(half_even)
    assert dec(a).mul_truncate(dec(b)) == dec(cut)


@pytest.mark.parametrize(
    ("a", "b", "half_even", "cut", "up"),
    [
        ("2", "3", "0.666666666666666667", "0.666666666666666666", "0.666666666666666667"),
        ("-2", "3", "-0.666666666666666667", "-0.666666666666666666", "-0.666666666666666666"),
        ("2", "-3", "-0.666666666666666667", "-0.666666666666666666", "-0.666666666666666666"),
        ("1", "3", "0.333333333333333333", "0.333333333333333333", "0.333333333333333334"),
        ("6", "3", "2", "2", "2"),
    ],
)
def test_quotients_are_half_even_or_cut_or_up(a: str, b: str, half_even: str, cut: str, up: str) -> None:
    assert dec(a) / dec(b) == dec(half_even)
    assert dec(a).quo_truncate(dec(b)) == dec(cut)
    assert dec(a).quo_round_up(dec(b)) == dec(up)


def test_a_quotient_is_cut_at_36_decimals_before_it_is_rounded() -> None:
    """10^-18 / 1.99... is 0.5000000000000000002.. steps; at 36 decimals it is a tie, and a tie goes to the even 0."""
    assert dec(TINY) / dec(BELOW_TWO) == dec("0")
    assert dec(TINY).quo_round_up(dec(BELOW_TWO)) == dec(TINY)


def test_what_is_left_beyond_36_decimals_does_not_round_up() -> None:
    """10^-18 / 10^19 is 10^-37."""
    assert dec(TINY).quo_round_up(Dec.whole(10**19)) == dec("0")


@pytest.mark.parametrize(
    ("number", "nearest", "cut", "up"),
    [
        ("0.5", 0, 0, 1),
        ("1.5", 2, 1, 2),
        ("2.500000000000000001", 3, 2, 3),
        ("-0.5", 0, 0, 0),
        ("-1.5", -2, -1, -1),
        ("-2.500000000000000001", -3, -2, -2),
        ("7", 7, 7, 7),
    ],
)
def test_whole_numbers(number: str, nearest: int, cut: int, up: int) -> None:
    assert (dec(number).round_int(), dec(number).truncate_int(), dec(number).ceil()) == (nearest, cut, up)


def test_products_with_whole_numbers_are_exact_and_quotients_are_cut() -> None:
    assert dec(TINY).mul_int(-7) == dec("-0.000000000000000007")
    assert dec("-1").quo_int(3) == dec("-0.333333333333333333")
    assert dec("2").quo_int(3) == dec("0.666666666666666666")


@pytest.mark.parametrize(
    "text", ["", "-", ".5", "5.", "+1", "1e3", " 1", "1 ", "1,5", "0.0000000000000000001", "1.-5", "١", "0x1"]
)
def test_what_is_no_decimal_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no decimal number"):
        Dec.parse(text)


def test_numbers_are_printed_with_all_decimals() -> None:
    assert [str(dec(text)) for text in ("0.07", "-0.5", "-12")] == [
        "0.070000000000000000",
        "-0.500000000000000000",
        "-12.000000000000000000",
    ]


@given(STEPS)
def test_what_is_printed_is_read_again(steps: int) -> None:
    assert Dec.parse(str(Dec(steps))) == Dec(steps)


@given(STEPS, STEPS)
def test_signs_change_only_the_sign(a: int, b: int) -> None:
    assert Dec(-a) * Dec(b) == -(Dec(a) * Dec(b))
    assert Dec(-a).mul_truncate(Dec(b)) == -Dec(a).mul_truncate(Dec(b))
    assert Dec(-a).round_int() == -Dec(a).round_int()
    if b:
        assert Dec(-a) / Dec(b) == -(Dec(a) / Dec(b)) == Dec(a) / Dec(-b)
        assert Dec(-a).quo_truncate(Dec(b)) == -Dec(a).quo_truncate(Dec(b))


@given(STEPS, STEPS)
def test_a_product_is_within_half_a_step(a: int, b: int) -> None:
    assert 2 * abs((Dec(a) * Dec(b)).steps * UNIT - a * b) <= UNIT


def test_numbers_add_up() -> None:
    assert total([dec("0.1"), dec("0.2"), dec("-0.3")]) == Dec(0)
