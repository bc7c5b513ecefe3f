"""The market's targets: what was observed in late 2023, beside what the model prints for the same days."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from econsim.analysis.metrics import aggregated, by_epoch
from econsim.simulation.run import Run
from econsim.units import SECONDS_PER_DAY


def targets() -> list[dict[str, Any]]:
    """Return the observed intervals of targets.csv with their source."""
    with (Path(__file__).parent / "targets.csv").open(encoding="utf-8", newline="") as lines:
        rows: list[dict[str, Any]] = list(csv.DictReader(lines))
    return [row | {"low": float(row["low"]), "high": float(row["high"])} for row in rows]


def against_targets(run: Run) -> dict[str, Any]:
    """Judge one run: for each target the mean over replicates and whether it lies in the observed interval.

    `days` is how much of the observed period the run covers (0: nothing to judge); `together` the share of
    replicates that meet all targets at once.
    """
    rows, within, days = [], [], 0
    for target in targets():
        epochs = _epochs_within(run, target)
        days = epochs.size * int(run.scenario.run.epoch_length) // SECONDS_PER_DAY
        if not epochs.size:
            continue
        period = by_epoch(run.series, target["series"])[:, epochs]
        values = aggregated(period, target["aggregation"], run.scenario.run.epoch_length)
        within.append((values >= target["low"]) & (values <= target["high"]))
        mean = float(values.mean())
        rows.append(target | {"mean": mean, "is_met": target["low"] <= mean <= target["high"]})
    together = float(np.logical_and.reduce(within).mean()) if within else None
    return {"days": days, "together": together, "rows": rows}


def _epochs_within(run: Run, target: dict[str, Any]) -> Any:
    low, high = date.fromisoformat(target["period_start"]), date.fromisoformat(target["period_end"])
    seconds = [k * run.scenario.run.epoch_length for k in range(run.epochs)]
    return np.flatnonzero([low <= (run.scenario.run.start + timedelta(seconds=s)).date() <= high for s in seconds])
