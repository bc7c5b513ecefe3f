"""Pairs (delegator, validator) in a store of records: a list for each delegator, by validator, of rows in no order.

`first[delegator]` is the row of its pair with the lowest validator id, `next` that of the following one, -1 the end.
The store is dense: a pair that goes is replaced by the last row, so that nothing else moves.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.compiled import njit, njit_borrowing
from econsim.units import IntArray

END = -1
_SPARE = 64  # room for pairs at first


@njit_borrowing
def find_pair(first: IntArray, rows: Any, delegator: int, validator: int) -> int:
    """Return the row of a pair, -1 where there is none."""
    row = first[delegator]
    while row != END and rows[row].validator < validator:
        row = rows[row].next
    if row != END and rows[row].validator == validator:
        return int(row)
    return END


@njit_borrowing
def add_pair(first: IntArray, rows: Any, size: IntArray, delegator: int, validator: int) -> int:
    """Add a pair that is not there, without shares; return its row. There must be room for it."""
    before, after = END, first[delegator]
    while after != END and rows[after].validator < validator:
        before, after = after, rows[after].next
    new = size[0]
    size[0] += 1
    pair = rows[new]
    pair.delegator = delegator
    pair.validator = validator
    pair.next = after
    pair.shares = 0
    pair.start_index_dec18 = 0
    if before == END:
        first[delegator] = new
    else:
        rows[before].next = new
    return int(new)


@njit_borrowing
def drop_pair(first: IntArray, rows: Any, size: IntArray, row: int) -> None:
    """Take a pair out of its list and put the last row in its place."""
    _point_elsewhere(first, rows, row, rows[row].next)
    size[0] -= 1
    last = size[0]
    if row != last:
        _point_elsewhere(first, rows, last, row)
        rows[row] = rows[last]


@njit_borrowing
def _point_elsewhere(first: IntArray, rows: Any, row: int, to: int) -> None:
    """Let what points to a row point to another one."""
    delegator = rows[row].delegator
    before = first[delegator]
    if before == row:
        first[delegator] = to
        return
    while rows[before].next != row:
        before = rows[before].next
    rows[before].next = to


@njit_borrowing
def drop_pairs_without_shares(first: IntArray, rows: Any, size: IntArray) -> None:
    """Drop every pair that has no shares."""
    for row in range(size[0] - 1, -1, -1):
        if rows[row].shares == 0:
            drop_pair(first, rows, size, row)


@njit
def rows_in_order(first: IntArray, rows: Any, size: IntArray) -> IntArray:
    """Return the rows of all pairs by delegator, then validator."""
    found = np.empty(size[0], np.int64)
    place = 0
    for delegator in range(first.size):
        row = first[delegator]
        while row != END:
            found[place] = row
            place += 1
            row = rows[row].next
    return found


@njit
def rows_of_some(first: IntArray, rows: Any, delegators: IntArray) -> tuple[IntArray, IntArray]:
    """Return the rows of all pairs of some delegators, in their order, then by validator, and the number of whose."""
    found, whose, size = np.empty(_SPARE, np.int64), np.empty(_SPARE, np.int64), 0
    for number in range(delegators.size):
        row = first[delegators[number]] if delegators[number] < first.size else END
        while row != END:
            if size == found.size:
                found, whose = np.append(found, found), np.append(whose, whose)
            found[size], whose[size] = row, number
            size += 1
            row = rows[row].next
    return found[:size], whose[:size]


@njit
def rows_of_pairs(first: IntArray, rows: Any, delegator: IntArray, validator: IntArray) -> IntArray:
    """Return the row of each pair, -1 where there is none."""
    found = np.full(delegator.size, END)
    for place in range(delegator.size):
        if delegator[place] < first.size:
            found[place] = find_pair(first, rows, delegator[place], validator[place])
    return found


@njit_borrowing
def add_missing_pairs(first: IntArray, rows: Any, size: IntArray, delegator: IntArray, validator: IntArray) -> None:
    """Add the pairs that are missing, in the order given."""
    for place in range(delegator.size):
        if find_pair(first, rows, delegator[place], validator[place]) == END:
            add_pair(first, rows, size, delegator[place], validator[place])
