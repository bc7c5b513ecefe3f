"""How chance spreads a series over time: deciles of a run, or of the paired difference between two arms."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import unit_of
from econsim.analysis.findings import finding
from econsim.analysis.metrics import by_epoch
from econsim.analysis.named_series import NamedSeries, named_series
from econsim.plots.path_data import marks_of
from econsim.plots.paths import mark_all
from econsim.plots.style import INK, OKABE_ITO, date_axis, dress, label_lines, last_known, styled
from econsim.plots.things import runs_of
from econsim.runs.run_result import RunResult
from econsim.scenario.values import counted
from econsim.units import FloatArray

_DECILES = (10, 20, 30, 40)  # each with the one as far from the other end: four bands around the median


def fan(thing: Comparison | RunResult, metric: str, ax: Axes | None = None) -> Axes:
    """Draw the median over replicates and the bands between deciles, in time.

    Of a run its series; of a comparison the difference of each variant to the baseline, pair by pair, which shows what
    the rule does apart from what chance does to both. `metric` is the name of a metric or of any series.
    """
    runs = runs_of(thing, "fan")
    first = next(iter(runs.values()))
    told = named_series(metric, first.series.columns, first.series.attrs.get("units", {}))
    spread = _spread(runs, told.column)
    unit = unit_of(told.unit)
    dates: Any = first.scenario.run.dates(first.epochs)
    with styled(ax) as axes:
        colours = dict(zip(spread, OKABE_ITO, strict=False))
        ends = {}
        for label, values in spread.items():
            shown = values * unit.factor
            for decile in _DECILES:
                low, high = np.nanpercentile(shown, (decile, 100 - decile), axis=0)
                axes.fill_between(dates, low, high, color=colours[label], alpha=0.16, linewidth=0)
            median = np.nanmedian(shown, axis=0)
            axes.plot(dates, median, color=colours[label], linewidth=1.5, label=label)
            ends[label] = last_known(median)
        if len(runs) > 1:
            axes.axhline(0.0, color=INK, linewidth=0.8)
        mark_all(axes, marks_of([run.scenario for run in runs.values()], first.epochs))
        dress(axes, _title(thing, told, metric), _subtitle(runs, told, first.replicates))
        date_axis(axes)
        label_lines(axes, ends, colours)
    return axes


def _spread(runs: Any, column: str) -> dict[str, FloatArray]:
    """Return what is spread, shape (replicates, epochs): the series of a run, or each variant's pairs."""
    values = {label: np.asarray(by_epoch(run.series, column), dtype=np.float64) for label, run in runs.items()}
    if len(values) == 1:
        return values
    baseline, *variants = values
    return {label: values[label] - values[baseline] for label in variants}


def _title(thing: Comparison | RunResult, told: NamedSeries, metric: str) -> str:
    if isinstance(thing, Comparison):
        return finding(thing, metric) if metric in thing.metrics else told.title
    return f"{told.title} in {thing.scenario.name}"


def _subtitle(runs: Any, told: NamedSeries, replicates: int) -> str:
    unit, spread = unit_of(told.unit), f"median and deciles of {counted(replicates, 'replicate')}"
    if len(runs) == 1:
        return f"{unit.level or 'number'}; {spread}"
    words = f"{unit.difference}, " if unit.difference else ""
    return f"{words}difference to {next(iter(runs))}; {spread}"
