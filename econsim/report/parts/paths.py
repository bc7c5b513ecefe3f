"""Time paths: the first objective on the first page, then those that differ most."""

from __future__ import annotations

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import level
from econsim.analysis.findings import Effect, finding
from econsim.analysis.objectives import objectives_of
from econsim.analysis.verdicts import DECIDED, HIGHER, IDENTICAL, LOWER
from econsim.plots import time_path
from econsim.plots.path_data import path_data, path_table
from econsim.report.document import Block, Figure, Paragraph, Section
from econsim.report.parts.outcomes import WORTH_A_NUMBER
from econsim.report.parts.tables import table_of


def first_path(comparison: Comparison) -> tuple[Block, ...]:
    """Return the path of the first objective that differs; where none does, of what differs most, or a sentence."""
    names = _ordered(comparison)
    if not names:
        return (Paragraph(("Every path is identical in all arms and in every run.",)),)
    return (path_figure(comparison, names[0]),)


def paths_section(comparison: Comparison, *, has_first: bool) -> Section:
    """Return the other paths, those that differ most first; those that are identical are named.

    `has_first`: the path of the first page too, where that shows none.
    """
    names = _ordered(comparison)
    figures = tuple(path_figure(comparison, name) for name in names[0 if has_first else 1 :])
    rest = [comparison.metrics[name].heading for name in comparison.background.paths if name not in names]
    note = (Paragraph((f"Without a change worth a picture: {', '.join(rest)}.",)),) if rest else ()
    return Section("paths", "Time paths that differ most", (*figures, *note))


def path_figure(comparison: Comparison, name: str) -> Figure:
    """Return the figure of one metric over time."""
    data = path_data(comparison, name)

    def draw(axes: Axes) -> object:
        return time_path(comparison, name, axes)

    return Figure(
        name=name,
        title=data.title,
        subtitle=data.subtitle,
        alt=_described(comparison, name),
        draw=draw,
        data=table_of(path_table(data, comparison.metrics[name])),
    )


def _ordered(comparison: Comparison) -> list[str]:
    """Return the metrics with a path that is seen to differ: objectives first, in their order, then by size.

    The first objective is among them where it differs at all: it has the picture of the first page.
    """
    objectives = [metric.name for twins in objectives_of(comparison.metrics).values() for metric in twins]
    kept = [name for name in comparison.background.paths if _weight(comparison, name) is not None]
    first = [name for name in objectives if name in kept]
    if not comparison.background.has_objectives:  # nobody has said which comes first: what is decided does
        first.sort(key=lambda name: (not _is_decided(comparison, name), not _is_seen(comparison, name)))
    first = [name for place, name in enumerate(first) if place == 0 or _is_seen(comparison, name)]
    rest = [
        name
        for name in kept
        if name not in first and _is_seen(comparison, name) and (_weight(comparison, name) or 0.0) >= WORTH_A_NUMBER
    ]
    return [*first, *sorted(rest, key=lambda name: -(_weight(comparison, name) or 0.0))]


def _weight(comparison: Comparison, name: str) -> float | None:
    """Return how much a metric differs in the variant where it is most; None where it is identical in all."""
    found = [comparison.outcomes(variant)[name] for variant in comparison.variants]
    weights = [Effect(comparison.metrics[name], one).weight for one in found if one.verdict != IDENTICAL]
    return max(weights, default=None)


def _is_decided(comparison: Comparison, name: str) -> bool:
    return any(comparison.outcomes(variant)[name].standing in DECIDED for variant in comparison.variants)


def _is_seen(comparison: Comparison, name: str) -> bool:
    return any(comparison.outcomes(variant)[name].verdict in (HIGHER, LOWER) for variant in comparison.variants)


def _described(comparison: Comparison, name: str) -> str:
    """Return what a metric's figure shows, for readers who cannot see it."""
    metric = comparison.metrics[name]
    found = {one: comparison.outcomes(one)[name] for one in comparison.variants}
    levels = [f"{comparison.baseline} {level(metric, found[comparison.variants[0]].baseline)}"]
    levels += [f"{one} {level(metric, outcome.variant)}" for one, outcome in found.items()]
    return f"{finding(comparison, name)}. Line chart over time; {metric.meaning}. {'; '.join(levels)}."
