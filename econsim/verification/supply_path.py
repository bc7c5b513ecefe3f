"""The observed supply and the bonded path of a replay, read from files.

A file is CSV with a header, or JSON (a list of maps); a folder stands for all the CSV files in it. Columns:

    date                 YYYY-MM-DD; the number is that of 00:00 UTC
    implied_supply_akt   AKT in circulation; blank where none was observed
    bonded_ratio_knot    bonded ratio, 0 to 1; blank where no knot lies; straight lines between knots

Other columns are not looked at, rows may come in any order, and rows of one date are taken together. This is the
format of data/observations/akt_supply_2023_10day.csv and bonded_ratio_inferred_2023.csv, in one file or in two. A file
without any knot is replayed along the shipped path, as far as that reaches.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np

from econsim.errors import UsageError
from econsim.model_version import PACKAGE
from econsim.units import SECONDS_PER_DAY, FloatArray

_OBSERVATIONS = PACKAGE / "data" / "observations"
_SUPPLY_FILE = _OBSERVATIONS / "akt_supply_2023_10day.csv"
_PATH_FILE = _OBSERVATIONS / "bonded_ratio_inferred_2023.csv"
_SUPPLY, _KNOT = "implied_supply_akt", "bonded_ratio_knot"
_FEWEST_POINTS = 4  # two numbers are fitted and the first point is the start
_LARGEST_AKT = 10**12


@dataclass(frozen=True)
class SupplyPath:
    """Observations of supply, and the bonded ratio between knots; dates are 00:00 UTC."""

    dates: list[datetime]
    supply_akt: FloatArray
    knot_dates: list[datetime]
    knots: FloatArray

    def bonded_ratios(self, knots: FloatArray) -> list[float]:
        """Return the bonded ratio at noon of each day from the first observation to the last, given the knots."""
        places = [(day - self.dates[0]).total_seconds() / SECONDS_PER_DAY for day in self.knot_dates]
        ratios: list[float] = np.interp(np.arange(self.days[-1]) + 0.5, places, knots).tolist()
        return ratios

    @property
    def days(self) -> list[int]:
        """Return the days of the observations since the first one."""
        return [round((day - self.dates[0]).total_seconds() / SECONDS_PER_DAY) for day in self.dates]


def read_supply_path(path: Path | None) -> SupplyPath:
    """Return what a file holds, or what econsim ships; raises UsageError, in one line, for what cannot be used."""
    files = [_SUPPLY_FILE, _PATH_FILE] if path is None else _files(path)
    supply: dict[date, float] = {}
    knots: dict[date, float] = {}
    for file in files:
        for place, row in _rows(file):
            day = _date(place, row)
            _note(supply, place, day, row, _SUPPLY, _LARGEST_AKT)
            _note(knots, place, day, row, _KNOT, 1.0)
    if len(supply) < _FEWEST_POINTS:
        raise UsageError(f"{path}: has {len(supply)} dates with {_SUPPLY}; a replay needs {_FEWEST_POINTS} or more")
    return _path(path, supply, knots or _shipped_knots())


def _path(path: Path | None, supply: Mapping[date, float], knots: Mapping[date, float]) -> SupplyPath:
    dates, places = sorted(supply), sorted(knots)
    if places[0] > dates[0] or places[-1] < dates[-1]:
        raise UsageError(
            f"{path}: {_SUPPLY} goes from {dates[0]} to {dates[-1]}, {_KNOT} only from {places[0]} to {places[-1]}; "
            "give knots at or beyond both ends"
        )
    return SupplyPath(
        dates=[_midnight(day) for day in dates],
        supply_akt=np.array([supply[day] for day in dates]),
        knot_dates=[_midnight(day) for day in places],
        knots=np.array([knots[day] for day in places]),
    )


def _shipped_knots() -> dict[date, float]:
    knots: dict[date, float] = {}
    for place, row in _rows(_PATH_FILE):
        _note(knots, place, _date(place, row), row, _KNOT, 1.0)
    return knots


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(path.glob("*.csv"))
    if not files:
        raise UsageError(f"{path}: holds no .csv file")
    return files


def _rows(file: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each row with its place."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}") from None
    rows = _json_rows(file, text) if text.lstrip().startswith(("[", "{")) else list(csv.DictReader(text.splitlines()))
    for number, row in enumerate(rows, start=1):
        if not isinstance(row, Mapping) or "date" not in row:
            raise UsageError(f"{file}, row {number}: has no date; columns are date, {_SUPPLY}, {_KNOT}")
        yield f"{file}, row {number}", row


def _json_rows(file: Path, text: str) -> list[Any]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file}: is not JSON: {error}") from None
    if not isinstance(rows, list):
        raise UsageError(f"{file}: is no list of maps with date, {_SUPPLY}, {_KNOT}")
    return rows


def _date(place: str, row: Mapping[str, Any]) -> date:
    try:
        return date.fromisoformat(str(row["date"]))
    except ValueError:
        raise UsageError(f"{place}: date is {row['date']!r}; expected YYYY-MM-DD") from None


def _note(seen: dict[date, float], place: str, day: date, row: Mapping[str, Any], column: str, most: float) -> None:
    """Note the number that a row has in a column, if it has one."""
    given = row.get(column)
    if given is None or (isinstance(given, str) and not given.strip()):
        return
    try:
        number = math.nan if isinstance(given, bool) else float(given)
    except (TypeError, ValueError):
        number = math.nan
    is_allowed = 0.0 < number <= most
    if not is_allowed:
        raise UsageError(f"{place}: {column} is {given!r}; expected a number above 0, at most {most:g}")
    if seen.setdefault(day, number) != number:
        raise UsageError(f"{place}: {column} has two values for {day}")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
