"""A tornado: what moves the difference of a metric most, a bar for each doubt."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.metrics import metric as metric_named
from econsim.analysis.outcomes import WhatIf
from econsim.analysis.sensitivity.bars import Bar, belief_bars, factor_bars
from econsim.analysis.sensitivity.result import Sensitivity
from econsim.errors import UsageError
from econsim.plots.style import FAINT, GREY, INK, OKABE_ITO, dress, styled
from econsim.plots.things import refuse

_MOST = 12  # bars
_HOW = {
    "morris": "mean absolute effect over the range of each prior, with its 95 % interval",
    "sobol": "share of the variance; dark: alone, light: with the others",
}


def tornado(thing: Comparison | Sensitivity, metric: str, ax: Axes | None = None, variant: str | None = None) -> Axes:
    """Draw how far each doubt moves the difference of a metric between a variant and its baseline, the widest first.

    `thing` is a sensitivity analysis, or a comparison that was made under other beliefs (what_if); `variant` is one of
    its variants, the first when None. Under beliefs a bar goes from the lowest to the highest difference, the line is
    the comparison itself.
    """
    if isinstance(thing, Comparison):
        name = thing.numbers.variant(variant or thing.variants[0]).name
        asked, known = thing.numbers.what_if, thing.metrics.get(metric) or metric_named(metric)
        if asked is None:
            raise UsageError("this comparison was made under no other beliefs: econsim.compare(..., what_if=True)")
        return _of_beliefs(asked, name, known, ax)
    if not isinstance(thing, Sensitivity):
        refuse("tornado", thing, "a sensitivity analysis", "a comparison")
    known = thing.metrics.get(metric) or metric_named(metric)
    if thing.found.beliefs is not None:
        return _of_beliefs(thing.found.beliefs, thing.found.variant, known, ax)
    response = thing.found.responses[known.name]
    if response.why_not:
        raise UsageError(f"{metric} has no estimate: {response.why_not}")
    return _of_factors(thing, known, ax)


def _of_beliefs(asked: WhatIf, variant: str, known: Metric, ax: Axes | None) -> Axes:
    if known.name not in asked.rows[0].variants[variant]:
        raise UsageError(
            f"{known.name} is no objective; beliefs were asked of {', '.join(asked.rows[0].variants[variant])}"
        )
    base, bars = belief_bars(asked, variant, known.name)
    if base is None or not bars:
        raise UsageError(f"no other belief moves {known.name}")
    unit, shown = unit_of(known.unit), bars[:_MOST]
    with styled(ax) as axes:
        matters = known.smallest_effect * unit.factor
        axes.axvspan(-matters, matters, color=FAINT, alpha=0.6, linewidth=0, zorder=0)
        for place, bar in enumerate(shown):
            for end, colour in ((bar.low, OKABE_ITO[0]), (bar.high, OKABE_ITO[1])):
                axes.barh(place, (end - base) * unit.factor, left=base * unit.factor, height=0.6, color=colour)
        axes.axvline(base * unit.factor, color=INK, linewidth=1.0)
        _name(axes, shown)
        words = f"{unit.difference}, " if unit.difference else ""
        subtitle = f"{words}difference under other beliefs; line: as compared; grey: no difference that matters"
        dress(axes, f"{_capital(known.heading)} leans most on {shown[0].label}", subtitle, "x")
    return axes


def _of_factors(thing: Sensitivity, known: Metric, ax: Axes | None) -> Axes:
    found, is_morris = thing.found.responses[known.name], thing.found.method == "morris"
    bars = factor_bars(found, {one.name: one.name.replace("_", " ") for one in thing.found.factors})[:_MOST]
    unit = unit_of(known.unit)
    factor = unit.factor if is_morris else 1.0
    with styled(ax) as axes:
        for place, bar in enumerate(bars):
            inner = (bar.inner or 0.0) * factor
            axes.barh(place, bar.high * factor if not is_morris else inner, height=0.6, color=OKABE_ITO[0], alpha=0.45)
            if is_morris:
                axes.plot([bar.low * factor, bar.high * factor], [place, place], color=GREY, linewidth=1.5)
            else:
                axes.barh(place, max(0.0, inner), height=0.6, color=OKABE_ITO[0])
        _name(axes, bars)
        words = f"{unit.difference}, " if unit.difference and is_morris else ""
        dress(
            axes, f"{_capital(known.heading)} leans most on {bars[0].label}", f"{words}{_HOW[thing.found.method]}", "x"
        )
    return axes


def _name(axes: Axes, bars: Sequence[Bar]) -> None:
    axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
    axes.set_ylim(len(bars) - 0.5, -0.5)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
