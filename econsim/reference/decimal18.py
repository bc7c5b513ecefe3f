"""Decimal numbers as the chain computes them: whole numbers of 10^-18, with its own roundings.

    a x b        half-even at 18 decimals, on the absolute value           (Mul)
    a / b        cut at 36 decimals, then half-even at 18                  (Quo)

Source: cosmos/cosmos-sdk types/decimal.go @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16); Mul, Quo and Power
round alike in cosmossdk.io/math v1.5.3 legacy_dec.go, which Akash v2.0.0 uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

DECIMALS = 18
UNIT: int = 10**DECIMALS  # the number one, in steps of 10^-18
HALF = UNIT // 2
_WRITTEN = re.compile(r"-?[0-9]+(\.[0-9]{1,18})?")


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Dec:
    """A decimal number with 18 decimals; `steps` counts its 10^-18."""

    steps: int

    @classmethod
    def parse(cls, text: str) -> Dec:
        """Return the number that is written: "0.05", "-3"; ValueError for anything else (NewDecFromStr)."""
        if not _WRITTEN.fullmatch(text):
            raise ValueError(f"{text!r} is no decimal number with at most 18 decimals")
        whole, _, fraction = text.partition(".")
        return cls(int(whole + fraction.ljust(DECIMALS, "0")))

    @classmethod
    def whole(cls, number: int) -> Dec:
        """Return a whole number as a decimal (NewDec, ToDec)."""
        return cls(number * UNIT)

    def __str__(self) -> str:
        """Return the number with all 18 decimals, as the chain prints it."""
        whole, fraction = divmod(abs(self.steps), UNIT)
        return f"{'-' if self.steps < 0 else ''}{whole}.{fraction:0{DECIMALS}}"

    def __repr__(self) -> str:
        return f"Dec({self})"

    def __bool__(self) -> bool:
        return self.steps != 0

    def __neg__(self) -> Dec:
        return Dec(-self.steps)

    def __add__(self, other: Dec) -> Dec:
        return Dec(self.steps + other.steps)

    def __sub__(self, other: Dec) -> Dec:
        return Dec(self.steps - other.steps)

    def __mul__(self, other: Dec) -> Dec:
        """Return the product, half-even at 18 decimals (Mul)."""
        return Dec(_half_even(self.steps * other.steps))

    def __truediv__(self, other: Dec) -> Dec:
        """Return the quotient, cut at 36 decimals and then half-even at 18 (Quo)."""
        return Dec(_half_even(self._quotient_36(other)))

    def mul_truncate(self, other: Dec) -> Dec:
        """Return the product, cut toward zero (MulTruncate)."""
        return Dec(_cut(self.steps * other.steps, UNIT))

    def mul_int(self, number: int) -> Dec:
        """Return the product with a whole number, exact (MulInt)."""
        return Dec(self.steps * number)

    def quo_truncate(self, other: Dec) -> Dec:
        """Return the quotient, cut toward zero (QuoTruncate)."""
        return Dec(_cut(self._quotient_36(other), UNIT))

    def quo_round_up(self, other: Dec) -> Dec:
        """Return the quotient, one step up if anything is left; a negative one is cut (QuoRoundUp)."""
        quotient = self._quotient_36(other)
        return Dec(_cut(quotient, UNIT) + (quotient > 0 and quotient % UNIT != 0))

    def quo_int(self, number: int) -> Dec:
        """Return the quotient by a whole number, cut toward zero (QuoInt)."""
        return Dec(_cut(self.steps, number))

    def power(self, exponent: int) -> Dec:
        """Return a power >= 0 by squaring, half-even after each multiplication (Power)."""
        square, rest = self, ONE
        if exponent == 0:
            return ONE
        while exponent > 1:
            if exponent % 2 == 1:
                rest *= square
            exponent //= 2
            square *= square
        return square * rest

    def round_int(self) -> int:
        """Return the nearest whole number, half to even (RoundInt)."""
        return _half_even(self.steps)

    def truncate_int(self) -> int:
        """Return the whole part, toward zero (TruncateInt)."""
        return _cut(self.steps, UNIT)

    def ceil(self) -> int:
        """Return the smallest whole number that is not below (Ceil)."""
        return -(-self.steps // UNIT)

    def _quotient_36(self, other: Dec) -> int:
        return _cut(self.steps * UNIT * UNIT, other.steps)


ZERO, ONE = Dec(0), Dec(UNIT)


def total(numbers: Iterable[Dec]) -> Dec:
    """Return the sum."""
    return Dec(sum(number.steps for number in numbers))


def _cut(number: int, divisor: int) -> int:
    """Return number / divisor toward zero; Python's own // goes down."""
    quotient = abs(number) // abs(divisor)
    return quotient if (number < 0) == (divisor < 0) else -quotient


def _half_even(number: int) -> int:
    """Return number / 10^18, ties to even, which treats both signs alike (chopPrecisionAndRound)."""
    quotient, rest = divmod(number, UNIT)
    if rest > HALF or (rest == HALF and quotient % 2 == 1):
        return quotient + 1
    return quotient
