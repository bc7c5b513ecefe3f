"""What a sensitivity analysis has found, and the folder that keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import LeftOut, WhatIf
from econsim.analysis.sensitivity.estimators import ElementaryEffect, VarianceShare
from econsim.analysis.sensitivity.strip import Strip
from econsim.analysis.sensitivity.switching import SwitchingValues
from econsim.analysis.typed_json import json_of, read
from econsim.atomic_files import write_bytes, write_json, write_text
from econsim.errors import UsageError
from econsim.scenario.asked import kept_folder
from econsim.scenario.values import counted
from econsim.simulation.invariants import InvariantLog

SENSITIVITY = "sensitivity"  # the kind that its manifest names
NUMBERS, CSV, DATASET = "sensitivity.json", "sensitivity.csv", "sensitivity.parquet"


@dataclass(frozen=True)
class PriorRow:
    """The prior of a path: its kind, its ends, and what the baseline has there (as text where that is no number)."""

    kind: str
    low: float
    high: float
    unit: str
    now: str


@dataclass(frozen=True)
class FactorRow:
    """What was varied, with the prior of every path that it moves; the dummy and the seed move none."""

    name: str
    words: str
    priors: Mapping[str, PriorRow]


@dataclass(frozen=True)
class Response:
    """A metric's difference over the points of a design: what it is, how far it goes, and what each factor does to it.

    `noise`: the standard error of one point's mean, root mean square over the points. `why_not`: why there is no
    estimate (undefined at some point, or the same at every one), '' where there is. Morris fills `effects`, Sobol'
    `shares`; they are in the order of the factors.
    """

    unit: str
    mean: float | None
    low: float | None
    high: float | None
    sd: float | None
    noise: float | None
    why_not: str
    effects: tuple[ElementaryEffect, ...] = ()
    shares: tuple[VarianceShare, ...] = ()


@dataclass(frozen=True)
class Findings:
    """What sensitivity.json holds, the fields in the order of its keys: see docs/sensitivity.md.

    `beliefs` is the table of oat; of the others `responses`, by metric. `failures`: a line for each point that failed.
    `invariants` is None of oat, whose runs keep their own.
    """

    baseline: str
    variant: str
    method: str
    digest: str
    results_digest: str | None
    seed: int
    replicates: int
    epochs: int
    number: int
    points: int
    runs: int
    factors: tuple[FactorRow, ...]
    left_out: tuple[LeftOut, ...]
    beliefs: WhatIf | None
    responses: Mapping[str, Response]
    objectives: tuple[Metric, ...]
    failures: tuple[str, ...]
    invariants: InvariantLog | None
    wall_seconds: float
    switching: tuple[SwitchingValues, ...] = ()
    strip: Strip | None = None


@dataclass(frozen=True)
class Sensitivity:
    """A sensitivity analysis: what it has found and every point, a row for each point and metric."""

    found: Findings
    points: pd.DataFrame = field(repr=False)
    directory: Path | None = None

    def __repr__(self) -> str:
        told, where = self.found, f", in {self.directory}" if self.directory else ""
        size = f"{counted(told.replicates, 'replicate')} of {counted(told.epochs, 'epoch')}, seed {told.seed}"
        what = f"{told.method}, {counted(told.points, 'point')}"
        return f"Sensitivity({told.variant} against {told.baseline}: {what}, {size}{where})"

    @cached_property
    def metrics(self) -> Mapping[str, Metric]:
        """Return the metrics that have a better side, as they were judged."""
        return {one.name: one for one in self.found.objectives}

    def as_json(self) -> dict[str, Any]:
        """Return what sensitivity.json holds: plain numbers and None, never NaN or infinity."""
        return {"dir": None if self.directory is None else str(self.directory), **json_of(self.found)}

    def frame(self) -> pd.DataFrame:
        """Return what each factor does, a row for each metric and factor, or of oat each metric and belief."""
        return pd.DataFrame(_rows(self.found))

    def write(self, directory: Path) -> None:
        """Write its files, each whole or not at all, the numbers last."""
        from econsim.runs.parquet import parquet_bytes  # read without it

        write_bytes(directory / DATASET, parquet_bytes(self.points))
        write_text(directory / CSV, self.frame().to_csv(index=False, lineterminator="\n"))
        write_json(directory / NUMBERS, Sensitivity(self.found, self.points, directory).as_json())


def load_sensitivity(directory: Path | str) -> Sensitivity:
    """Return a sensitivity analysis from its folder alone; raises UsageError where there is none."""
    folder = kept_folder(directory)
    if not (folder / NUMBERS).is_file():
        raise UsageError(f"{folder} is not the folder of a sensitivity analysis: it has no {NUMBERS}")
    return Sensitivity(read(Findings, folder / NUMBERS), pd.read_parquet(folder / DATASET), folder)


def _rows(found: Findings) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for belief in () if found.beliefs is None else found.beliefs.rows:
        for metric, finding in belief.variants[found.variant].items():
            rows.append({"metric": metric, "belief": belief.name, "words": belief.words, **vars(finding)})
    for metric, response in found.responses.items():
        for one in (*response.effects, *response.shares):
            rows.append({"metric": metric, "unit": response.unit, **vars(one), "noise": response.noise})
    return rows
