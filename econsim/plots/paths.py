"""Series over time: all arms of a comparison, the baseline grey, events marked; a run or a model alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.plots.path_data import Line, Marked, path_data
from econsim.plots.style import colours_of, date_axis, dress, label_lines, last_known, mark, styled
from econsim.runs.run_result import RunResult

if TYPE_CHECKING:
    from econsim.simulation.model import Model


_ROWS = 3  # of names of events
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
    for row, one in enumerate(told):
        mark(axes, one.name, one.begin, one.end, row % _ROWS)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + _ROOM_FOR_A_ROW * min(len(told), _ROWS) * (high - low))
