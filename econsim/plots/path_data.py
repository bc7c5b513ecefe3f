"""What a plot over time shows, before it is drawn: every arm's band by date, in the unit shown, and what is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from econsim.analysis.ballots import ballots
from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, Unit, decimals_of, plain, unit_of
from econsim.analysis.event_data import Mark
from econsim.analysis.findings import finding
from econsim.analysis.marks import marks
from econsim.analysis.metrics import Metric
from econsim.analysis.named_series import named_series
from econsim.analysis.paths import COLUMNS, paths_frame
from econsim.analysis.report_data import Band
from econsim.analysis.text_table import TextTable
from econsim.plots.things import is_model, refuse
from econsim.runs.run_result import RunResult
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted
from econsim.units import SECONDS_PER_DAY, FloatArray

if TYPE_CHECKING:
    from econsim.simulation.model import Model

_DAYS_BETWEEN_ROWS = 30
_FLOWS = ("per_year", "sum")  # whose series says how much in an epoch
_SHADED = ", shaded where half and 90 % of them are"


@dataclass(frozen=True)
class Line:
    """One arm's series over time: mean over replicates, the ranges that hold 90 % and half of them."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray
    lower: FloatArray
    upper: FloatArray


@dataclass(frozen=True)
class Marked:
    """What a plot over time marks: a moment, or (with an end) what lasts."""

    name: str
    begin: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class PathData:
    """One series in all arms, ready to be drawn, in the unit shown."""

    title: str
    unit: str
    subtitle: str
    dates: list[datetime]
    arms: Mapping[str, Line]
    marks: Sequence[Marked]


def path_data(thing: Comparison | RunResult | Model, metric: str) -> PathData:
    """Return the data of a plot over time of a metric's series, or of any series.

    `thing` is a comparison, a run or a model; the runs of a comparison are read only for what it does not keep itself.
    """
    if isinstance(thing, Comparison):
        return _of_comparison(thing, metric)
    if isinstance(thing, RunResult):
        frame = paths_frame({thing.scenario.name: thing}, metric)
        told = named_series(metric, thing.series.columns, {})
        runs = counted(thing.replicates, "replicate")
        return _data(frame, f"{told.title} in {thing.scenario.name}", runs, _of_run(thing))
    if is_model(thing):
        return _of_model(thing, metric)
    refuse("time_path", thing, "a comparison", "a run", "a model")


def marks_of(scenarios: Sequence[Scenario], epochs: int) -> list[Marked]:
    """Return the events and shocks of some scenarios that runs of so many epochs reach, each once."""
    return _marked(mark for scenario in scenarios for mark in marks(scenario, (), epochs))


def _of_run(run: RunResult) -> list[Marked]:
    """Return the same of one run, and its proposals where they are decided."""
    return _marked(marks(run.scenario, (), run.epochs, ballots(run.scenario, run)))


def path_table(data: PathData, metric: Metric) -> TextTable:
    """Return a plot's data: the mean of each arm every 30 days and at the end."""
    dates, decimals = data.dates, decimals_of(metric)
    days = (dates[1] - dates[0]).total_seconds() / SECONDS_PER_DAY if len(dates) > 1 else 1.0
    step = max(1, round(_DAYS_BETWEEN_ROWS / days))
    rows = [
        [f"{dates[place]:%Y-%m-%d}", *(_mean(line.mean[place], decimals) for line in data.arms.values())]
        for place in sorted({*range(0, len(dates), step), len(dates) - 1})
    ]
    return TextTable(["date", *data.arms], rows, numbers=range(1, len(data.arms) + 1))


def _of_comparison(comparison: Comparison, metric: str) -> PathData:
    numbers, background = comparison.numbers, comparison.background
    start = datetime.fromisoformat(background.clock.start).replace(tzinfo=None)
    dates = [start + k * timedelta(seconds=background.clock.epoch_seconds) for k in range(numbers.epochs)]
    title = finding(comparison, metric) if metric in comparison.metrics else None
    runs = counted(numbers.replicates, "paired run")
    once = _marked(mark for of_arm in background.marks.values() for mark in of_arm)
    if metric not in background.paths:
        frame = comparison.paths(metric)
        told = named_series(metric, next(iter(comparison.runs.values())).series.columns, {})
        return _data(frame, title or told.title, runs, once)
    unit, days = _unit_of_a_path(comparison.metrics[metric]), background.clock.epoch_seconds / SECONDS_PER_DAY
    factor = unit.factor / days if comparison.metrics[metric].aggregation in _FLOWS else unit.factor
    shown = {arm.label for arm in background.arms}
    arms = {label: _line(band, factor) for label, band in background.paths[metric].items() if label in shown}
    words = unit.level.strip() or "number"
    return PathData(title or metric, words, f"{words}; mean of {runs}{_SHADED}", dates, arms, once)


def _unit_of_a_path(metric: Metric) -> Unit:
    """Return the unit in which a metric's series is shown over time: of a flow, an epoch of which is kept, a day."""
    amount = metric.unit.partition("/")[0]
    return unit_of(f"{amount}/day" if metric.aggregation in _FLOWS else metric.unit)


def _of_model(model: Model, metric: str) -> PathData:
    series = model.series
    told = named_series(metric, series.columns, series.attrs["units"])
    frame = pd.concat({model.inputs.name: pd.DataFrame(dict.fromkeys(COLUMNS.values(), series[told.column]))})
    frame.attrs = {"unit": told.unit}
    marks = marks_of([model.inputs], model.epoch)
    return _data(frame, f"{told.title} in {model.inputs.name}", "", marks)


def _data(frame: pd.DataFrame, title: str, runs: str, marks: Sequence[Marked]) -> PathData:
    """Return what a frame of bands, indexed (arm, date), shows."""
    unit = unit_of(frame.attrs["unit"])
    arms = {
        str(label): Line(*(part[column].to_numpy(np.float64) * unit.factor for column in COLUMNS.values()))
        for label, part in frame.groupby(level=0, sort=False)
    }
    words, some = unit.level or "number", frame.loc[next(iter(arms))]
    told = f"; mean of {runs}{_SHADED}" if runs else "; one replicate"
    return PathData(title, words, words + told, pd.DatetimeIndex(some.index).to_pydatetime().tolist(), arms, marks)


def _marked(marks: Iterable[Mark]) -> list[Marked]:
    """Return what is marked, each once, without zones."""
    found = (
        Marked(one.name.replace("_", " "), _moment(one.begin), None if one.end is None else _moment(one.end))
        for one in marks
    )
    return list(dict.fromkeys(found))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)


def _line(band: Band, factor: float) -> Line:
    return Line(*(np.array(getattr(band, part), dtype=np.float64) * factor for part in COLUMNS))


def _mean(value: float, decimals: int) -> str:
    return plain(float(value), decimals) if np.isfinite(value) else MISSING
