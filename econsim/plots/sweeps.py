"""A metric over the points of a sweep: lines over the swept values, or a field of colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from econsim.analysis.display import number, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.metrics import metric as metric_named
from econsim.analysis.proposal import with_its_unit
from econsim.analysis.sweep_result import Sweep, SweepPoint
from econsim.errors import UsageError
from econsim.plots.style import INK, OKABE_ITO, dress, label_lines, styled
from econsim.plots.things import sweep_of
from econsim.scenario.values import counted

_MOST_NUMBERS = 100  # of a field: more cannot be read
_MOST_WRITTEN = 24  # values below or beside the axes
_DARK = 0.6  # of the range: below it a colour is dark and numbers are white


def sweep(thing: Sweep, metric: str, ax: Axes | None = None) -> Axes:
    """Draw a metric's mean with its 95 % interval over the values of the first swept path, a line for each of the rest.

    Values that are not numbers stand side by side, as written; the baseline point has a ring.
    """
    made, known = sweep_of(thing, "sweep"), metric_named(metric)
    path, *rest = made.swept
    unit, places = unit_of(known.unit), _places(made.swept[path])
    with styled(ax) as axes:
        lines: dict[str, list[SweepPoint]] = {}
        for point in made.points:
            if point.metrics and point.metrics[metric].mean is not None:
                lines.setdefault(", ".join(str(point.values[name]) for name in rest), []).append(point)
        colours = dict(zip(lines, OKABE_ITO * (1 + len(lines) // len(OKABE_ITO)), strict=False))
        ends: dict[str, float | None] = {}
        for label, points in lines.items():
            x = [places[str(point.values[path])] for point in points]
            found = [point.metrics[metric] for point in points]
            y = np.array([one.mean for one in found], dtype=np.float64) * unit.factor
            low, high = (
                np.array([getattr(one, end) for one in found], dtype=np.float64) * unit.factor
                for end in ("ci_low", "ci_high")
            )
            axes.fill_between(x, low, high, color=colours[label], alpha=0.14, linewidth=0)
            axes.plot(x, y, "o-", color=colours[label], linewidth=1.5, markersize=4, label=label)
            ends[label] = float(y[-1])
            for point, across, up in zip(points, x, y, strict=True):
                if point.point == made.baseline_point:
                    axes.plot([across], [up], "o", markersize=10, markerfacecolor="none", color=INK)
        _write_values(axes.set_xticks, made.swept[path])
        axes.set_xlabel(with_its_unit(path), fontsize=8.5)
        dress(axes, _title(made, known), _subtitle(made, known, "95 % interval; ring: the baseline point"))
        if rest:
            label_lines(axes, ends, colours)
    return axes


def heat(thing: Sweep, metric: str, ax: Axes | None = None) -> Axes:
    """Draw a metric's mean at each point of a sweep over one or two paths as a field of colours.

    Where there are no more than a hundred points their numbers stand in it.
    """
    made, known = sweep_of(thing, "heat"), metric_named(metric)
    if len(made.swept) > 2:
        raise UsageError(f"heat draws a sweep over one or two paths; this one goes over {', '.join(made.swept)}")
    across, *down = made.swept
    rows: Sequence[Any] = made.swept[down[0]] if down else [""]
    field = np.full((len(rows), len(made.swept[across])), np.nan)
    for point in made.points:
        if point.metrics and (mean := point.metrics[metric].mean) is not None:
            row = _index(rows, point.values[down[0]]) if down else 0
            field[row, _index(made.swept[across], point.values[across])] = mean
    if not np.isfinite(field).any():
        raise UsageError(f"{metric}: no point of the sweep has this number")
    with styled(ax) as axes:
        axes.imshow(field, cmap="cividis", aspect="auto", origin="lower")
        dark = np.nanmin(field) + _DARK * np.ptp(field[np.isfinite(field)])
        for (row, column), value in np.ndenumerate(field) if field.size <= _MOST_NUMBERS else ():
            words = number(known, float(value) if np.isfinite(value) else None)
            axes.text(column, row, words, ha="center", va="center", color=INK if value > dark else "white")
        dress(axes, _title(made, known), _subtitle(made, known, "at each point"))
        axes.grid(visible=False)
        for write, values in ((axes.set_xticks, made.swept[across]), (axes.set_yticks, rows)):
            some = range(0, len(values), 1 + len(values) // _MOST_WRITTEN)
            write(some, [str(values[place]) for place in some])
        axes.set_xlabel(with_its_unit(across), fontsize=8.5)
        axes.set_ylabel(with_its_unit(down[0]) if down else "", fontsize=8.5)
    return axes


def _title(made: Sweep, known: Metric) -> str:
    """Return how far the metric goes over all points."""
    means = [point.metrics[known.name].mean for point in made.points if point.metrics]
    there = [mean for mean in means if mean is not None]
    label = known.heading[:1].upper() + known.heading[1:]
    if not there:
        return f"{label}: no point has this number"
    words = unit_of(known.unit).level
    low, high = number(known, min(there)), number(known, max(there))
    return f"{label}: {low} to {high} {words}".rstrip() if low != high else f"{label}: {low} {words} at every point"


def _subtitle(made: Sweep, known: Metric, more: str) -> str:
    words = unit_of(known.unit).level or "number"
    return f"{words}; mean of {counted(made.replicates, 'paired replicate')}; {more}"


def _places(values: Sequence[Any]) -> Mapping[str, float]:
    """Return where each value stands: at itself where all are numbers, else side by side."""
    return {str(value): float(value) if _are_numbers(values) else place for place, value in enumerate(values)}


def _write_values(write: Any, values: Sequence[Any]) -> None:
    """Write the values below the axes, as they were written; of very many numbers a few round ones stand there."""
    if len(values) > _MOST_WRITTEN and _are_numbers(values):
        return
    some = range(0, len(values), 1 + len(values) // _MOST_WRITTEN)
    places = list(_places(values).values())
    write([places[one] for one in some], [str(values[one]) for one in some])


def _are_numbers(values: Sequence[Any]) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _index(values: Sequence[Any], wanted: Any) -> int:
    return [str(value) for value in values].index(str(wanted))
