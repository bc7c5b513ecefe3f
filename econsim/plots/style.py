"""The style that all plots share: baseline grey, Okabe-Ito for the rest, labels beside lines, title = the finding.

The subtitle says the unit and what is drawn; dates stand on the axis; events and shocks are marked.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.ticker import ScalarFormatter

GREY = "#7a7a7a"
OKABE_ITO = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
INK, FAINT = "#333333", "#d9d9d9"
SIZE_INCHES = (6.4, 3.4)
SUBTITLE = "subtitle"  # the id of its text in a drawing
_TITLE_WIDTH = 64
_STYLE: Any = {
    "svg.hashsalt": "econsim",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "text.parse_math": False,
}


@contextmanager
def styled(ax: Axes | None) -> Iterator[Axes]:
    """Give the axes to draw on, those of a new figure where there are none, and draw in the style."""
    with mpl.rc_context(_STYLE):
        yield _new_axes() if ax is None else ax


def colour(place: int) -> str:
    """Return the colour of an arm by its place: the baseline, which comes first, is grey."""
    return GREY if place == 0 else OKABE_ITO[(place - 1) % len(OKABE_ITO)]


def colours_of(arms: Iterable[str]) -> dict[str, str]:
    """Return the colour of each arm, the baseline first; a thing that is alone is no baseline."""
    labels = list(arms)
    return {label: colour(place if len(labels) > 1 else 1) for place, label in enumerate(labels)}


def dress(axes: Axes, title: str, subtitle: str, grid: str = "y") -> None:
    """Write title and subtitle above the axes and take away what tells nothing.

    `grid` (`x`, `y` or `both`) says along which axes there are numbers: they get lines, and thousands apart.
    """
    lines = textwrap.wrap(title, _TITLE_WIDTH)
    axes.set_title("\n".join(lines), loc="left", fontsize=10, fontweight="bold", color=INK, pad=20)
    axes.text(0.0, 1.02, subtitle, transform=axes.transAxes, fontsize=8.5, color=GREY, gid=SUBTITLE)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.grid(axis=grid, color=FAINT, linewidth=0.6)  # type: ignore[arg-type]
    axes.tick_params(length=0, colors=INK, labelsize=8.5)
    axes.set_axisbelow(True)
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        if grid in (name, "both"):
            axis.set_major_formatter(_PlainNumbers(useOffset=False))


def date_axis(axes: Axes) -> None:
    """Write dates below the axes, as few as can be read."""
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]


def mark(axes: Axes, name: str, begin: Any, end: Any = None, row: int = 0) -> None:
    """Mark a moment with a line, or what lasts with a shade; names in one place stand in rows below each other."""
    if end is not None:
        axes.axvspan(begin, end, color=INK, alpha=0.06, linewidth=0, zorder=0)
    axes.axvline(begin, color=INK, linewidth=0.8, linestyle=(0, (3, 3)), zorder=1)
    axes.annotate(
        name,
        (begin, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(4, -2 - 11 * row),
        textcoords="offset points",
        va="top",
        fontsize=8,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8, "alpha": 0.8},  # the next mark's line ends at it
    )


def label_lines(axes: Axes, ends: Mapping[str, float | None], colours: Mapping[str, str]) -> None:
    """Write each line's name beside its end; names that would overlap are moved apart."""
    low, high = axes.get_ylim()
    known = {label: end for label, end in ends.items() if end is not None}
    order = sorted(known, key=known.__getitem__)
    places = _apart([(known[label] - low) / (high - low) for label in order])
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


def last_known(values: Any) -> float | None:
    """Return the last number of a line that has one."""
    known = values[np.isfinite(values)]
    return float(known[-1]) if known.size else None


class _PlainNumbers(ScalarFormatter):
    """Numbers beside an axis, written out with as many decimals as tell them apart and thousands apart."""

    def __init__(self, **how: Any) -> None:
        super().__init__(**how)
        self.set_scientific(False)

    def __call__(self, value: float, place: int | None = None) -> str:
        """Return a number as it stands beside its mark."""
        whole, dot, decimals = super().__call__(value, place).partition(".")
        sign = whole[: len(whole) - len(whole.lstrip("−"))]
        return f"{sign}{int(whole.lstrip('−') or 0):,}{dot}{decimals}"


def _new_axes() -> Axes:
    from matplotlib import pyplot as plt

    axes: Axes = plt.subplots(figsize=SIZE_INCHES, layout="constrained")[1]
    return axes


def _apart(places: Sequence[float], gap: float = 0.075) -> list[float]:
    """Return ascending places moved so that neighbours are at least `gap` apart, around where they were."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + gap) if moved else place)
    shift = float(np.mean(np.subtract(moved, places))) if moved else 0.0
    return [place - shift for place in moved]
