"""Roundings in the words of the vectors, where public.json has none."""

from __future__ import annotations

from tests.verification.made_by_hand import check


def test_ceil_goes_toward_plus_infinity() -> None:
    values = ["0", "0.000000000000000001", "1", "-0.5", "-1.000000000000000001", "2.5"]
    check("dec_rounding", {"fn": "ceil", "values": values}, {"results": [0, 1, 1, 0, -1, 3]})


def test_mul_int_is_exact() -> None:
    inputs = {"fn": "mul_int", "values": ["0.000000000000000001", "-1.5", "3"], "ints": [7, 3, 0]}
    check("dec_rounding", inputs, {"results": ["0.000000000000000007", "-4.5", "0"]})
