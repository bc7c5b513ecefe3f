"""Column tables: one dataclass a population, each field a numpy column whose last axis is the row.

A row's index is its id for life; tables of agents only grow. Money columns are the ledger's accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

import numpy as np

from econsim.compiled import njit
from econsim.units import IntArray

T = TypeVar("T", bound="Table")


def column(meaning: str, dtype: Any = np.int64, *, lead: tuple[int, ...] = ()) -> Any:
    """Declare a table column; `lead` is the shape before the row axis (2: one entry a denom)."""
    return field(metadata={"meaning": meaning, "dtype": dtype, "lead": lead})


@dataclass
class Table:
    """A table of named columns; every column's last axis has one entry a row."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(getattr(self, next(iter(self.__dataclass_fields__))).shape[-1])

    def __post_init__(self) -> None:
        """Refuse columns of unequal length."""
        lengths = {f.name: getattr(self, f.name).shape[-1] for f in fields(self)}
        if len(set(lengths.values())) > 1:
            raise ValueError(f"{type(self).__name__}: columns of unequal length {lengths}")

    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the columns by name (the arrays themselves)."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}

    def grow(self, extra: int) -> None:
        """Append `extra` rows of zeros to every column."""
        for name, column in self.columns().items():
            space = np.zeros((*column.shape[:-1], extra), dtype=column.dtype)
            setattr(self, name, np.concatenate([column, space], axis=-1))

    def append(self, **values: Any) -> np.ndarray[Any, Any]:
        """Append rows (values broadcast, alone to one row; a column not named gets zeros); return their row numbers."""
        first, extra = len(self), np.broadcast_shapes((1,), *(np.shape(column) for column in values.values()))[-1]
        self.grow(extra)
        for name, column in values.items():
            getattr(self, name)[..., first:] = column
        return np.arange(first, first + extra)

    def insert(self, where: np.ndarray[Any, Any], **values: Any) -> None:
        """Put rows (a column not named gets zeros) before the rows `where`, which ascend and may repeat."""
        for name, column in self.columns().items():
            new = np.broadcast_to(np.asarray(values.get(name, 0), dtype=column.dtype), where.shape)
            setattr(self, name, _inserted(column, where, np.ascontiguousarray(new)))

    def keep(self, rows: np.ndarray[Any, Any]) -> None:
        """Forget all rows but those of a mask; the rest move up."""
        kept = np.flatnonzero(rows)
        if kept.size < rows.size:
            for name, column in self.columns().items():
                setattr(self, name, column.take(kept, axis=-1))


def empty(table: type[T], rows: int) -> T:
    """Return a table of a class with `rows` rows of zeros, each column of its declared dtype and leading shape."""
    made = {}
    for column in fields(table):
        dtype = column.metadata["dtype"]
        made[column.name] = np.zeros((*column.metadata.get("lead", ()), rows), dtype=dtype)
    return table(**made)


def sum_by(ids: IntArray, amounts: IntArray, rows: int) -> IntArray:
    """Return the sum of whole amounts by the id of a row, one entry for each of `rows` rows; exact in 64 bits."""
    total = np.zeros(rows, dtype=np.int64)
    np.add.at(total, ids, amounts)
    return total


@njit
def _inserted(column: Any, where: Any, new: Any) -> Any:
    """Return a column with entries put before the rows `where` (numpy.insert takes several times as long)."""
    made = np.empty(column.size + new.size, column.dtype)
    begin = 0
    for place in range(new.size):
        end = where[place]
        made[begin + place : end + place] = column[begin:end]
        made[end + place] = new[place]
        begin = end
    made[begin + new.size :] = column[begin:]
    return made
