"""The model against what was observed of the network: each target as a part of what was seen."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter

from econsim.analysis.comparison import Comparison
from econsim.analysis.targets import against_targets
from econsim.errors import UsageError
from econsim.networks.targets import JudgedTarget
from econsim.plots.style import FAINT, INK, OKABE_ITO, dress, styled
from econsim.plots.things import refuse
from econsim.runs.run_result import RunResult
from econsim.scenario.merge import closest

_COLOURS = {"met": OKABE_ITO[2], "too high": OKABE_ITO[1], "too low": OKABE_ITO[0]}


def model_against_observed(thing: Comparison | RunResult, metric: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw what a run has for each observed target, in per cent of what was observed; grey: what counts as met.

    `thing` is a run or a comparison, of which the baseline is drawn; `metric` is the name of a target, or of the series
    that targets are about, all of them where it is None. What was put into the model or lies outside its days is left
    out.
    """
    if isinstance(thing, Comparison):
        found: Sequence[JudgedTarget] = thing.background.targets[thing.baseline].rows
    elif isinstance(thing, RunResult):
        found = against_targets(thing)
    else:
        refuse("model_against_observed", thing, "a comparison", "a run")
    rows = drawn_targets(found)
    if not rows:
        raise UsageError("the run has none of the days that targets are about; run it longer")
    rows = rows if metric is None else _about(rows, metric)
    with styled(ax) as axes:
        for place, row in enumerate(rows):
            low, high = _met(row)
            axes.plot([low, high], [place, place], color=FAINT, linewidth=8, solid_capstyle="butt")
            axes.plot([_part(row)], [place], "o", color=_COLOURS[str(row.verdict)], markersize=5)
        axes.axvline(100.0, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(rows)), [row.label for row in rows])
        axes.set_ylim(len(rows) - 0.5, -0.5)
        if max(map(_part, rows)) > 300.0:
            axes.set_xscale("log")
            axes.xaxis.set_minor_formatter(NullFormatter())
        n_met = sum(row.verdict == "met" for row in rows)
        title = f"{n_met} of {len(rows)} observations are met"
        dress(axes, title, "% of what was observed; grey: met", "x")
    return axes


def drawn_targets(found: Sequence[JudgedTarget]) -> list[JudgedTarget]:
    """Return the targets that can be drawn: the run has a number for them, and they are no input."""
    return [one for one in found if one.mean is not None and _middle(one) and not one.is_of_the_scenario]


def _about(rows: Sequence[JudgedTarget], metric: str) -> list[JudgedTarget]:
    names = {name for row in rows for name in (row.name, *row.series.split("+"))}
    if metric not in names:
        there = ", ".join(row.name for row in rows)
        raise UsageError(
            f"{metric}: no such target{closest(metric, sorted(names))}; in the days of this run are {there}"
        )
    return [row for row in rows if metric == row.name or metric in row.series.split("+")]


def _middle(row: JudgedTarget) -> float:
    """Return the middle of what was observed, the bound where one end is open."""
    ends = [end for end in (row.low, row.high) if end is not None]
    return sum(ends) / len(ends) if ends else 0.0


def _part(row: JudgedTarget) -> float:
    return 100.0 * (row.mean or 0.0) / _middle(row)


def _met(row: JudgedTarget) -> tuple[float, float]:
    """Return from where to where a value is met, in per cent of the middle; an open end goes to the middle itself."""
    middle = _middle(row)
    low = middle if row.low is None else row.low - row.tolerance * abs(row.low)
    high = middle if row.high is None else row.high + row.tolerance * abs(row.high)
    return 100.0 * low / middle, 100.0 * high / middle
