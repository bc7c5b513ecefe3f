"""The books: what is in all accounts of each name, added up in one pass over each column of money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.compiled import njit
from econsim.units import DENOMS, IntArray
from econsim.world.ledger import Ledger

_AT_A_TIME = 128  # records: fewer bytes than the fastest memory has


class Books(NamedTuple):
    """What is in the accounts of each name, by denom and name [uakt, uusdc]."""

    total: dict[str, dict[str, int]]
    least: dict[str, dict[str, int]]  # what is in the one that holds least; 0 where there is none


def add_up(ledger: Ledger) -> Books:
    """Return what is in all accounts."""
    books = Books({denom: {} for denom in DENOMS}, {denom: {} for denom in DENOMS})
    for each in ledger.tables:
        rows = each.table.rows
        found = _add_up(rows.view(np.int64), rows.itemsize // 8, each.places).tolist()
        for name, denom, total, least in zip(each.names, each.denoms, *found, strict=True):
            books.total[denom][name], books.least[denom][name] = total, least
    for name, pot in ledger.pots.items():
        denom = ledger.denom(name)
        books.total[denom][name] = books.least[denom][name] = int(pot[0])
    return books


@njit
def _add_up(numbers: IntArray, width: int, places: IntArray) -> IntArray:
    """Return the sums of the numbers in some places of records of a width, and the least of them.

    Some records at a time, one place after the other: they are fetched from memory once.
    """
    found = np.zeros((2, places.size), np.int64)
    if numbers.size:
        for which in range(places.size):
            found[1, which] = numbers[places[which]]
    for begin in range(0, numbers.size, width * _AT_A_TIME):
        for which in range(places.size):
            total, least = found[0, which], found[1, which]
            for held in numbers[begin + places[which] : begin + width * _AT_A_TIME : width]:
                total += held
                least = min(least, held)
            found[0, which], found[1, which] = total, least
    return found
