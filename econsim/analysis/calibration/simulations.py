"""The simulations of a calibration: every replicate's targets, kept in one table that a run which was killed goes on
from.

Each point has replicates of its own, numbered through, so that luck averages out over points instead of shifting all
of them alike.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from econsim.analysis.calibration.targets import CalibrationTarget
from econsim.analysis.kept_numbers import KeptNumbers
from econsim.analysis.points import changes_at, values_at
from econsim.analysis.targets import values_of
from econsim.errors import UsageError
from econsim.runs.progress import Progress
from econsim.runs.replicates import Job, simulate_all
from econsim.scenario.schema import Scenario
from econsim.simulation.recorder import ReplicateResult
from econsim.units import FloatArray, IntArray


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
        self._epochs, self._workers, self._tell = epochs, workers, progress
        self._paths, self._next = list(scenario.uncertain), 0
        self._kept = KeptNumbers(file, [*self._paths, *(one.name for one in those)])

    @property
    def done(self) -> int:
        """Return how many replicates there are."""
        return len(self._kept)

    def __call__(self, points: FloatArray) -> FloatArray:
        """Return what each point gives, by (point, replicate, target), with replicates that no point had before."""
        values = values_at(self._scenario, points)
        numbers = self._next + np.arange(len(points) * self._replicates).reshape(len(points), self._replicates)
        self._next += numbers.size
        self._run(values, numbers)
        return np.array([[self._given(int(number)) for number in row] for row in numbers])

    def once(self, points: FloatArray, first: int) -> FloatArray:
        """Return what one replicate of each point gives, by (point, target); replicates are numbered from `first`."""
        numbers = first + np.arange(len(points))
        self._run(values_at(self._scenario, points), numbers[:, None])
        return np.array([self._given(int(number)) for number in numbers])

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
            self._kept.add(result.number, np.concatenate([at[result.number], self._measured(result)]))
            self._tell(1)

        try:
            simulate_all(jobs, self._workers, done)
        finally:
            self._kept.write()

    def _given(self, number: int) -> FloatArray:
        return self._kept[number][len(self._paths) :]

    def _is_known(self, number: int, point: FloatArray) -> bool:
        return number in self._kept and np.array_equal(self._kept[number][: len(self._paths)], point)

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
