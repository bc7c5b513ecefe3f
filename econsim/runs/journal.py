"""A journal: what each replicate of many points came to, a sealed line in one file as soon as it is known.

A line that was cut off is passed over: its replicate is run again.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from econsim.runs.sealed_lines import SealedLines, lines_in
from econsim.simulation.invariants import InvariantLog
from econsim.units import FloatArray


class Row(NamedTuple):
    """What one replicate of a point came to: the digest of all its series, its books, and the numbers measured of it.

    `values` are in the order of the metrics; NaN where there is no such number.
    """

    point: int
    replicate: int
    digest: str
    invariants: InvariantLog
    values: FloatArray


class Journal:
    """The rows of one question, open for more until it is closed."""

    def __init__(self, path: Path, key: str) -> None:
        """Open it, or begin it; raises OSError where that cannot be, before anything is computed."""
        self._lines = SealedLines(path, key)

    def append(self, row: Row) -> None:
        """Write a row in one piece; raises OSError where the disk is full."""
        log = row.invariants
        self._lines.append(
            {
                "point": row.point,
                "replicate": row.replicate,
                "digest": row.digest,
                "books": [log.checked, log.violations, log.max_imbalance_uakt],
                "values": base64.b64encode(np.asarray(row.values, "<f8").tobytes()).decode(),
            }
        )

    def close(self) -> None:
        """Write no more."""
        self._lines.close()


def rows_in(path: Path, key: str) -> Iterator[Row]:
    """Give the rows of a question that are whole in the file of a journal; none where there is no file."""
    for told in lines_in(path, key):
        books, values = InvariantLog(*told["books"]), base64.b64decode(told["values"])
        yield Row(told["point"], told["replicate"], told["digest"], books, np.frombuffer(values, "<f8"))
