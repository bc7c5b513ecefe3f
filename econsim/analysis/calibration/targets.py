"""The targets of a calibration: what was observed, how sure that is, and by how much the model may be wrong itself.

A file of targets is CSV with a header, one target a row:

    name            its name; the name of a row of networks/targets.csv gives every column that is left out or blank
    series          what is recorded, as `econsim list series` names it; several are added up with +
    aggregation     mean (when blank), sum, per_day, per_year or last, over the epochs of the period
    over, over_aggregation    a second series, and its aggregation, where the target is a quotient
    factor          by which the model's number is multiplied; 1 when blank
    period_start, period_end  days, YYYY-MM-DD; period_end is period_start when blank
    value           what was observed
    standard_error  of what was observed
    discrepancy_sd  the standard deviation of model discrepancy: how far the model may be off with the best parameters
    label, unit, source, note    words

Errors and discrepancies are taken as normal and independent between targets.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from econsim.analysis.calibration.matching import Sought
from econsim.analysis.csv_rows import rows_of
from econsim.analysis.targets import epochs_of
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.networks.targets import Target, targets
from econsim.scenario.merge import closest
from econsim.scenario.schema import Scenario

SHIPPED = {"staking_2023": False, "market_2024": True}  # sets of targets, and whether they need a market
_FOLDER = PACKAGE / "data" / "calibration"
_AGGREGATIONS = ("mean", "sum", "per_day", "per_year", "last")
_NEEDED = ("series", "period_start", "value", "standard_error", "discrepancy_sd")
_OTHERS = ("aggregation", "over", "over_aggregation", "factor", "period_end", "label", "unit", "source", "note")


@dataclass(frozen=True)
class CalibrationTarget:
    """One target: how a run is measured, what was observed, and the two standard deviations."""

    measure: Target
    value: float
    standard_error: float
    discrepancy_sd: float

    @property
    def name(self) -> str:
        """Return the name of the target."""
        return self.measure.name


def sought(those: Sequence[CalibrationTarget]) -> Sought:
    """Return what was observed as arrays, by target."""
    sd = [math.hypot(one.standard_error, one.discrepancy_sd) for one in those]
    return Sought(np.array([one.value for one in those]), np.array(sd))


def targets_of(given: Path | str | None, scenario: Scenario, epochs: int) -> list[CalibrationTarget]:
    """Return the targets of a file or of a set that ships; with None, of those that ship, what such a run covers.

    Raises UsageError, in one line, for what cannot be used.
    """
    if given is None:
        names = [name for name, needs_market in SHIPPED.items() if scenario.run.market or not needs_market]
        found = [one for name in names for one in _read(_FOLDER / f"{name}.csv") if _covers(scenario, epochs, one)]
        if not found:
            reason = f"covers none of the targets that ship ({', '.join(SHIPPED)})"
            raise UsageError(
                f"{scenario.name}, {epochs} epochs, {reason}: give targets of your own with --targets FILE"
            )
        return found
    file = _FOLDER / f"{given}.csv" if str(given) in SHIPPED else Path(given)
    found = _read(file)
    for one in found:
        if not _covers(scenario, epochs, one):
            days = f"{one.measure.period_start} to {one.measure.period_end}"
            raise UsageError(f"{file}: {one.name} is of {days}, which {scenario.name}, {epochs} epochs, does not cover")
    return found


def _covers(scenario: Scenario, epochs: int, one: CalibrationTarget) -> bool:
    return epochs_of(one.measure, scenario.run, epochs) is not None


def _read(file: Path) -> list[CalibrationTarget]:
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        known = f"a file, or one of {', '.join(SHIPPED)}"
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"--targets {file}: cannot be read: {why}; expected {known}") from None
    heads, rows = rows_of(text, file)
    known_columns = ("name", *_NEEDED, *_OTHERS)
    if strange := next((name for name in heads if name and name not in known_columns), None):
        near = closest(strange, known_columns) or f"; columns are {', '.join(known_columns)}"
        raise UsageError(f"{file}: {strange}: no such column{near}")
    found = [_target(f"{file}, row {number}", row) for number, row in enumerate(rows, start=1)]
    if not found:
        raise UsageError(f"{file}: holds no target; columns are name, {', '.join(_NEEDED)}")
    names = [one.name for one in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UsageError(f"{file}: {twice} is there twice")
    return found


def _target(place: str, row: Mapping[str, str]) -> CalibrationTarget:
    known = {one.name: one for one in targets()}
    name = row.get("name", "")
    cells = dict(_known_cells(known[name])) if name in known else {}
    cells |= {column: cell for column, cell in row.items() if cell}
    if missing := [column for column in ("name", *_NEEDED) if not cells.get(column)]:
        near = closest(name, known)
        raise UsageError(f"{place}: has no {missing[0]}; columns are name, {', '.join(_NEEDED)}{near}")
    aggregation = cells.get("aggregation", "mean")
    if aggregation not in _AGGREGATIONS:
        raise UsageError(f"{place}: aggregation is {aggregation!r}; expected {', '.join(_AGGREGATIONS)}")
    start, end = (_day(place, cells, column) for column in ("period_start", "period_end"))
    if end < start:
        raise UsageError(f"{place}: period_end is {end}; expected {start} or later")
    factor = _number(place, {"factor": cells.get("factor", "1")}, "factor")
    if factor == 0.0:
        raise UsageError(f"{place}: factor is 0; every run would give 0")
    value = _number(place, cells, "value")
    error, discrepancy = (_number(place, cells, column, least=0.0) for column in ("standard_error", "discrepancy_sd"))
    if error == discrepancy == 0.0:
        raise UsageError(f"{place}: standard_error and discrepancy_sd are both 0; no run meets a number exactly")
    measure = Target(
        name=name,
        label=cells.get("label", name),
        mark="",
        series=cells["series"],
        aggregation=aggregation,
        over=cells.get("over", ""),
        over_aggregation=cells.get("over_aggregation", aggregation),
        factor=factor,
        period_start=start,
        period_end=end,
        value=cells["value"],
        low=value,
        high=value,
        unit=cells.get("unit", ""),
        kind="observed",
        confidence="",
        tolerance=error / abs(value) if value else 0.0,
        source=cells.get("source", ""),
        note=cells.get("note", ""),
        reason="",
    )
    return CalibrationTarget(measure, value, error, discrepancy)


def _known_cells(one: Target) -> Iterator[tuple[str, str]]:
    for name, value in vars(one).items():
        if value not in (None, "") and name not in ("note", "tolerance", "low", "high"):
            yield name, str(value)


def _number(place: str, cells: Mapping[str, str], column: str, least: float = -math.inf) -> float:
    try:
        number = float(cells[column])
    except ValueError:
        number = math.nan
    if not math.isfinite(number) or number < least:
        expected = "a finite number" if least == -math.inf else "a number, 0 or more"
        raise UsageError(f"{place}: {column} is {cells[column]!r}; expected {expected}")
    return number


def _day(place: str, cells: Mapping[str, str], column: str) -> str:
    text = cells.get(column, cells["period_start"])
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise UsageError(f"{place}: {column} is {text!r}; expected YYYY-MM-DD") from None
