"""Sections that take a comparison apart: a shock by time, a proposal by its changes."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.one_by_one_table import one_by_one_table
from econsim.analysis.shock_table import shock_tables
from econsim.report.document import Section
from econsim.report.parts.tables import table_of


def shocks_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return what each shock by which arms differ does while it lasts, after it, and when it is over."""
    made = [table for name in comparison.variants for table in shock_tables(comparison.background, name)]
    blocks = tuple(table_of(table) for table in made)
    return (Section("shocks", "The shock: during, after, until it is over", blocks),) if blocks else ()


def one_by_one_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return which change does what, where it was asked."""
    tables = [one_by_one_table(comparison.numbers, comparison.background, name) for name in comparison.variants]
    blocks = tuple(table_of(table) for table in tables if table is not None)
    return (Section("one-by-one", "Which change does what", blocks),) if blocks else ()
