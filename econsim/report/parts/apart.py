"""Sections that take a comparison apart: a shock by time, a proposal by its changes."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.shock_data import Mean, ShockRow
from econsim.analysis.shocks_told import ShockTold, not_back, row_name, shocks_told
from econsim.analysis.taken_apart import Part, TakenApart, named, taken_apart
from econsim.report.document import Inline, Interval, Quantity, Row, Section, Table
from econsim.report.parts.changes import in_a_title
from econsim.report.parts.quantities import change, interval
from econsim.report.parts.tables import columns

_OF_SHOCKS = (
    *("metric", "during", "95 % interval during"),
    *("after", "95 % interval after"),
    *("days until back", "95 % interval of days"),
)
_OF_CHANGES = ("change", "difference", "95 % interval")


def shocks_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return what each shock by which arms differ does while it lasts, after it, and when it is over."""
    shocks, models = (
        tuple(
            _shock_table(told)
            for name in comparison.variants
            for told in shocks_told(comparison.background, name, by_model=by_model)
        )
        for by_model in (False, True)
    )
    if not shocks:
        return ()
    folded = (Section("shocks-by-model", "The shock by GPU model", models, is_folded=True),) if models else ()
    return (Section("shocks", "The shock: during, after, until it is over", (*shocks, *folded)),)


def _shock_table(told: ShockTold) -> Table:
    rows = tuple(_shock_row(metric, row) for metric, row in told.rows)
    return Table(columns(*_OF_SHOCKS, numbers=range(1, 7)), rows, (told.title,), tuple((note,) for note in told.notes))


def _shock_row(metric: Metric, row: ShockRow) -> Row:
    unit, name = unit_of(metric.unit).difference, row_name(metric, row)
    cells: list[Inline] = [f"{name}, {unit}" if unit else name]
    for found in (row.during, row.after or Mean(None, None, None)):
        cells += [change(metric, found.mean, has_unit=False), interval(metric, found.ci_low, found.ci_high)]
    days = row.days_until_back
    if days is None or days.mean is None:
        cells += [not_back(row), MISSING]
    elif days.ci_low is None or days.ci_high is None:
        cells += [Quantity(days.mean, "", 0), MISSING]
    else:
        cells += [Quantity(days.mean, "", 0), Interval(Quantity(days.ci_low, "", 0), Quantity(days.ci_high, "", 0))]
    return Row(tuple((cell,) for cell in cells))


def one_by_one_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return which change does what, where it was asked."""
    found = {name: taken_apart(comparison.numbers, comparison.background, name) for name in comparison.variants}
    blocks = tuple(_table(comparison, name, made) for name, made in found.items() if made is not None)
    return (Section("one-by-one", "Which change does what", blocks),) if blocks else ()


def _table(comparison: Comparison, variant: str, made: TakenApart) -> Table:
    """Return a table with a group of rows for each metric."""
    short, rows = _in_few_words(comparison, variant), list[Row]()
    for kind, parts in ((", objective", made.objectives), ("", made.moved_most)):
        for metric, group in groupby(parts, key=lambda part: part.metric):
            rows.append(Row(((f"{named(metric)}{kind}",),), "group"))
            rows += [_row(part, short.get(part.words, part.words)) for part in group]
    notes = tuple((note,) for note in made.notes)
    return Table(columns(*_OF_CHANGES, numbers=range(1, 3)), tuple(rows), (f"{variant}: change by change",), notes)


def _in_few_words(comparison: Comparison, variant: str) -> Mapping[str, str]:
    """Return, by their words, the changes of parameters as the title names them: whatever stands in every group."""
    asked = comparison.numbers.one_by_one or {}
    rows = {row.path: row for row in comparison.background.proposal[variant]}
    paths = {one.words: one.path.rpartition(": ")[2] for one in asked[variant].alone}
    return {words: in_a_title(rows[path]) for words, path in paths.items() if path in rows}


def _row(part: Part, words: str) -> Row:
    metric, _, found = part
    difference = change(metric, found.difference, has_unit=False)
    return Row(((words,), (difference,), (interval(metric, found.ci_low, found.ci_high),)))
