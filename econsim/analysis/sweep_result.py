"""A sweep that has been run: its points, their metrics, and its dataset."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.analysis.metrics import Level
from econsim.analysis.typed_json import read
from econsim.errors import UsageError
from econsim.runs.manifest import MANIFEST
from econsim.scenario.values import counted
from econsim.simulation.invariants import InvariantLog

DATASET, NUMBERS = "sweep.parquet", "sweep.json"
_MEASURES = ("mean", "ci_low", "ci_high", "difference", "difference_ci_low", "difference_ci_high")


@dataclass(frozen=True)
class PointMetric(Level):
    """A metric at a point, and its paired difference to the baseline point; None where that failed."""

    difference: float | None
    difference_ci_low: float | None
    difference_ci_high: float | None
    verdict: str | None


@dataclass(frozen=True)
class SweepPoint:
    """One point: its values by path, where its run is kept, why it failed if it did, and its metrics."""

    point: int
    values: Mapping[str, Any]
    dir: str | None
    error: str | None
    metrics: Mapping[str, PointMetric]


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been run, the fields in the order of the keys of sweep.json: see docs/output.md."""

    scenario: str
    dir: str | None
    dataset: str | None
    digest: str
    results_digest: str | None
    seed: int
    replicates: int
    epochs: int
    swept: Mapping[str, tuple[Any, ...]]
    baseline_point: int
    points: tuple[SweepPoint, ...]
    invariants: InvariantLog
    wall_seconds: float

    def __repr__(self) -> str:
        size = f"{counted(self.replicates, 'replicate')} of {counted(self.epochs, 'epoch')}, seed {self.seed}"
        where = f", in {self.dir}" if self.dir else ""
        return f"Sweep({self.scenario} over {', '.join(self.swept)}: {len(self.points)} points, {size}{where})"

    def _repr_html_(self) -> str | None:
        """Return the first page of the report, for notebooks; None for a sweep that no folder keeps (any more)."""
        from econsim import first_page

        if self.dir is None or not (Path(self.dir) / MANIFEST).is_file():
            return None
        shown: str = first_page(self)._repr_html_()
        return shown

    @property
    def failures(self) -> list[str]:
        """Return one line for each point that failed."""
        return [f"point {point.point}: {point.error}" for point in self.points if point.error]

    def frame(self) -> pd.DataFrame:
        """Return the dataset: one row for each point and metric; a path whose values are not all numbers is text."""
        rows = [
            {"point": point.point}
            | {path: _cell(value, self.swept[path]) for path, value in point.values.items()}
            | {"metric": name, **vars(found)}
            for point in self.points
            for name, found in point.metrics.items()
        ]
        return pd.DataFrame(rows).astype(dict.fromkeys(_MEASURES if rows else (), "float64"))


def load_sweep(directory: Path | str) -> Sweep:
    """Return a sweep from its folder alone; raises UsageError where there is none, or a file of another shape."""
    file = Path(directory) / NUMBERS
    if not file.is_file():
        raise UsageError(f"{directory} is not the folder of a sweep: it has no {NUMBERS}")
    return read(Sweep, file)


def _cell(value: Any, values: Sequence[Any]) -> Any:
    """Return a swept value as one column can hold it."""
    if all(isinstance(one, int | float) and not isinstance(one, bool) for one in values):
        return value
    return value if isinstance(value, str) else json.dumps(value)
