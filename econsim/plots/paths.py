"""Series over time: all arms of a comparison, the baseline grey, events marked; a run or a model alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.plots.path_data import Line, Marked, path_data
from econsim.plots.style import colours_of, date_axis, dress, label_lines, last_known, mark, styled
from econsim.runs.run_result import RunResult

if TYPE_CHECKING:
    from econsim.simulation.model import Model


_MOST_ROWS = 6  # of names of events
_POINTS_AN_INCH, _POINTS_A_LETTER = 72.0, 5.0
_ROOM_FOR_A_ROW = 0.06  # of the height


def time_path(thing: Comparison | RunResult | Model, metric: str, ax: Axes | None = None) -> Axes:
    """Draw the mean of each arm over time, with the ranges that hold half and 90 % of its replicates.

    `thing` is a comparison, a run or a model, `metric` the name of a metric, whose series is drawn, or of any series;
    returns the axes, new ones where `ax` is None. Events and shocks are marked.
    """
    data = path_data(thing, metric)
    dates: Any = data.dates
    with styled(ax) as axes:
        colours = colours_of(data.arms)
        for place, (label, line) in enumerate(data.arms.items()):
            bands(axes, dates, line, colours[label])
            width = 2.6 if place == 0 and len(data.arms) > 1 else 1.5
            axes.plot(dates, line.mean, color=colours[label], linewidth=width, label=label, zorder=3 + place)
        mark_all(axes, data.marks)
        dress(axes, data.title, data.subtitle)
        date_axis(axes)
        label_lines(axes, {label: last_known(line.mean) for label, line in data.arms.items()}, colours)
    return axes


def bands(axes: Axes, dates: Any, line: Line, shade: str) -> None:
    """Shade what holds 90 % of the replicates, and once more what holds half of them."""
    for low, high in ((line.low, line.high), (line.lower, line.upper)):
        axes.fill_between(dates, low, high, color=shade, alpha=0.12, linewidth=0)


def mark_all(axes: Axes, marks: Any) -> None:
    """Mark events and shocks; their names stand in rows above the lines, so that neighbours do not overlap."""
    told: list[Marked] = sorted(marks, key=lambda one: one.begin)
    rows = _rows(axes, told)
    for row, one in zip(rows, told, strict=True):
        mark(axes, one.name, one.begin, one.end, row)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + _ROOM_FOR_A_ROW * (max(rows, default=-1) + 1) * (high - low))


def _rows(axes: Axes, told: Sequence[Marked]) -> list[int]:
    """Return the row of each name, in the order of their beginnings: the highest in which no other name is."""
    (left, right), figure = axes.get_xlim(), axes.get_figure(root=True)
    place_of: Any = axes.convert_xunits
    points = axes.get_window_extent().width * _POINTS_AN_INCH / (figure.dpi if figure is not None else 1.0)
    rows, ends = list[int](), list[float]()
    for one in told:
        begin = (float(place_of(one.begin)) - left) / (right - left) * points
        free = [row for row, end in enumerate(ends) if end <= begin]
        below = len(ends) if len(ends) < _MOST_ROWS else ends.index(min(ends))
        row = free[0] if free else below
        ends[row : row + 1] = [begin + _POINTS_A_LETTER * (len(one.name) + 2)]
        rows.append(row)
    return rows
