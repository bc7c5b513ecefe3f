"""Observations to score forecasts by: dated numbers of things that econsim has a series of.

A file is CSV with a header, in one of two forms:

    long    metric, value (or low and high, of which the middle is taken), and date, or period_start and period_end;
            standard_error where one is known
    wide    date (or month), and a column for each metric: implied_supply_akt, bonded_ratio_knot, akt_usd, ...;
            standard_error where there is one metric

A date is YYYY-MM-DD, or YYYY-MM for a whole month. What a metric is in econsim stands in
data/calibration/observed_series.csv; the name of a series of econsim is a metric, too. What cannot be scored, and a
column that is not looked at, is passed over, with a line that says why; of two numbers of the same metric and days the
second is. A number or a date that is none stops the reading.
"""

from __future__ import annotations

import csv
import math
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from econsim.analysis.csv_rows import rows_of
from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.scenario.merge import closest

_MEASURES = PACKAGE / "data" / "calibration" / "observed_series.csv"
SHIPPED = tuple(
    PACKAGE / "data" / "observations" / f"{name}.csv"
    for name in ("akt_supply_2023_10day", "bonded_ratio_inferred_2023")
)
_FIRST_DAYS = ("date", "month", "period_start")
_DAYS = (*_FIRST_DAYS, "period_end")
_ERROR = "standard_error"
_LONG = ("metric", "value", "low", "high")


@dataclass(frozen=True)
class Measure:
    """How a run is measured for a metric; `is_amount`: the observed number is of a period, and is told per day."""

    series: str
    aggregation: str
    over: str = ""
    over_aggregation: str = ""
    factor: float = 1.0
    is_amount: bool = False


@dataclass(frozen=True)
class Observation:
    """One number, of a day or of the days from `start` to `end`; amounts are per day."""

    metric: str
    start: date
    end: date
    value: float
    standard_error: float

    @property
    def days(self) -> str:
        """Return its day, or its first and last, in words."""
        return str(self.end) if self.start == self.end else f"{self.start} to {self.end}"

    @property
    def middle(self) -> float:
        """Return the middle of its days, as a number of days."""
        return (self.start.toordinal() + self.end.toordinal()) / 2.0


@dataclass
class Observations:
    """What was read: the observations in the order of their days, and a line for each row that was passed over."""

    found: list[Observation] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)


@cache
def measures() -> Mapping[str, Measure]:
    """Return what each metric of the data is in econsim."""
    with _MEASURES.open(encoding="utf-8", newline="") as lines:
        return {
            row["metric"]: Measure(
                row["series"],
                row["aggregation"],
                row["over"],
                row["over_aggregation"],
                float(row["factor"]),
                row["how"] == "amount",
            )
            for row in csv.DictReader(lines)
        }


def measure_of(metric: str, series: Sequence[str]) -> Measure | None:
    """Return how a metric is measured; None where neither it nor a series of that name is known."""
    return measures().get(metric) or (Measure(metric, "mean") if metric in series else None)


def read_observations(files: Sequence[Path], series: Sequence[str]) -> Observations:
    """Return what files hold; `series` are the names that econsim records. Raises UsageError for what is damaged."""
    read, unknown = Observations(), set[str]()
    for file in files:
        for place, metric, row in _rows(file, series, read.passed_over):
            measure = measure_of(metric, series)
            if measure is None and metric not in unknown:
                unknown.add(metric)
                near = closest(metric, [*measures(), *series])
                read.passed_over.append(f"{place}: {metric} is nothing that econsim has a series of{near}")
            if measure is not None:
                _note(read, place, metric, row, measure)
    read.found.sort(key=lambda one: (one.metric, one.end))
    return read


def _note(read: Observations, place: str, metric: str, row: Mapping[str, str], measure: Measure) -> None:
    value, error = _value(place, row)
    days = _days(place, row)
    if value is None:
        read.passed_over.append(f"{place}: {metric} has one bound alone")
    elif days is None:
        read.passed_over.append(f"{place}: {metric} has no day")
    else:
        length = (days[1] - days[0]).days + 1 if measure.is_amount else 1
        one = Observation(metric, *days, value / length, error / length)
        if any((other.metric, other.start, other.end) == (metric, *days) for other in read.found):
            read.passed_over.append(f"{place}: {metric} of {one.days} is there before; the first counts")
        else:
            read.found.append(one)


def _rows(file: Path, series: Sequence[str], passed: list[str]) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    """Yield place, metric and cells of each number of a file, whichever form it has; note columns that are no use."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "" if file.suffix else "; a scenario is given by --scenario"
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise UsageError(f"{file}: cannot be read: {reason}{hint}") from None
    heads, rows = rows_of(text, file)
    numbers = [name for name in heads if name not in ("", *_DAYS, _ERROR)]
    if not numbers or not set(_FIRST_DAYS) & set(heads):
        raise UsageError(f"{file}: has no dated numbers; columns are date (or period_start, period_end), metric, value")
    is_long = "metric" in heads
    used = [name for name in numbers if (name in _LONG if is_long else measure_of(name, series))]
    for name in numbers:
        if name not in used:
            why = "is not looked at" if is_long else "is nothing that econsim has a series of"
            near = closest(name, [*_DAYS, _ERROR, *_LONG, *(() if is_long else (*measures(), *series))])
            passed.append(f"{file}: the column {name} {why}{near}")
    if not is_long and len(used) > 1 and _ERROR in heads:
        passed.append(f"{file}: the column {_ERROR} could be of {', '.join(used)}: give those rows as metric, value")
    for number, cells in enumerate(rows, start=1):
        place = f"{file}, row {number}"
        if is_long:
            yield place, cells["metric"], cells
        for name in () if is_long else used:
            if cells[name]:
                its_error = cells.get(_ERROR, "") if len(used) == 1 else ""
                yield place, name, cells | {"value": cells[name], _ERROR: its_error}


def _value(place: str, row: Mapping[str, str]) -> tuple[float | None, float]:
    """Return the number of a row and its standard error; an interval is taken as even, a bound alone as none."""
    error = _number(place, row, _ERROR) if row.get(_ERROR) else 0.0
    if error < 0.0:
        raise UsageError(f"{place}: {_ERROR} is {row[_ERROR]!r}; expected a number, 0 or more")
    if row.get("value"):
        return _number(place, row, "value"), error
    ends = [_number(place, row, name) for name in ("low", "high") if row.get(name)]
    if not ends:
        raise UsageError(f"{place}: has no value")
    return (sum(ends) / 2.0, (ends[1] - ends[0]) / 12.0**0.5) if len(ends) == 2 else (None, 0.0)


def _number(place: str, row: Mapping[str, str], name: str) -> float:
    try:
        number = float(row[name])
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise UsageError(f"{place}: {name} is {row[name]!r}; expected a finite number")
    return number


def _days(place: str, row: Mapping[str, str]) -> tuple[date, date] | None:
    """Return the first and the last day that a row is of, None where it names none."""
    first = row.get("period_start") or row.get("date") or row.get("month") or ""
    last = row.get("period_end") or first
    if not first:
        return None
    start, end = _day(place, first, is_last=False), _day(place, last, is_last=True)
    if end < start:
        raise UsageError(f"{place}: period_end is {end}; expected {start} or later")
    return start, end


def _day(place: str, text: str, *, is_last: bool) -> date:
    try:
        if len(text) == len("2023-09"):
            first = date.fromisoformat(f"{text}-01")
            return first + timedelta(days=monthrange(first.year, first.month)[1] - 1) if is_last else first
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{place}: date is {text!r}; expected YYYY-MM-DD or YYYY-MM") from None
