"""A file of lines, each written in one piece as soon as it is known and sealed: what is there whole is read again.

A line carries a seal over itself and the key of the question. One that was cut off, by `kill -9` or a full disk, or
is of another question does not fit its seal and is passed over: what it told is found anew. The same thing told twice
is the same line, so two who work at once do no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_SEAL = 16  # hex digits


class SealedLines:
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

    def append(self, told: Mapping[str, Any]) -> None:
        """Write JSON content in one piece; raises OSError where the disk is full."""
        body = json.dumps(told).encode()
        self._write(body + b" " + seal_of(self._key, body) + b"\n")

    def close(self) -> None:
        """Write no more."""
        os.close(self._file)

    def _write(self, line: bytes) -> None:
        try:
            while line:
                line = line[os.write(self._file, line) :]
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(self._path)) from error


def lines_in(path: Path, key: str) -> Iterator[dict[str, Any]]:
    """Give what the whole lines of a question tell; nothing where there is no file."""
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for line in lines:
            body, _, seal = line.rstrip(b"\n").rpartition(b" ")
            if body and seal == seal_of(key, body):
                yield json.loads(body)


def seal_of(key: str, body: bytes) -> bytes:
    """Return the seal over a line and the key of its question, 16 hex digits."""
    return hashlib.blake2b(key.encode() + body, digest_size=_SEAL // 2).hexdigest().encode()
