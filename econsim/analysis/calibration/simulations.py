"""The simulations of a calibration: every replicate's targets, kept in one table that a run which was killed goes on
from.

Each point has replicates of its own, numbered through, so that luck averages out over points instead of shifting all
of them alike.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.analysis.calibration.targets import CalibrationTarget
from econsim.analysis.points import changes_at, values_at
from econsim.analysis.targets import values_of
from econsim.atomic_files import write_text
from econsim.errors import UsageError
from econsim.runs.progress import Progress
from econsim.runs.replicates import Job, simulate_all
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.units import FloatArray, IntArray

_SECONDS_BETWEEN_WRITES = 2.0
_NUMBER = "replicate"


class Simulations:
    """Runs of one scenario at points of its priors' quantiles, each measured by the targets.

    `file` is the table that is read and written, None where nothing is kept; `progress` hears of each replicate.
    """

    def __init__(
        self,
        scenario: Scenario,
        those: list[CalibrationTarget],
        *,
        replicates: int,
        epochs: int,
        workers: int | None,
        file: Path | None,
        progress: Progress,
    ) -> None:
        """Read what is there."""
        self._scenario, self._targets, self._replicates = scenario, those, replicates
        self._epochs, self._workers, self._file, self._tell = epochs, workers, file, progress
        self._paths, self._names = list(scenario.uncertain), [one.name for one in those]
        self._next, self._written = 0, time.monotonic()
        self._known: dict[int, tuple[FloatArray, FloatArray]] = {}
        if file is not None and file.is_file():
            table = pd.read_csv(file, dtype=str)  # numbers as they are written, to the last digit
            for number, *numbers in table[[_NUMBER, *self._paths, *self._names]].itertuples(index=False):
                row = np.array([float(text) for text in numbers])
                self._known[int(number)] = row[: len(self._paths)], row[len(self._paths) :]

    @property
    def done(self) -> int:
        """Return how many replicates there are."""
        return len(self._known)

    def __call__(self, points: FloatArray) -> FloatArray:
        """Return what each point gives, by (point, replicate, target), with replicates that no point had before."""
        values = values_at(self._scenario, points)
        numbers = self._next + np.arange(len(points) * self._replicates).reshape(len(points), self._replicates)
        self._next += numbers.size
        self._run(values, numbers)
        return np.array([[self._known[int(number)][1] for number in row] for row in numbers])

    def once(self, points: FloatArray, first: int) -> FloatArray:
        """Return what one replicate of each point gives, by (point, target); replicates are numbered from `first`."""
        numbers = first + np.arange(len(points))
        self._run(values_at(self._scenario, points), numbers[:, None])
        return np.array([self._known[int(number)][1] for number in numbers])

    def table(self) -> pd.DataFrame:
        """Return every replicate: its number, the parameters by path, the targets by name."""
        rows = [(number, *at, *given) for number, (at, given) in sorted(self._known.items())]
        return pd.DataFrame(rows, columns=[_NUMBER, *self._paths, *self._names])

    def _run(self, values: FloatArray, numbers: IntArray) -> None:
        jobs: list[Job] = []
        at: dict[int, FloatArray] = {}
        for point, row in zip(values, numbers, strict=True):
            missing = [int(number) for number in row if not self._is_known(int(number), point)]
            self._tell(len(row) - len(missing))
            if missing:
                scenario = self._scenario.with_changes(changes_at(self._scenario, point))
                jobs += [Job(scenario, scenario.run.seed, number, self._epochs) for number in missing]
                at |= dict.fromkeys(missing, point)

        def done(result: ReplicateResult) -> None:
            self._known[result.number] = at[result.number], self._measured(result)
            self._tell(1)
            if time.monotonic() - self._written > _SECONDS_BETWEEN_WRITES:
                self._write()

        try:
            simulate_all(jobs, self._workers, done)
        finally:
            self._write()

    def _is_known(self, number: int, point: FloatArray) -> bool:
        return number in self._known and np.array_equal(self._known[number][0], point)

    def _measured(self, result: ReplicateResult) -> FloatArray:
        series = pd.concat([result.series], keys=[result.number], names=["replicate"])
        found = []
        for one in self._targets:
            value = values_of(one.measure, self._scenario, series, self._epochs)
            if value is None:
                raise UsageError(f"target {one.name}: {self._scenario.name} records no {one.measure.series}")
            if not np.isfinite(value[0]):
                raise UsageError(f"target {one.name}: replicate {result.number} has no such number")
            found.append(float(value[0]))
        return np.array(found)

    def _write(self) -> None:
        self._written = time.monotonic()
        if self._file is not None:
            write_text(self._file, self.table().to_csv(index=False))
