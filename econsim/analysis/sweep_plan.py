"""What a sweep would run: its plan, a line a point."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from econsim.analysis.caveats import notes_of
from econsim.analysis.grid import Grid
from econsim.analysis.plan import Plan, PlannedRun, estimated
from econsim.analysis.sweep_result import JOURNAL
from econsim.cores import n_lanes
from econsim.runs.journal import rows_in


def plan_of_sweep(grid: Grid, workers: int | None, out: Path) -> Plan:
    """Return the plan; the names of its runs tell what they change. Replicates that are there are not counted."""
    folder, size = out / grid.folder_name, grid.scenario.run
    kept = {(row.point, row.replicate) for row in rows_in(folder / JOURNAL, grid.key)}
    there = Counter(point for point, replicate in kept if replicate < size.replicates)
    runs = tuple(
        PlannedRun(
            name=point.label,
            against=grid.scenario.name,
            changes=(),
            events=(),
            proposals=(),
            dir=str(folder),
            replicates_there=there[point.number],
            replicates_to_run=size.replicates - there[point.number],
        )
        for point in grid.points
    )
    to_run = sum(run.replicates_to_run for run in runs)
    lanes = n_lanes(workers, to_run)
    estimate, start = estimated(grid.scenario, [to_run], lanes, 0.0, 0, 0)
    notes = tuple(notes_of([grid.scenario], size.epochs))
    return Plan(size.seed, size.replicates, size.epochs, lanes, runs, notes, estimate, start)
