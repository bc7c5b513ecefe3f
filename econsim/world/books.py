"""The books: what is in all accounts of each name, added up in one pass over each column of money."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.units import DENOMS, IntArray
from econsim.world.ledger import Ledger


class Books(NamedTuple):
    """What is in the accounts of each name, by denom and name, in the order of the ledger [uakt, uusdc]."""

    total: dict[str, dict[str, int]]
    least: dict[str, dict[str, int]]  # what is in the one that holds least; 0 where there is none


def add_up(ledger: Ledger) -> Books:
    """Return what is in all accounts."""
    total = {name: int(pot[0]) for name, pot in ledger.pots.items()}
    least = dict(total)
    for columns in ledger.tables:
        totals, leasts = _add_up(_as_numbers(columns.table.rows), columns.places).tolist()
        total.update(zip(columns.names, totals, strict=True))
        least.update(zip(columns.names, leasts, strict=True))
    names = {denom: ledger.names(denom) for denom in DENOMS}
    return Books(*({denom: {name: held[name] for name in names[denom]} for denom in DENOMS} for held in (total, least)))


def _as_numbers(rows: Any) -> IntArray:
    """Return records as a table of 64-bit numbers, one row a record."""
    numbers: IntArray = rows.view(np.int64).reshape(rows.size, rows.itemsize // 8)
    return numbers


@njit
def _add_up(numbers: IntArray, places: IntArray) -> IntArray:
    """Return the sums of the numbers in some places of the records, and the least of them."""
    found = np.zeros((2, places.size), np.int64)
    for which in range(places.size):
        column = numbers[:, places[which]]
        total, least = 0, column[0] if column.size else 0
        for held in column:
            total += held
            least = min(least, held)
        found[0, which], found[1, which] = total, least
    return found
