"""Tables: one class a population, its rows an array of records, each declared column a view of one field.

    class People(Table):
        age: IntArray = column("age [years]")
        purse: IntArray = column("one row a denom", lead=(2,))

A row's index is its id for life; tables of agents only grow. Compiled code takes `people.rows`, one argument a table,
and hands a single record on as one pointer; numpy reads `people.age`, whose last axis is the row, and writes to it:
`people.age = ages` fills the column. Money columns are the ledger's accounts.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import numpy as np

from econsim.errors import RunError
from econsim.units import IntArray

T = TypeVar("T", bound="Table")

_MANY, _LINE = 64, 64  # records; bytes that are fetched from memory at once
MOST_ROWS = 2**31  # of a table: compiled code names a row by 32 bits, one of them for the sign


class Row(np.void):  # type: ignore[misc]  # numpy's own record is one, too
    """One record, whose fields are its attributes: as numpy's own, but what it has besides is found without Python."""

    def __getattr__(self, name: str) -> Any:
        """Return a field."""
        if name in (self.dtype.names or ()):
            return self[name]
        raise AttributeError(f"a record has no '{name}'; it has {', '.join(self.dtype.names or ())}")

    def __setattr__(self, name: str, value: Any) -> None:
        """Write to a field."""
        self[name] = value


def record_type(**fields: Any) -> np.dtype[Any]:
    """Return the type of a record with these fields: a number type, or a number type and how many in a row.

    Raises ValueError for a name that numpy's records have for something of their own: uncompiled code would get that.
    """
    taken = [name for name in fields if hasattr(np.void, name)]
    if taken:
        raise ValueError(f"records of numpy have {', '.join(taken)} themselves; call the field otherwise")
    listed = [(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in fields.items()]
    return np.dtype((Row, np.dtype(listed, align=True)))


def records(kind: np.dtype[Any], rows: int) -> Any:
    """Return `rows` records of zeros; many begin at a line of memory, so that a record lies on as few as can be."""
    if rows < _MANY:
        return np.zeros(rows, dtype=kind)
    held = np.zeros(rows * kind.itemsize + _LINE, dtype=np.uint8)
    return np.ndarray(rows, kind, held, -held.__array_interface__["data"][0] % _LINE)


def longer(rows: Any, extra: int, name: str) -> Any:
    """Return records with `extra` of zeros behind them."""
    _refuse_too_many(name, rows.size + extra)
    grown = records(rows.dtype, rows.size + extra)
    copy_into(grown[: rows.size], rows)
    return grown


def copy_into(there: Any, rows: Any) -> None:
    """Copy records byte by byte: numpy does so field by field, which takes many times as long.

    Raises ValueError for other records, or for more or fewer.
    """
    if there.dtype != rows.dtype or there.shape != rows.shape:
        raise ValueError(f"{rows.shape} records of {rows.dtype} do not fit {there.shape} of {there.dtype}")
    bare = np.dtype((np.void, rows.dtype.itemsize))
    there.view(bare)[:] = rows.view(bare)


def one_behind_the_other(first: Any, second: Any) -> Any:
    """Return the records of two arrays in one."""
    both = records(first.dtype, first.size + second.size)
    copy_into(both[: first.size], first)
    copy_into(both[first.size :], second)
    return both


def _refuse_too_many(name: str, rows: int) -> None:
    if rows > MOST_ROWS:
        raise RunError(f"{name} would have {rows} rows; {MOST_ROWS} are the most: simulate fewer of them")


class Column:
    """A column of a table: a view of one field of its records."""

    def __init__(self, meaning: str, dtype: Any, lead: tuple[int, ...]) -> None:
        """Declare it; its name is the attribute's."""
        self.meaning, self.dtype, self.lead = meaning, dtype, lead

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, table: Any, owner: type) -> Any:
        """Return the view, its last axis the row."""
        if table is None:
            return self
        values = table.rows[self.name]
        return values.T if self.lead else values

    def __set__(self, table: Any, values: Any) -> None:
        """Fill the column."""
        table.rows[self.name].T[...] = values


def column(meaning: str, dtype: Any = np.int64, *, lead: tuple[int, ...] = ()) -> Any:
    """Declare a table column; `lead` is the shape before the row axis (2: one entry a denom)."""
    return Column(meaning, dtype, lead)


class Table:
    """A table of named columns."""

    record: ClassVar[np.dtype[Any]]

    def __init_subclass__(cls) -> None:
        """Lay out the record that the declared columns make."""
        declared = {name: kind for name, kind in vars(cls).items() if isinstance(kind, Column)}
        cls.record = record_type(**{name: (kind.dtype, kind.lead) for name, kind in declared.items()})

    def __init__(self, rows: Any) -> None:
        """Take the records."""
        self.rows = rows

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.rows.size)

    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the columns by name (views)."""
        return {name: getattr(self, name) for name in self.record.names or ()}

    def grow(self, extra: int) -> None:
        """Append `extra` rows of zeros."""
        self.rows = longer(self.rows, extra, type(self).__name__.lower())

    def append(self, **values: Any) -> np.ndarray[Any, Any]:
        """Append rows (values broadcast, alone to one row; a column not named gets zeros); return their row numbers."""
        first, extra = len(self), np.broadcast_shapes((1,), *(np.shape(column) for column in values.values()))[-1]
        self.grow(extra)
        for name, column in values.items():
            getattr(self, name)[..., first:] = column
        return np.arange(first, first + extra)

    def keep(self, rows: np.ndarray[Any, Any]) -> None:
        """Forget all rows but those of a mask; the rest move up."""
        if not rows.all():
            self.rows = self.rows[rows]


def empty(table: type[T], rows: int) -> T:
    """Return a table of a class with `rows` rows of zeros."""
    _refuse_too_many(table.__name__.lower(), rows)
    return table(records(table.record, rows))


def sum_by(ids: IntArray, amounts: IntArray, rows: int) -> IntArray:
    """Return the sum of whole amounts by the id of a row, one entry for each of `rows` rows; exact in 64 bits."""
    total = np.zeros(rows, dtype=np.int64)
    np.add.at(total, ids, amounts)
    return total
