"""Tables of the tree made from tables whose cells are written already."""

from __future__ import annotations

from collections.abc import Collection

from econsim.analysis.text_table import TextTable
from econsim.report.document import Column, Row, Table, Text


def columns(
    *heads: str | tuple[str, str], numbers: range = range(0), kept: Collection[int] | None = None
) -> tuple[Column, ...]:
    """Return heads of columns, each a heading or (heading, unit).

    `numbers` are the places that stand to the right, `kept` those that a narrow card shows (None: all).
    """
    pairs = [head if isinstance(head, tuple) else (head, "") for head in heads]
    return tuple(
        Column(heading, unit, place in numbers, kept is None or place in kept)
        for place, (heading, unit) in enumerate(pairs)
    )


def table_of(table: TextTable, caption: Text = ()) -> Table:
    """Return a table whose cells are texts; its title is the caption unless there is another."""
    told = caption or ((table.title,) if table.title else ())
    return Table(
        columns(*table.heading, numbers=table.numbers),
        tuple(Row(tuple((cell,) for cell in row)) for row in table.rows),
        told,
        tuple((note,) for note in table.notes),
    )
