"""What a sweep leaves in its folder beside its journal: dataset, table of points, scenario, manifest."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd

from econsim.analysis.grid import Grid
from econsim.analysis.metrics import metrics
from econsim.analysis.sweep_result import (
    DATASET,
    DATASET_CSV,
    NUMBERS,
    TABLE,
    Sweep,
    SweepPoint,
    cells_of,
)
from econsim.analysis.sweep_rows import SweepRows
from econsim.analysis.typed_json import json_of
from econsim.atomic_files import remove_leftovers, write_bytes, write_json
from econsim.runs.manifest import MANIFEST, SWEEP, manifest
from econsim.runs.parquet import parquet_bytes
from econsim.runs.scenario_files import keep_scenarios
from econsim.units import ColumnUnits

_TOLD = ("seed", "replicates", "epochs", "digest", "results_digest", "baseline_point", "invariants", "wall_seconds")


def keep(made: Sweep, grid: Grid, rows: SweepRows, folder: Path, command: str | None) -> None:
    """Write all of it, the numbers last."""
    content = json_of(dataclasses.replace(made, points=tuple(_without_metrics(made))))
    remove_leftovers(folder)
    keep_scenarios(folder, [grid.scenario])
    named = {"name": grid.scenario.name} | {name: content[name] for name in _TOLD}
    again = command or f"econsim sweep {grid.scenario.name}.yaml"
    write_json(folder / MANIFEST, manifest(SWEEP, again, {grid.scenario.name: grid.scenario}, grid.key, named))
    dataset = dataset_of(made, rows)
    write_bytes(folder / DATASET, parquet_bytes(dataset))
    write_bytes(folder / DATASET_CSV, dataset.to_csv(index=False, lineterminator="\n").encode())
    write_bytes(folder / TABLE, parquet_bytes(made.frame()))
    write_json(folder / NUMBERS, content)


def dataset_of(made: Sweep, rows: SweepRows) -> pd.DataFrame:
    """Return one row for each replicate that is there, by `scenario`, `point`, `replicate`: swept values and metrics.

    Units of the metrics stand in `attrs["units"]`.
    """
    point, replicate = np.nonzero(rows.is_there)
    columns = {"scenario": np.full(len(point), made.scenario, object), "point": point, "replicate": replicate}
    for path, values in made.swept.items():
        cells = cells_of([one.values[path] for one in made.points], values)
        columns[path] = np.array(cells, dtype=object if any(isinstance(cell, str) for cell in cells) else None)[point]
    found = pd.DataFrame(columns | dict(zip(rows.metrics, rows.values[rows.is_there].T, strict=True)))
    found.attrs["units"] = ColumnUnits({name: metrics()[name].unit for name in rows.metrics})
    return found


def _without_metrics(made: Sweep) -> list[SweepPoint]:
    """Return the points without the numbers that stand in the table."""
    return [dataclasses.replace(point, metrics={}) for point in made.points]
