"""The books: what is in all accounts of each name, added up in one pass over each table."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.units import IntArray
from econsim.world.ledger import Ledger


class Held(NamedTuple):
    """What is in the accounts of a name: all together, and in the one that holds least (0 where there is none)."""

    total: int
    least: int


def add_up(ledger: Ledger) -> dict[str, Held]:
    """Return what is in all accounts, by name, in the order of the ledger."""
    found: dict[str, Held] = {}
    for columns in ledger.tables:
        totals, least = _add_up(_as_numbers(columns.table.rows), columns.places)
        found.update(zip(columns.names, map(Held, totals.tolist(), least.tolist()), strict=True))
    for name, pot in ledger.pots.items():
        found[name] = Held(held := int(pot[0]), held)
    return found


def _as_numbers(rows: Any) -> IntArray:
    """Return records as a table of 64-bit numbers, one row a record."""
    numbers: IntArray = rows.view(np.int64).reshape(rows.size, rows.itemsize // 8)
    return numbers


@njit
def _add_up(numbers: IntArray, places: IntArray) -> tuple[IntArray, IntArray]:
    """Return sum and minimum of the numbers in some places of the records."""
    totals, least = np.zeros(places.size, np.int64), np.zeros(places.size, np.int64)
    if len(numbers):
        for column in range(places.size):
            least[column] = numbers[0, places[column]]
    for row in range(len(numbers)):
        for column in range(places.size):
            held = numbers[row, places[column]]
            totals[column] += held
            least[column] = min(least[column], held)
    return totals, least
