"""A sweep that has been run: its points and their metrics, kept and read again."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from econsim.analysis.metrics import metrics
from econsim.analysis.sweep_table import NUMBERS as _NUMBERS
from econsim.analysis.sweep_table import PointMetric, SweepTable
from econsim.analysis.typed_json import read
from econsim.errors import UsageError
from econsim.runs.manifest import MANIFEST
from econsim.scenario.asked import kept_folder
from econsim.scenario.values import counted
from econsim.simulation.invariants import InvariantLog

NUMBERS, TABLE, DATASET, DATASET_CSV, JOURNAL = (
    "sweep.json", "sweep.parquet", "replicates.parquet", "replicates.csv", "journal.jsonl",
)  # fmt: skip


@dataclass(frozen=True)
class SweepPoint:
    """One point: its values by path, the digest of its results, why it failed if it did, and its metrics."""

    point: int
    values: Mapping[str, Any]
    results_digest: str | None
    error: str | None
    metrics: Mapping[str, PointMetric]


@dataclass(frozen=True)
class Sweep:
    """A sweep that has been run, the fields in the order of the keys of its JSON: see docs/output.md."""

    scenario: str
    dir: str | None
    dataset: str | None
    digest: str
    results_digest: str | None
    seed: int
    replicates: int
    epochs: int
    design: str | None
    swept: Mapping[str, tuple[Any, ...]]
    baseline_point: int
    first_epoch: int
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
        """Return one row for each point and metric; a path whose values are not all numbers is text."""
        done = [point for point in self.points if point.metrics]
        names = list(done[0].metrics) if done else []
        columns: dict[str, Any] = {"point": np.repeat([point.point for point in done], len(names))}
        for path, values in self.swept.items():
            cells = cells_of([point.values[path] for point in done], values)
            columns[path] = np.repeat(np.array(cells, dtype=object if _are_text(values) else None), len(names))
        columns |= {"metric": names * len(done), "unit": [metrics()[name].unit for name in names] * len(done)}
        found = np.full((len(done), len(names), len(_NUMBERS)), np.nan)
        verdicts = []
        for row, point in enumerate(done):
            for place, one in enumerate(point.metrics.values()):
                found[row, place] = np.array([getattr(one, number) for number in _NUMBERS], dtype=np.float64)
                verdicts.append(one.verdict)
        columns |= {number: found[:, :, place].ravel() for place, number in enumerate(_NUMBERS)}
        return pd.DataFrame(columns | {"verdict": verdicts})


def load_sweep(directory: Path | str) -> Sweep:
    """Return a sweep from its folder alone; raises UsageError where there is none, or a file of another shape."""
    file = kept_folder(directory) / NUMBERS
    if not file.is_file():
        raise UsageError(f"{directory} is not the folder of a sweep: it has no {NUMBERS}")
    made = read(Sweep, file)
    table = file.with_name(TABLE)
    try:
        kept = pd.read_parquet(table)
    except (OSError, ValueError) as error:
        raise UsageError(f"{table} cannot be read: {' '.join(str(error).split())}") from error
    numbers = [int(number) for number in kept["point"].unique()]
    names = tuple(kept["metric"].unique())
    shape = (len(numbers), len(names))
    verdicts = np.array([None if pd.isna(one) else one for one in kept["verdict"]], dtype=object).reshape(shape)
    found = SweepTable(names, kept[list(_NUMBERS)].to_numpy(np.float64).reshape(*shape, -1), verdicts)
    rows = {number: row for row, number in enumerate(numbers)}
    return dataclasses.replace(
        made,
        points=tuple(
            dataclasses.replace(point, metrics=found.at(rows[point.point])) if point.point in rows else point
            for point in made.points
        ),
    )


def cells_of(values: Sequence[Any], all_values: Sequence[Any]) -> list[Any]:
    """Return swept values as one column can hold them: numbers, or text where any of all values is no number."""
    if not _are_text(all_values):
        return list(values)
    return [value if isinstance(value, str) else json.dumps(value) for value in values]


def _are_text(values: Sequence[Any]) -> bool:
    return not all(isinstance(one, int | float) and not isinstance(one, bool) for one in values)
