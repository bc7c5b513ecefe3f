"""A table whose cells are written already: what a renderer needs, and the plain text of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextTable:
    """Heading, rows, notes below and a title above; `numbers` are the places of columns that stand to the right."""

    heading: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    numbers: range = range(0)
    title: str = ""

    def __str__(self) -> str:
        """Return it in columns as wide as they need, the notes below."""
        rows = [self.heading, *self.rows] if self.rows else []
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join([*filter(None, [self.title]), *(self._line(row, widths) for row in rows), *self.notes])

    def _line(self, row: Sequence[str], widths: Sequence[int]) -> str:
        cells = (
            cell.rjust(width) if place in self.numbers else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()


@dataclass(frozen=True)
class TextTables:
    """Tables one below the other."""

    tables: Sequence[TextTable]

    def __repr__(self) -> str:
        return "\n\n".join(map(str, self.tables))
