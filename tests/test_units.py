"""Exact proportions and conversions, against Python's own integers and fractions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from econsim.units import (
    DEC18,
    blocks,
    dec18,
    exact_divmod,
    mul_div,
    mul_divmod,
    per_epoch,
    whole_numbers,
)

LARGEST = 2**63 - 1
LARGEST_DIVISOR = 2**62 - 1
WHOLE = st.one_of(st.integers(0, LARGEST), st.integers(0, 64), st.integers(LARGEST - 64, LARGEST))
NEAR_THE_EDGES = st.tuples(  # quotient, divisor, remainder: of a product that leaves 64 bits many times over
    st.integers(10**15, 3 * 10**15), st.integers(10**18, 3 * 10**18), st.integers(-2, 2)
)
DIVISOR = st.one_of(st.integers(1, LARGEST_DIVISOR), st.integers(1, 64), st.just(DEC18), st.just(LARGEST_DIVISOR))
EXTREMES = [
    (0, 0, 1),
    (0, LARGEST, LARGEST_DIVISOR),
    (LARGEST, 1, 1),
    (LARGEST, LARGEST_DIVISOR, LARGEST_DIVISOR),
    (LARGEST_DIVISOR, LARGEST, LARGEST_DIVISOR),
    (LARGEST, LARGEST_DIVISOR - 1, LARGEST_DIVISOR),
    (2**32 + 1, 2**32 - 1, 3),
    (217_688_892_000_000, DEC18, 217_688_892_000_001),
    # beside the edges between the two ways to divide: quotients around 2 x 10^15, divisors around 2 x 10^18
    *((2 * 10**15 + more, 7 * 10**17, 7 * 10**17 - less) for more in (-1, 0, 1) for less in (0, 1, 700)),
    *((10**15 + more, 2 * 10**18 + less, 2 * 10**18 + less) for more in (-1, 0, 1) for less in (-1, 0, 1)),
    *((2 * 10**18 + more, 2 * 10**15 - 1, 2 * 10**18) for more in (-1, 0, 1)),
    *((LARGEST, q, LARGEST // 5) for q in (1, 2 * 10**14, 4 * 10**14)),
]
NO_DEADLINE = settings(deadline=None, max_examples=300)


@NO_DEADLINE
@given(WHOLE, WHOLE, DIVISOR)
def test_mul_div_of_whole_numbers_is_pythons(a, b, c):
    if a * b // c > LARGEST:
        with pytest.raises(OverflowError, match="64 bits"):
            mul_div(a, b, c)
    else:
        assert mul_div(a, b, c) == a * b // c


@NO_DEADLINE
@given(st.lists(st.tuples(WHOLE, WHOLE, DIVISOR), min_size=1, max_size=20))
def test_mul_divmod_of_arrays_is_pythons_row_by_row(rows):
    a, b, c = np.array(rows, dtype=np.int64).T
    if any(x * y // z > LARGEST for x, y, z in rows):
        with pytest.raises(OverflowError, match="64 bits"):
            mul_divmod(a, b, c)
    else:
        quotient, remainder = mul_divmod(a, b, c)
        assert list(zip(quotient.tolist(), remainder.tolist(), strict=True)) == [divmod(x * y, z) for x, y, z in rows]


@pytest.mark.parametrize(("a", "b", "c"), EXTREMES)
def test_rows_at_the_edges_are_pythons(a, b, c):
    quotient, remainder = mul_divmod(np.array([a, 7]), b, np.array([c, LARGEST_DIVISOR]))
    assert (quotient[0], remainder[0]) == divmod(a * b, c)
    assert (quotient[1], remainder[1]) == divmod(7 * b, LARGEST_DIVISOR)


@NO_DEADLINE
@given(WHOLE, WHOLE, DIVISOR)
def test_single_numbers_in_compiled_code_are_divided_as_python_does_and_say_what_does_not_fit(a, b, c):
    expected = divmod(a * b, c)
    assert exact_divmod(a, b, c) == (expected if expected[0] <= LARGEST else (-1, 0))


@pytest.mark.parametrize(("a", "b", "c"), EXTREMES)
def test_single_numbers_at_the_edges_are_pythons(a, b, c):
    assert exact_divmod(a, b, c) == divmod(a * b, c)


@pytest.mark.parametrize("more", [-1, 0, 1, 2])
def test_the_largest_quotient_that_fits_is_found_and_the_next_one_is_not(more):
    a, c = 3 * (2**40 + 7), 2**41 + 9
    b = (LARGEST * c) // a + more  # the quotient is 2^63 - 1, or one more or less
    expected = divmod(a * b, c)
    assert exact_divmod(a, b, c) == (expected if expected[0] <= LARGEST else (-1, 0))


@NO_DEADLINE
@given(NEAR_THE_EDGES)
def test_next_to_a_whole_quotient_the_estimate_is_put_right(near):
    quotient, divisor, off = near
    a = 3 * 10**15
    b = (quotient * divisor + off) // a  # the largest b whose product is not beyond the whole quotient
    for product in (b, b + 1):
        rows = mul_divmod(np.array([a]), product, divisor)
        assert (int(rows[0][0]), int(rows[1][0])) == divmod(a * product, divisor)


def test_mul_div_broadcasts_and_keeps_the_shape():
    shares = np.array([[10, 20], [30, 40]])
    np.testing.assert_array_equal(mul_div(100, shares, 100), shares)
    assert mul_div(shares, np.array([1, 2]), 7).tolist() == [[1, 5], [4, 11]]
    assert mul_div(np.zeros(0, np.int64), 5, 7).shape == (0,)


@pytest.mark.parametrize(("a", "b", "c"), [(-1, 1, 1), (1, -1, 1), (1, 1, 0), (1, 1, -1)])
def test_mul_div_refuses_what_it_is_not_made_for(a, b, c):
    with pytest.raises(ValueError, match="wants 0 <= a"):
        mul_div(a, b, c)
    with pytest.raises(ValueError, match="wants 0 <= a"):
        mul_div(np.array([a]), b, c)


def test_mul_div_refuses_fractions_instead_of_cutting_them():
    with pytest.raises(TypeError, match="whole numbers"):
        mul_div(np.array([0.5]), 4, 1)
    with pytest.raises(TypeError, match="whole numbers"):
        whole_numbers([2**63])


@pytest.mark.parametrize(
    ("written", "scaled"), [(0.05, 5 * 10**16), ("0.1000005", 100_000_500_000_000_000), (1, DEC18), (0.0, 0)]
)
def test_dec18_means_the_decimal_that_is_written(written, scaled):
    assert dec18(written) == scaled


def test_a_probability_per_day_compounds_over_longer_epochs():
    assert per_epoch(0.5, 2 * 86_400) == pytest.approx(0.75)
    assert per_epoch(0.19, 43_200) == pytest.approx(0.1)
    assert per_epoch(0.0, 86_400) == 0.0
    assert per_epoch(1.0, 3_600) == 1.0


def test_blocks_are_whole():
    assert blocks(86_400, 6.047) == 14_288
    assert blocks(6.0, 6.047) == 0
