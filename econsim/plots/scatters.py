"""A metric at every point of a sweep over one of the swept paths: what a design of many points shows."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from econsim.analysis.display import plain, unit_of
from econsim.analysis.metrics import metric as metric_named
from econsim.analysis.proposal import with_its_unit
from econsim.analysis.sweep_result import Sweep
from econsim.analysis.what_moves import numbers_at, rank_correlation
from econsim.errors import UsageError
from econsim.plots.style import INK, OKABE_ITO, dress, styled
from econsim.plots.things import sweep_of
from econsim.scenario.values import counted

_BINS, _FEWEST_IN_A_BIN = 12, 5


def scatter(thing: Sweep, metric: str, ax: Axes | None = None, path: str | None = None) -> Axes:
    """Draw a metric's mean at each point over the values of one swept path, the first unless told otherwise.

    The line joins the medians of up to a dozen bins of equal numbers of points; the baseline point has a ring.
    """
    made, known = sweep_of(thing, "scatter"), metric_named(metric)
    over = next(iter(made.swept)) if path is None else path
    if over not in made.swept:
        raise UsageError(f"{over} was not swept; there are {', '.join(made.swept)}")
    at, means, is_base = numbers_at(made, metric, over)
    if not len(at):
        raise UsageError(f"{metric}: no point of the sweep has this number over a number at {over}")
    unit = unit_of(known.unit)
    values = means * unit.factor
    with styled(ax) as axes:
        axes.scatter(at, values, s=12 if len(at) < 500 else 4, color=OKABE_ITO[0], alpha=0.35, linewidths=0)
        bins = np.array_split(np.argsort(at, kind="stable"), max(1, min(_BINS, len(at) // _FEWEST_IN_A_BIN)))
        if len(bins) > 1:
            middles = [[float(np.median(one[part])) for part in bins] for one in (at, values)]
            axes.plot(*middles, color=INK, linewidth=1.6)
        axes.plot(at[is_base], values[is_base], "o", markersize=10, markerfacecolor="none", color=INK)
        axes.set_xlabel(with_its_unit(over), fontsize=8.5)
        found = rank_correlation(at, means)
        heading = known.heading[:1].upper() + known.heading[1:]
        told = "the same at every point" if found is None else f"rank correlation {plain(found, 2, signed=True)}"
        runs = counted(made.replicates, "paired replicate")
        subtitle = f"{unit.level or 'number'}; mean of {runs}; a dot a point, line: medians; ring: the baseline point"
        dress(axes, f"{heading}: {told}", subtitle)
    return axes
