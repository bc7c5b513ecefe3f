"""Room for a large table of numbers: on disk, in a file without a name that is gone with the process.

A column is read by mapping its part of the file, and `let_go` gives back the memory of all that was read: what is
looked at again is read again. So a table may be larger than memory, and a process holds what it looks at.
"""

from __future__ import annotations

import mmap
import tempfile
import weakref
from collections.abc import Mapping
from contextlib import suppress
from itertools import accumulate
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

_SMALL = 64_000_000  # bytes; so many are kept in memory anywhere


class Room:
    """An array a kind of number, each of shape (columns, replicates, epochs), entered replicate by replicate."""

    def __init__(self, shapes: Mapping[Any, tuple[int, int, int]], folder: Path | None) -> None:
        """Make room: in a file in the folder, where one is named, may be written to and the numbers are many."""
        self._shapes = dict(shapes)
        sizes = [prod(shape) * np.dtype(kind).itemsize for kind, shape in shapes.items()]
        self._begins = dict(zip(shapes, accumulate(sizes, initial=0), strict=False))
        self._file = None if folder is None or sum(sizes) <= _SMALL else _nameless(folder)
        self._memory = np.empty(sum(sizes) if self._file is None else 0, np.uint8)
        if self._file is not None:
            weakref.finalize(self, self._file.close)
            self._file.truncate(sum(sizes))

    def enter(self, kind: Any, place: int, numbers: Any) -> None:
        """Enter the numbers of the replicate at a place, of shape (columns, epochs), all of a kind."""
        if self._file is None:
            self._array(kind)[:, place] = numbers
            return
        _, n_replicates, n_epochs = self._shapes[kind]
        for column, values in enumerate(np.ascontiguousarray(numbers, kind)):
            self._file.seek(self._begins[kind] + (column * n_replicates + place) * n_epochs * values.itemsize)
            left = memoryview(values).cast("B")
            while left:
                left = left[self._file.write(left) :]

    def arrays(self) -> dict[Any, Any]:
        """Return the arrays by kind, the same numbers every time; those on disk are mapped."""
        if self._file is not None and not self._memory.size:
            self._memory = np.asarray(np.memmap(self._file, np.uint8, "r+"))
        return {kind: self._array(kind) for kind in self._shapes}

    def _array(self, kind: Any) -> Any:
        shape, begin = self._shapes[kind], self._begins[kind]
        return self._memory[begin : begin + prod(shape) * np.dtype(kind).itemsize].view(kind).reshape(shape)


def let_go(values: Any) -> None:
    """Give back the memory of the mapped table that values are a part of; they may be read on, from the file again."""
    base = values
    while isinstance(base, np.ndarray):
        base = base.base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)


def _nameless(folder: Path) -> Any:
    """Return a file without a name in a folder, None where none can be: the numbers are kept in memory then."""
    with suppress(OSError):
        return tempfile.TemporaryFile(dir=folder, buffering=0)
    return None
