"""A row of numbers a replicate, kept in one table from which work that was stopped goes on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.atomic_files import write_text
from econsim.units import FloatArray

_SECONDS_BETWEEN_WRITES = 2.0
_NUMBER = "replicate"


class KeptNumbers:
    """Rows of numbers by replicate; `file` is the table that is read and written, None where nothing is kept."""

    def __init__(self, file: Path | None, names: Sequence[str]) -> None:
        """Read what is there, numbers as they are written, to the last digit."""
        self._file, self._names, self._written = file, list(names), time.monotonic()
        self._rows: dict[int, FloatArray] = {}
        if file is not None and file.is_file():
            table = pd.read_csv(file, dtype=str)
            for number, *numbers in table[[_NUMBER, *self._names]].itertuples(index=False):
                self._rows[int(number)] = np.array([float(text) for text in numbers])

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, number: int) -> bool:
        return number in self._rows

    def __getitem__(self, number: int) -> FloatArray:
        return self._rows[number]

    def add(self, number: int, row: FloatArray) -> None:
        """Keep the row of a replicate; the table is written every now and then."""
        self._rows[number] = row
        if time.monotonic() - self._written > _SECONDS_BETWEEN_WRITES:
            self.write()

    def table(self) -> pd.DataFrame:
        """Return every replicate: its number, and its numbers by name."""
        rows = [(number, *row) for number, row in sorted(self._rows.items())]
        return pd.DataFrame(rows, columns=[_NUMBER, *self._names])

    def write(self) -> None:
        """Write all rows, where they are kept."""
        self._written = time.monotonic()
        if self._file is not None:
            write_text(self._file, self.table().to_csv(index=False))
