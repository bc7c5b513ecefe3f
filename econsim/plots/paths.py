"""Series over time: all arms of a comparison, the baseline grey, events marked."""

from __future__ import annotations

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.plots.path_data import Line, PathData, path_data
from econsim.plots.style import colour, date_axis, dress, label_lines, last_known, mark, styled


def time_path(thing: Comparison, metric: str, ax: Axes | None = None) -> Axes:
    """Draw the mean of each arm over time, with the ranges that hold half and 90 % of its replicates.

    `thing` is a comparison, `metric` one of those whose paths it keeps; returns the axes, new ones where `ax` is None.
    """
    data = path_data(thing, metric)
    with styled(ax) as axes:
        colours = {label: colour(place) for place, label in enumerate(data.arms)}
        for place, (label, line) in enumerate(data.arms.items()):
            _band(axes, data, line, colours[label])
            width = 2.6 if place == 0 else 1.5
            axes.plot(data.dates, line.mean, color=colours[label], linewidth=width, label=label, zorder=3 + place)  # type: ignore[arg-type]
        for row, (name, moment) in enumerate(data.marks.items()):
            mark(axes, name, moment, row=row % 3)
        dress(axes, data.title, data.subtitle)
        date_axis(axes)
        label_lines(axes, {label: last_known(line.mean) for label, line in data.arms.items()}, colours)
    return axes


def _band(axes: Axes, data: PathData, line: Line, shade: str) -> None:
    """Shade what holds 90 % of the replicates, and once more what holds half of them."""
    for low, high in ((line.low, line.high), (line.lower, line.upper)):
        axes.fill_between(data.dates, low, high, color=shade, alpha=0.12, linewidth=0)  # type: ignore[arg-type]
