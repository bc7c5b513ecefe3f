"""What the replicates of a sweep came to, as arrays: one number a point, replicate and metric, and a digest each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from econsim.runs.digests import joined_digest
from econsim.runs.journal import Row
from econsim.simulation.invariants import InvariantLog
from econsim.units import BoolArray, FloatArray

_DIGEST_BYTES = 32


class SweepRows:
    """The rows that are there, by point and replicate; room for all is taken at the beginning."""

    def __init__(self, n_points: int, replicates: int, metrics: Sequence[str]) -> None:
        """Begin with none."""
        self.metrics = tuple(metrics)
        self.values: FloatArray = np.full((n_points, replicates, len(self.metrics)), np.nan)
        self.is_there: BoolArray = np.zeros((n_points, replicates), np.bool_)
        self.invariants = InvariantLog()
        self._digests = np.zeros((n_points, replicates), f"S{_DIGEST_BYTES}")

    def add(self, row: Row) -> bool:
        """Take in a row; return whether it was asked for and was not there yet."""
        n_points, replicates, _ = self.values.shape
        if row.point >= n_points or row.replicate >= replicates or self.is_there[row.point, row.replicate]:
            return False
        self.values[row.point, row.replicate] = row.values
        self._digests[row.point, row.replicate] = row.digest.encode()
        self.is_there[row.point, row.replicate] = True
        self.invariants += row.invariants
        return True

    def missing(self) -> Iterator[tuple[int, int]]:
        """Give the point and replicate of every row that is not there, first all points of a replicate."""
        for replicate, point in np.argwhere(~self.is_there.T):
            yield int(point), int(replicate)

    def is_whole(self, point: int) -> bool:
        """Return whether all replicates of a point are there."""
        return bool(self.is_there[point].all())

    def digest_of(self, point: int) -> str | None:
        """Return the name of the answer of a point, as a run of its scenario has it; None where a part is missing."""
        return joined_digest(one.decode() for one in self._digests[point]) if self.is_whole(point) else None
