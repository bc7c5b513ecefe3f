"""Time paths: figures of all arms over time."""

from __future__ import annotations

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.plots import time_path
from econsim.plots.path_data import path_data, path_table
from econsim.report.document import Figure
from econsim.report.parts.tables import table_of
from econsim.report.sentences import described


def path_figure(comparison: Comparison, name: str) -> Figure:
    """Return the figure of one metric over time."""
    data = path_data(comparison, name)

    def draw(axes: Axes) -> object:
        return time_path(comparison, name, axes)

    return Figure(
        name=name,
        title=data.title,
        subtitle=data.subtitle,
        alt=described(comparison, name),
        draw=draw,
        data=table_of(path_table(data, comparison.metrics[name])),
    )
