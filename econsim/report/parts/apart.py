"""Sections that take a comparison apart: a shock by time, a proposal by its changes."""

from __future__ import annotations

from itertools import groupby

from econsim.analysis.comparison import Comparison
from econsim.analysis.one_by_one_table import Part, TakenApart, named, taken_apart
from econsim.analysis.shock_table import shock_tables
from econsim.report.document import Row, Section, Table
from econsim.report.parts.quantities import change, interval
from econsim.report.parts.tables import columns, table_of

_HEADS = ("change", "difference", "95 % interval")


def shocks_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return what each shock by which arms differ does while it lasts, after it, and when it is over."""
    made = [table for name in comparison.variants for table in shock_tables(comparison.background, name)]
    blocks = tuple(table_of(table) for table in made)
    return (Section("shocks", "The shock: during, after, until it is over", blocks),) if blocks else ()


def one_by_one_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return which change does what, where it was asked."""
    found = {name: taken_apart(comparison.numbers, comparison.background, name) for name in comparison.variants}
    blocks = tuple(_table(name, made) for name, made in found.items() if made is not None)
    return (Section("one-by-one", "Which change does what", blocks),) if blocks else ()


def _table(variant: str, made: TakenApart) -> Table:
    """Return a table with a group of rows for each metric."""
    rows: list[Row] = []
    for kind, parts in ((", objective", made.objectives), ("", made.moved_most)):
        for metric, group in groupby(parts, key=lambda part: part.metric):
            rows += [Row(((f"{named(metric)}{kind}",),), "group"), *map(_row, group)]
    notes = tuple((note,) for note in made.notes)
    return Table(columns(*_HEADS, numbers=range(1, 3)), tuple(rows), (f"{variant}: change by change",), notes)


def _row(part: Part) -> Row:
    metric, words, found = part
    difference = change(metric, found.difference, has_unit=False)
    return Row(((words,), (difference,), (interval(metric, found.ci_low, found.ci_high),)))
