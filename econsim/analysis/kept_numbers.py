"""A row of numbers a replicate, kept in one table from which work that was stopped goes on.

Each row ends with a seal over itself, the columns and the name of its folder, which names the question. What does not
fit its seal, cut off, changed by hand or of another question, is passed over: its replicate is run again.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np

from econsim.atomic_files import write_text
from econsim.runs.sealed_lines import seal_of
from econsim.units import FloatArray

_SECONDS_BETWEEN_WRITES = 2.0
_NUMBER, _SEAL = "replicate", "seal"


class KeptNumbers:
    """Rows of numbers by replicate; `file` is the table that is read and written, None where nothing is kept."""

    def __init__(self, file: Path | None, names: Sequence[str]) -> None:
        """Read what is there whole, numbers as they are written, to the last digit."""
        self._file, self._written = file, time.monotonic()
        self._head = _head([_NUMBER, *names, _SEAL])
        self._question = "" if file is None else f"{file.parent.name} {self._head}"
        self._rows: dict[int, FloatArray] = {}
        if file is not None and file.is_file():
            for line in file.read_bytes().splitlines():
                row, _, seal = line.rpartition(b",")
                if seal == seal_of(self._question, row):
                    number, *numbers = row.decode().split(",")
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

    def write(self) -> None:
        """Write all rows by the number of their replicate, where they are kept."""
        self._written = time.monotonic()
        if self._file is not None:
            write_text(self._file, self._head + "".join(self._line(number) for number in sorted(self._rows)))

    def _line(self, number: int) -> str:
        row = ",".join([str(number), *(repr(float(one)) for one in self[number])])
        return f"{row},{seal_of(self._question, row.encode()).decode()}\n"


def _head(names: Sequence[str]) -> str:
    line = StringIO()
    csv.writer(line, lineterminator="\n").writerow(names)
    return line.getvalue()
