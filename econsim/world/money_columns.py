"""Money columns: which fields of a table's records are accounts, so that one pass over a table adds them all up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from econsim.units import IntArray
from econsim.world.kept import Kept


@dataclass
class MoneyColumns:
    """The money columns of one table: their names, and where they are in its records, in 64-bit numbers."""

    table: Any
    names: list[str] = field(default_factory=list)
    denoms: list[str] = field(default_factory=list)
    places: IntArray = field(default_factory=lambda: np.zeros(0, np.int64))
    kept: Kept = field(default_factory=Kept)

    def add(self, name: str, denom: str, attribute: str) -> None:
        """Add a column of the table."""
        column: IntArray = getattr(self.table, attribute)
        begin, first = (each.__array_interface__["data"][0] for each in (self.table.rows, column))
        self.names.append(name)
        self.denoms.append(denom)
        self.places = np.append(self.places, (first - begin) // column.itemsize)

    @property
    def numbers(self) -> IntArray:
        """Return the table's records as 64-bit numbers (a view)."""
        numbers: IntArray = self.kept("numbers", lambda rows: rows.view(np.int64), self.table.rows)
        return numbers
