"""A row of numbers a replicate, kept in one table from which work that was stopped goes on.

The last cell of a row is a seal over the others, the names of the columns and the question: a row that was cut off or
edited does not fit its seal and is passed over, so that its replicate is run again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.atomic_files import write_text
from econsim.runs.sealed_lines import seal_of
from econsim.units import FloatArray

_SECONDS_BETWEEN_WRITES = 2.0
_NUMBER, _SEAL = "replicate", "seal"


class KeptNumbers:
    """Rows of numbers by replicate; `file` is the table that is read and written, None where nothing is kept."""

    def __init__(self, file: Path | None, names: Sequence[str], key: str = "") -> None:
        """Read what is there whole and of the question `key`, numbers as they are written, to the last digit."""
        self._file, self._names, self._written = file, list(names), time.monotonic()
        self._key = f"{key}{self._names}"
        self._rows: dict[int, FloatArray] = {}
        for line in file.read_bytes().splitlines() if file is not None and file.is_file() else ():
            body, _, seal = line.rpartition(b",")
            if seal == seal_of(self._key, body):
                number, *numbers = body.decode().split(",")
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
        """Write all rows with their seals, where they are kept."""
        self._written = time.monotonic()
        if self._file is not None:
            heads = pd.DataFrame(columns=[_NUMBER, *self._names, _SEAL]).to_csv(index=False)
            write_text(self._file, heads + "".join(self._line(number) for number in sorted(self._rows)))

    def _line(self, number: int) -> str:
        body = ",".join([str(number), *(repr(float(one)) for one in self._rows[number])])
        return f"{body},{seal_of(self._key, body.encode()).decode()}\n"
