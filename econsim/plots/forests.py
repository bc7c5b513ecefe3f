"""Differences side by side, each with its 95 % interval: of variants, of beliefs, of the points of a sweep."""

from __future__ import annotations

from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import unit_of
from econsim.analysis.findings import finding
from econsim.analysis.metrics import Metric
from econsim.analysis.metrics import metric as metric_named
from econsim.analysis.sweep_result import Sweep
from econsim.plots.style import FAINT, INK, OKABE_ITO, dress, styled
from econsim.plots.things import refuse
from econsim.scenario.values import counted

_MOST_STEPS = 4  # between the numbers below: amounts of AKT have ten characters


class _Row(NamedTuple):
    words: str
    difference: float
    low: float
    high: float
    colour: str


def forest(thing: Comparison | Sweep, metric: str, ax: Axes | None = None) -> Axes:
    """Draw the paired difference of a metric with its 95 % interval, a row each, and shade what does not matter.

    Of a comparison: each variant, and below it what was found under other beliefs, where that was asked (what_if). Of a
    sweep: each point against the baseline point. What has no interval has a point alone, what has no number no row.
    """
    if isinstance(thing, Comparison):
        known, title = _judged(thing, metric), finding(thing, _judged(thing, metric).name)
        rows, against = _of_comparison(thing, known), thing.baseline
    elif isinstance(thing, Sweep):
        known = metric_named(metric)
        title, against = f"{known.heading[:1].upper()}{known.heading[1:]}, by point", f"point {thing.baseline_point}"
        rows = _of_sweep(thing, known)
    else:
        refuse("forest", thing, "a comparison", "a sweep")
    unit = unit_of(known.unit)
    with styled(ax) as axes:
        matters = known.smallest_effect * unit.factor
        axes.axvspan(-matters, matters, color=FAINT, alpha=0.6, linewidth=0, zorder=0)
        axes.axvline(0.0, color=INK, linewidth=0.8)
        for place, row in enumerate(rows):
            axes.plot([row.low * unit.factor, row.high * unit.factor], [place, place], color=row.colour, linewidth=2.0)
            axes.plot([row.difference * unit.factor], [place], "o", color=row.colour, markersize=5)
        axes.set_yticks(range(len(rows)), [row.words for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        pairs = counted(thing.replicates if isinstance(thing, Sweep) else thing.numbers.replicates, "pair")
        words = f"{unit.difference}, " if unit.difference else ""
        told = f"{words}difference to {against}; 95 % interval of {pairs}; grey: no difference that matters"
        dress(axes, title, told, "x")
        axes.xaxis.set_major_locator(MaxNLocator(_MOST_STEPS))
    return axes


def _judged(comparison: Comparison, metric: str) -> Metric:
    """Return a metric as the comparison judged it; an unknown name is refused with the nearest one."""
    return comparison.metrics.get(metric) or metric_named(metric)


def _of_comparison(comparison: Comparison, known: Metric) -> list[_Row]:
    asked = comparison.numbers.what_if
    rows = []
    for place, name in enumerate(comparison.variants):
        found, shade = comparison.outcomes(name)[known.name], OKABE_ITO[place % len(OKABE_ITO)]
        rows.append(_row(name, found.difference, found.ci_low, found.ci_high, shade))
        for belief in asked.rows[1:] if asked is not None else ():
            told = belief.variants[name].get(known.name)
            if told is not None:
                rows.append(_row(f"if {belief.words}", told.difference, told.ci_low, told.ci_high, shade))
    return [row for row in rows if row is not None]


def _of_sweep(made: Sweep, known: Metric) -> list[_Row]:
    rows = [
        _row(
            ", ".join(map(str, point.values.values())),
            point.metrics[known.name].difference,
            point.metrics[known.name].difference_ci_low,
            point.metrics[known.name].difference_ci_high,
            OKABE_ITO[0],
        )
        for point in made.points
        if point.metrics
    ]
    return [row for row in rows if row is not None]


def _row(words: str, difference: float | None, low: float | None, high: float | None, colour: str) -> _Row | None:
    if difference is None:
        return None
    return _Row(words, difference, difference if low is None else low, difference if high is None else high, colour)
