"""Transfers: a move of money as arrays that fit each other, and what is done with them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.units import IntArray, whole_numbers


class Transfer(NamedTuple):
    """A move, worked out: the columns of both sides, the rows in them (one, or one an amount) and the amounts."""

    source: IntArray
    source_rows: IntArray
    destination: IntArray
    destination_rows: IntArray
    amounts: IntArray
    total: int


POT_ROW = np.zeros(1, dtype=np.int64)


def flat(values: Any) -> IntArray:
    """Return whole numbers as a contiguous array of one axis."""
    if type(values) is np.ndarray and values.dtype == np.int64 and values.ndim == 1 and values.flags.c_contiguous:
        return values
    return np.ascontiguousarray(whole_numbers(values)).reshape(-1)


def common_size(*sizes: int) -> int:
    """Return the size that arrays broadcast to: all that are not 1 must agree."""
    several = {*sizes, 1} - {1}
    if len(several) > 1:
        raise ValueError(f"amounts and rows of unequal shape: {', '.join(map(str, sizes))}")
    return several.pop() if several else 1


def extent(values: IntArray) -> tuple[int, int, int]:
    """Return the lowest, the highest and the sum of some numbers; zeros for none."""
    if values.size == 0:
        return 0, 0, 0
    return int(values.min()), int(values.max()), int(values.sum())


def add(balances: IntArray, rows: IntArray, amounts: IntArray, sign: int) -> None:
    """Add amounts, times `sign`, to rows; a single row takes them all."""
    if rows.size == 1:
        balances[rows[0]] += sign * amounts.sum()
    else:
        np.add.at(balances, rows, sign * amounts)


def lowest_of(balances: IntArray, rows: IntArray) -> tuple[int, int]:
    """Return the first row with the lowest balance among some rows, and that balance; zeros for none."""
    if rows.size == 0:
        return 0, 0
    lowest = rows[balances[rows].argmin()]
    return int(lowest), int(balances[lowest])
