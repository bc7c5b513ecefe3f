"""Figures of a report: time paths of all arms, the baseline grey, labels beside their lines, the title the finding."""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, decimals_of, plain, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.text_table import TextTable
from econsim.report.sentences import finding
from econsim.units import SECONDS_PER_DAY, FloatArray

GREY = "#7a7a7a"
OKABE_ITO = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
_INK, _FAINT = "#333333", "#d9d9d9"
_SIZE_INCHES = (4.7, 3.1)
_TITLE_WIDTH = 46
_DAYS_BETWEEN_ROWS = 30
_NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
_STYLE: Any = {
    "svg.hashsalt": "econsim",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
}


@dataclass(frozen=True)
class Line:
    """One arm's series over time, in the unit shown: mean over replicates and the range that holds 90 % of them."""

    mean: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class TimePath:
    """One series in all arms, ready to be drawn, in the unit shown."""

    title: str
    unit: str
    dates: list[datetime]
    arms: Mapping[str, Line]
    events: Mapping[str, datetime]


def time_path(comparison: Comparison, metric: str) -> TimePath:
    """Return the data of a metric's figure; `metric` is one of those whose paths a comparison keeps."""
    clock, epochs = comparison.background.clock, comparison.numbers.epochs
    unit = unit_of(comparison.metrics[metric].unit)
    start, step = datetime.fromisoformat(clock.start), timedelta(seconds=clock.epoch_seconds)
    arms = {
        label: Line(*(np.array(part, dtype=np.float64) * unit.factor for part in (band.mean, band.low, band.high)))
        for label, band in comparison.background.paths[metric].items()
    }
    upgrades = {
        f"{event.name} ({event.upgrade.version})": start + event.epoch * step
        for events in comparison.background.events.values()
        for event in events
        if event.upgrade and event.epoch < epochs
    }
    dates = [start + k * step for k in range(epochs)]
    return TimePath(finding(comparison, metric), unit.level or "number", dates, arms, upgrades)


def path_table(data: TimePath, metric: Metric) -> TextTable:
    """Return a figure's data: the mean of each arm every 30 days and at the end."""
    dates, decimals = data.dates, decimals_of(metric)
    days = (dates[1] - dates[0]).total_seconds() / SECONDS_PER_DAY if len(dates) > 1 else 1.0
    step = max(1, round(_DAYS_BETWEEN_ROWS / days))
    rows = [
        [f"{dates[place]:%Y-%m-%d}", *(_mean(line.mean[place], decimals) for line in data.arms.values())]
        for place in sorted({*range(0, len(dates), step), len(dates) - 1})
    ]
    return TextTable(["date", *data.arms], rows, numbers=range(1, len(data.arms) + 1))


def _mean(value: float, decimals: int) -> str:
    return plain(float(value), decimals) if np.isfinite(value) else MISSING


def plot_time_path(data: TimePath, ax: Axes | None = None) -> Axes:
    """Draw the mean of each arm and the range that holds 90 % of its replicates; returns the axes."""
    axes = _new_axes() if ax is None else ax
    dates: Any = data.dates
    for place, (label, line) in enumerate(data.arms.items()):
        colour = _colour(place)
        axes.fill_between(dates, line.low, line.high, color=colour, alpha=0.12, linewidth=0)
        axes.plot(dates, line.mean, color=colour, linewidth=2.6 if place == 0 else 1.5, label=label, zorder=2 + place)
    for name, when in data.events.items():
        _mark(axes, name, when)
    _label_the_lines(axes, data.arms)
    _dress(axes, data)
    return axes


def svg(data: TimePath, name: str) -> str:
    """Return a figure as inline SVG: the same bytes for the same data, no dates, no addresses, ids of its own."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
        plot_time_path(data, figure.subplots())
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata=_NO_METADATA, transparent=True)
    return _inline(text.getvalue(), name)


def _inline(text: str, name: str) -> str:
    """Keep the drawing only: HTML5 needs no declaration, no document type and no namespaces."""
    drawing = text[text.index("<svg") :]
    drawing = re.sub(r"\sxmlns(:\w+)?=\"[^\"]*\"", "", drawing, count=2)
    drawing = re.sub(r'(width|height)="[\d.]+pt"\s?', "", drawing, count=2)
    drawing = re.sub(r'\bid="', f'id="{name}-', drawing)
    return re.sub(r"(url\(#|href=\"#)", rf"\g<1>{name}-", drawing).strip()


def _new_axes() -> Axes:
    from matplotlib import pyplot as plt

    axes: Axes = plt.subplots(figsize=_SIZE_INCHES, layout="constrained")[1]
    return axes


def _colour(place: int) -> str:
    return GREY if place == 0 else OKABE_ITO[(place - 1) % len(OKABE_ITO)]


def _mark(axes: Axes, name: str, day: Any) -> None:
    axes.axvline(day, color=_INK, linewidth=0.8, linestyle=(0, (3, 3)), zorder=1)
    axes.annotate(
        name,
        (day, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(4, -2),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=_INK,
    )


def _label_the_lines(axes: Axes, arms: Mapping[str, Line]) -> None:
    """Write each arm's name beside the end of its line; names that would overlap are moved apart."""
    low, high = axes.get_ylim()
    ends = {label: _last_known(line.mean) for label, line in arms.items()}
    order = sorted((label for label in ends if ends[label] is not None), key=lambda label: ends[label])
    places = _apart([(ends[label] - low) / (high - low) for label in order])
    colours = {label: _colour(place) for place, label in enumerate(arms)}
    for label, place in zip(order, places, strict=True):
        axes.annotate(
            label,
            (1.0, place),
            xycoords="axes fraction",
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
            color=colours[label],
            fontweight="bold",
            annotation_clip=False,
        )


def _last_known(values: Any) -> Any:
    known = values[np.isfinite(values)]
    return known[-1] if known.size else None


def _apart(places: Sequence[float], gap: float = 0.075) -> list[float]:
    """Return ascending places moved so that neighbours are at least `gap` apart, around where they were."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    shift = float(np.mean(np.subtract(moved, places))) if moved else 0.0
    return [place - shift for place in moved]


def _dress(axes: Axes, data: TimePath) -> None:
    axes.set_title(
        "\n".join(textwrap.wrap(data.title, _TITLE_WIDTH)),
        loc="left",
        fontsize=10,
        fontweight="bold",
        color=_INK,
        pad=20,
    )
    axes.text(0.0, 1.02, data.unit, transform=axes.transAxes, fontsize=8.5, color=GREY)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    axes.grid(axis="y", color=_FAINT, linewidth=0.6)
    axes.tick_params(length=0, colors=_INK)
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_axisbelow(True)
