"""Tables whose rows come and go every day: compiled code adds and drops rows where they are, nothing is rebuilt."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.units import BoolArray, IntArray
from econsim.world.tables import Table, longer, records

_SPARE = 4  # a table that grows gets a quarter more than is wanted


class GrowingTable(Table):
    """A table in the first `size[0]` records of a store with room to spare; the records beyond hold nothing."""

    def __init__(self, rows: Any) -> None:
        """Take the records."""
        self.size: IntArray = np.zeros(1, dtype=np.int64)
        self.rows = rows

    @property
    def rows(self) -> Any:
        """Return the records in use."""
        return self.store[: self.size[0]]

    @rows.setter
    def rows(self, rows: Any) -> None:
        self.store, self.size[0] = rows, rows.size

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.size[0])

    def make_room(self, extra: int) -> None:
        """See to it that compiled code finds room for `extra` rows more."""
        wanted = len(self) + extra
        if wanted > self.store.size:
            self.store = longer(self.rows, wanted + wanted // _SPARE - len(self), type(self).__name__.lower())

    def grow(self, extra: int) -> None:
        """Append `extra` rows of zeros."""
        self.make_room(extra)
        self.store[len(self) : len(self) + extra] = records(self.record, extra)
        self.size[0] += extra

    def keep(self, rows: BoolArray) -> None:
        """Forget all rows but those of a mask; the rest move up."""
        kept = self.rows[rows]
        self.store[: kept.size] = kept
        self.size[0] = kept.size
