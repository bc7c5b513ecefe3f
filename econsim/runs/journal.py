"""A journal: what each replicate of many points came to, a line in one file as soon as it is known.

A line carries a seal over itself and the key of the question. One that was cut off, by `kill -9` or a full disk, or
is of another question does not fit its seal and is passed over: its replicate is run again. The same replicate
twice is the same line, so two who work at once do no harm.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from econsim.simulation.invariants import InvariantLog
from econsim.units import FloatArray

_SEAL = 16  # hex digits


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
    """The file of one question, open for more lines until it is closed."""

    def __init__(self, path: Path, key: str) -> None:
        """Open it, or begin it; raises OSError where that cannot be, before anything is computed."""
        self._key = key
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        size = os.fstat(self._file).st_size
        if size and os.pread(self._file, 1, size - 1) != b"\n":
            self._write(b"\n")  # behind a line that was cut off

    def append(self, row: Row) -> None:
        """Write a row in one piece; raises OSError where the disk is full."""
        log = row.invariants
        told = {
            "point": row.point,
            "replicate": row.replicate,
            "digest": row.digest,
            "books": [log.checked, log.violations, log.max_imbalance_uakt],
            "values": base64.b64encode(np.asarray(row.values, "<f8").tobytes()).decode(),
        }
        body = json.dumps(told).encode()
        self._write(body + b" " + _seal(self._key, body) + b"\n")

    def close(self) -> None:
        """Write no more."""
        os.close(self._file)

    def _write(self, line: bytes) -> None:
        try:
            while line:
                line = line[os.write(self._file, line) :]
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from error


def rows_in(path: Path, key: str) -> Iterator[Row]:
    """Give the rows of a question that are whole in the file of a journal; none where there is no file."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for line in lines:
            body, _, seal = line.rstrip(b"\n").rpartition(b" ")
            if body and seal == _seal(key, body):
                told = json.loads(body)
                books, values = InvariantLog(*told["books"]), base64.b64decode(told["values"])
                yield Row(told["point"], told["replicate"], told["digest"], books, np.frombuffer(values, "<f8"))


def _seal(key: str, body: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + body, digest_size=_SEAL // 2).hexdigest().encode()
