"""The series of many replicates in one table, entered one after the other: a replicate that is in it need not be kept.

Joining tables that are all kept holds every number twice, and a hundred replicates of three years have 56 million: they
lie in a file beside the replicates' own (`room.py`), of which memory holds what is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.runs.room import Room

LEVELS = ("replicate", "epoch", "date")


class JoinedSeries:
    """Room for the series of some replicates, by their numbers: whole numbers and others in an array each."""

    def __init__(self, numbers: Sequence[int], folder: Path | None = None) -> None:
        """Take the numbers of the replicates, in the order of the table; room is made when the first is entered.

        Many numbers are kept in a file in the folder, where one is named, and not in memory.
        """
        self._numbers = list(numbers)
        self._places = {number: place for place, number in enumerate(self._numbers)}
        self._like = pd.DataFrame()  # a replicate without its series: index and attributes
        self._columns: list[str] = []
        self._names: dict[Any, list[str]] = {}  # of columns by type, in their order
        self._folder = folder
        self._room = Room({}, None)

    def enter(self, number: int, series: pd.DataFrame) -> None:
        """Enter a replicate; all have the same series by the same epochs and dates."""
        if not self._names:
            self._make_room(series)
        for kind, names in self._names.items():
            self._room.enter(kind, self._places[number], series[names].to_numpy(kind).T)

    def frame(self) -> pd.DataFrame:
        """Return the table, by replicate, epoch and date; it holds the numbers that were entered, no copy of them."""
        index = pd.concat([self._like] * len(self._numbers), keys=self._numbers, names=list(LEVELS)).index
        tables = [
            pd.DataFrame(numbers.reshape(len(numbers), -1).T, index=index, columns=self._names[kind], copy=False)
            for kind, numbers in self._room.arrays().items()
        ]
        frame: pd.DataFrame = pd.concat(tables, axis=1)[self._columns]
        frame.attrs = dict(self._like.attrs)
        return frame

    def _make_room(self, series: pd.DataFrame) -> None:
        self._like, self._columns = series.iloc[:, :0], list(series.columns)
        for name, kind in series.dtypes.items():
            self._names.setdefault(kind, []).append(str(name))
        shape = (len(self._numbers), len(series))
        self._room = Room({kind: (len(names), *shape) for kind, names in self._names.items()}, self._folder)
