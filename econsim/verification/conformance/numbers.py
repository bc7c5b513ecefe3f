"""Conformance vectors of 18-decimal arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from econsim.reference.decimal18 import ZERO, Dec
from econsim.verification.conformance.fields import (
    Fields,
    Malformed,
    Unsupported,
    decimal,
    decimals,
    integers,
    name_of,
)


def dec_arithmetic(inputs: Fields) -> Any:
    """Return sum, difference, products and quotients; a quotient by zero, over which the chain panics, is null."""
    a, b = decimal(inputs, "a"), decimal(inputs, "b")
    return {
        "add": a + b,
        "sub": a - b,
        "mul": a * b,
        "mul_truncate": a.mul_truncate(b),
        "quo": a / b if b != ZERO else None,
        "quo_truncate": a.quo_truncate(b) if b != ZERO else None,
        "quo_round_up": a.quo_round_up(b) if b != ZERO else None,
    }


def dec_rounding(inputs: Fields) -> Any:
    """Return rounded numbers, or products with whole numbers."""
    match name_of(inputs, "fn"):
        case "round_int":
            return {"results": _odd(Dec.round_int, decimals(inputs, "values"))}
        case "truncate_int":
            return {"results": _odd(Dec.truncate_int, decimals(inputs, "values"))}
        case "ceil":
            return {"results": [value.ceil() for value in decimals(inputs, "values")]}
        case "mul_int":
            values, numbers = decimals(inputs, "values"), integers(inputs, "ints")
            if len(numbers) != len(values):
                raise Malformed(f"'ints' has {len(numbers)} elements, 'values' {len(values)}")
            return {"results": [value.mul_int(number) for value, number in zip(values, numbers, strict=True)]}
        case other:
            raise Unsupported(f"fn {other!r}")


def _odd(rounding: Callable[[Dec], int], values: list[Dec]) -> list[int]:
    """Return rounded numbers of which the negatives are the rounded negatives."""
    for value in values:
        if rounding(-value) != -rounding(value):
            raise ArithmeticError(f"{value} and its negative are not rounded alike")
    return [rounding(value) for value in values]


CASES: Mapping[str, Callable[[Fields], Any]] = {
    "dec_arithmetic": dec_arithmetic,
    "dec_rounding": dec_rounding,
}
