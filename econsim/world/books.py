"""The books: what is in all accounts of each name, added up in one pass over each column of money."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.units import DENOMS, IntArray
from econsim.world.ledger import POTS, Ledger

_PAGE = 128  # records: as many as the innermost cache holds of any table


class Books(NamedTuple):
    """What is in the accounts of each name, by denom and name [uakt, uusdc]."""

    total: dict[str, dict[str, int]]
    least: dict[str, dict[str, int]]  # what is in the one that holds least; 0 where there is none


def add_up(ledger: Ledger) -> Books:
    """Return what is in all accounts."""
    columns = [(name, denom) for each in ledger.tables for name, denom in zip(each.names, each.denoms, strict=True)]
    found, first = np.zeros((2, len(columns)), np.int64), 0
    for each in ledger.tables:
        rows = each.table.rows
        _add_up(rows.view(np.int64), rows.itemsize // 8, each.places, found, first)
        first += each.places.size
    books = Books({denom: {} for denom in DENOMS}, {denom: {} for denom in DENOMS})
    for (name, denom), total, least in zip(columns, *found.tolist(), strict=True):
        books.total[denom][name], books.least[denom][name] = total, least
    for pot, held in zip(POTS, ledger.pot_record.tolist(), strict=True):
        denom = ledger.denom(pot)
        books.total[denom][pot] = books.least[denom][pot] = held
    return books


@njit_borrowing
def _add_up(numbers: IntArray, width: int, places: IntArray, found: IntArray, first: int) -> None:
    """Fill in the sums of the numbers in some places of records of a width, and the least of them; zeros for none.

    A page of records is added up place by place before the next one is fetched from memory.
    """
    for which in range(places.size):
        found[0, first + which], found[1, first + which] = 0, numbers[places[which]] if numbers.size > 0 else 0
    for begin in range(0, numbers.size, width * _PAGE):
        end = min(begin + width * _PAGE, numbers.size)
        for which in range(places.size):
            total, least = found[0, first + which], found[1, first + which]
            for place in range(begin + places[which], end, width):
                total += numbers[place]
                least = min(least, numbers[place])
            found[0, first + which], found[1, first + which] = total, least
