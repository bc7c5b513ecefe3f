"""The market's targets: what was observed of Akash until the end of 2024.

`targets.csv` holds every row that was found, contradicting ones too. `mark` says what a row is to the model: `input`
(it was put in), `fitted` (`econsim calibrate market` turns the market's numbers until it is met), `check` (neither),
`outside` (nothing to compare, with the reason). `tolerance` is a part of the observed value and follows the confidence
in it. A row in which `over` is named is a ratio.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

INPUT, FITTED, CHECK, OUTSIDE = "input", "fitted", "check", "outside"
_OF_THE_SCENARIO = "population."  # where a row is held against a parameter instead of a series


@dataclass(frozen=True)
class Target:
    """One row of targets.csv; `low` and `high` are equal where one value was observed, None where open."""

    name: str
    label: str
    mark: str
    series: str
    aggregation: str
    over: str
    over_aggregation: str
    factor: float | None
    period_start: str
    period_end: str
    value: str
    low: float | None
    high: float | None
    unit: str
    kind: str
    confidence: str
    tolerance: float
    source: str
    note: str
    reason: str

    @property
    def is_of_the_scenario(self) -> bool:
        """Return whether it is held against a parameter instead of a series."""
        return self.series.startswith(_OF_THE_SCENARIO)

    def missed_end(self, value: float) -> float | None:
        """Return the end of the observed interval beyond which a value lies, None inside."""
        if self.low is not None and value < self.low:
            return self.low
        return self.high if self.high is not None and value > self.high else None

    def miss(self, value: float) -> float:
        """Return how far a value lies outside the observed interval, in tolerances: (value - end) / (tolerance end)."""
        end = self.missed_end(value)
        return 0.0 if end is None else (value - end) / (self.tolerance * abs(end))


@dataclass(frozen=True)
class JudgedTarget(Target):
    """A target beside what a run has for it: mean over replicates, its miss in tolerances `z`, and a verdict.

    All three are None for what is outside, and for days or GPU models that the run does not have.
    """

    mean: float | None
    z: float | None
    verdict: str | None


@cache
def targets() -> tuple[Target, ...]:
    """Return the rows of targets.csv."""
    with (Path(__file__).parent / "targets.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_target(row) for row in csv.DictReader(lines))


def _target(row: dict[str, Any]) -> Target:
    value, low, high, factor, tolerance = (
        float(row[name]) if row[name] else None for name in ("value", "low", "high", "factor", "tolerance")
    )
    ends = {"low": low, "high": high} if value is None else {"low": value, "high": value}
    return Target(**row | ends | {"factor": factor, "tolerance": tolerance})
