"""The model against what was observed: a chart of the baseline, and every arm beside each observation."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.report_data import TargetRows
from econsim.networks.captions import TARGETS
from econsim.plots.observed import drawn_targets, model_against_observed
from econsim.report.document import Figure, Inline, Paragraph, Row, Section, Table
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns
from econsim.report.target_rows import TargetRow, target_rows
from econsim.runs.run_result import RunResult

_JUDGED = ("met", "too high", "too low")


def validation_section(thing: Comparison | RunResult, targets: Mapping[str, TargetRows], sources: Sources) -> Section:
    """Return the market's targets beside what each arm of a comparison has, baseline first, or what a run has."""
    found = target_rows(targets)
    told = [row for row in found if any(cell.verdict in _JUDGED for cell in row.found)]
    title = "The model against what was observed"
    if not told:
        words = "This run covers no period for which the market was observed."
        return Section("validation", title, (Paragraph((words,)),), is_folded=True)
    heads = ["target", "kind", "observed", "tolerance"]
    for arm in targets:
        heads += [arm, "verdict"]
    rest = len(found) - len(told)
    notes = ((f"{rest} more observations are of days or things that these runs do not have.",),) if rest else ()
    rows = tuple(_target(row, sources) for row in told)
    table = Table(columns(*heads), rows, (TARGETS.replace("`", ""),), notes)
    return Section("validation", title, (*_figure(thing, targets), table), is_folded=True)


def _figure(thing: Comparison | RunResult, targets: Mapping[str, TargetRows]) -> tuple[Figure, ...]:
    """Return the chart of the first arm against what was observed, where there is something to draw."""
    label, first = next(iter(targets.items()))
    rows = drawn_targets(first.rows)
    if not rows:
        return ()

    def draw(axes: Axes) -> object:
        return model_against_observed(thing, None, axes)

    told = "; ".join(f"{row.label}: {row.verdict}" for row in rows)
    title = f"{sum(row.verdict == 'met' for row in rows)} of {len(rows)} observations are met"
    subtitle = f"% of what was observed, in {label}; grey: what counts as met"
    height = 1.0 + len(rows) / 4
    return (Figure("validation", title, subtitle, f"Dot chart. {title}. {told}.", draw, (6.4, height)),)


def _target(row: TargetRow, sources: Sources) -> Row:
    source = f"{row.source}; {row.reason}" if row.reason else row.source
    cells: list[tuple[Inline, ...]] = [
        (f"{row.label} {row.unit}", *sources.note(source)),
        (row.mark,),
        (row.observed,),
        (row.tolerance,),
    ]
    for found in row.found:
        cells += [(found.mean,), (found.verdict,)]
    return Row(tuple(cells))
