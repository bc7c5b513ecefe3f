"""The books: what is in all accounts of each name, added up in one pass over each table with money."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.units import DENOMS, IntArray
from econsim.world.ledger import MAY_BE_NEGATIVE, POTS, Ledger
from econsim.world.tables import record_type

_PAGE = 128  # records: as many as the innermost cache holds of any table


class Layout(NamedTuple):
    """Where the books have the accounts of each name, those of a denom one after the other."""

    names: tuple[str, ...]
    record: np.dtype[Any]  # one field a name
    of_denom: IntArray  # where the accounts of each denom begin
    not_negative: IntArray  # which may not be below zero
    goes_to: IntArray  # where each money column belongs: table by table
    pots: IntArray  # where each pot belongs
    places: IntArray  # of each money column in the records of its table, in 64-bit numbers
    edges: IntArray  # where the columns of each table begin among all, and their end
    widths: IntArray  # of the records of each table


class Books(NamedTuple):
    """What is in the accounts of each name, in the order of the layout [uakt, uusdc, uact]."""

    layout: Layout
    total: IntArray
    least: IntArray  # what is in the one that holds least; 0 where there is none

    def by_denom(self) -> IntArray:
        """Return what is in all accounts of each denom."""
        return np.add.reduceat(self.total, self.layout.of_denom)


def add_up(ledger: Ledger) -> Books:
    """Return what is in all accounts."""
    layout: Layout = ledger.kept("books", lambda: _layout_of(ledger))  # until a column is opened
    tables = tuple(each.numbers for each in ledger.tables)
    found = np.empty((2, len(layout.names)), np.int64)
    found[:, layout.pots] = ledger.pot_numbers
    if tables:
        _add_up(tables, layout.widths, layout.edges, layout.places, layout.goes_to, found)
    return Books(layout, found[0], found[1])


def _layout_of(ledger: Ledger) -> Layout:
    columns = [(name, denom) for each in ledger.tables for name, denom in zip(each.names, each.denoms, strict=True)]
    accounts = [*columns, *((pot, ledger.denom(pot)) for pot in POTS)]
    by_denom = [[name for name, denom in accounts if denom == one] for one in DENOMS]
    names = [name for of_one in by_denom for name in of_one]
    sizes = [0, *(each.places.size for each in ledger.tables)]
    return Layout(
        names=tuple(names),
        record=record_type(**dict.fromkeys(names, np.int64)),
        of_denom=np.cumsum([0, *map(len, by_denom[:-1])]),
        not_negative=np.array([place for place, name in enumerate(names) if name not in MAY_BE_NEGATIVE]),
        goes_to=np.array([names.index(name) for name, _ in columns], np.int64),
        pots=np.array([names.index(pot) for pot in POTS]),
        places=np.concatenate([np.zeros(0, np.int64), *(each.places for each in ledger.tables)]),
        edges=np.cumsum(sizes),
        widths=np.array([each.table.rows.itemsize // 8 for each in ledger.tables], np.int64),
    )


@njit_borrowing
def _add_up(
    tables: tuple[IntArray, ...],
    widths: IntArray,
    edges: IntArray,
    places: IntArray,
    goes_to: IntArray,
    found: IntArray,
) -> None:
    """Fill in the sums of the money columns of each table, and the least in them; zeros where there is no record.

    A page of records is added up column by column before the next one is fetched from memory.
    """
    for number in range(len(tables)):
        numbers, width = tables[number], widths[number]
        columns = range(edges[number], edges[number + 1])
        for column in columns:
            found[0, goes_to[column]] = 0
            found[1, goes_to[column]] = numbers[places[column]] if numbers.size > 0 else 0
        for begin in range(0, numbers.size, width * _PAGE):
            end = min(begin + width * _PAGE, numbers.size)
            for column in columns:
                to = goes_to[column]
                total, least = found[0, to], found[1, to]
                for place in range(begin + places[column], end, width):
                    number = numbers[np.uint64(place)]  # without a sign: not counted from the end
                    total += number
                    least = min(least, number)
                found[0, to], found[1, to] = total, least
