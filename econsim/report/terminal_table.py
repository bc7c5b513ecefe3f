"""A table of a report as a terminal shows it: in columns where there is room for them, else a card a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from rich import box, table
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from econsim.report.document import Column, Row, Table
from econsim.report.terminal_text import line
from econsim.report.written import heading, text

_BETWEEN = 2  # characters between two columns
_LEAST_TEXT = 14  # characters that a column of words can be folded to


def drawn_table(node: Table) -> RenderableType:
    """Return a table below its caption and above its notes."""
    above = [line(node.caption)] if node.caption else []
    below = [Padding(line(note), (0, 0, 1, 0)) for note in node.notes]
    return Group(*above, *([_Fitting(node)] if node.rows or node.caption else []), *below)


class _Fitting:
    """The rows of a table, as wide as the place they stand in allows; no number is ever cut."""

    def __init__(self, node: Table) -> None:
        self._node = node

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        columns = [[text(row.cells[place]) for row in _told(self._node)] for place in range(len(self._node.columns))]
        gaps = _BETWEEN * (len(columns) - 1)
        whole = [
            max(map(len, (heading(head), *cells))) for head, cells in zip(self._node.columns, columns, strict=True)
        ]
        least = [_least(head, cells) for head, cells in zip(self._node.columns, columns, strict=True)]
        if sum(whole) + gaps <= options.max_width:
            yield _in_columns(self._node, [None] * len(whole))
        elif sum(map(min, whole, least)) + gaps <= options.max_width:
            fixed = [width if head.is_number else None for head, width in zip(self._node.columns, least, strict=True)]
            yield _in_columns(self._node, fixed)
        else:
            yield Group(*_cards(self._node))


def _told(node: Table) -> list[Row]:
    return [row for row in node.rows if row.kind != "group"]


def _least(head: Column, cells: list[str]) -> int:
    """Return how narrow a column may be: one of numbers never folds them, only its heading."""
    if not head.is_number:
        return _LEAST_TEXT
    return max(map(len, (*heading(head).split(), *cells)))


def _in_columns(node: Table, widths: list[int | None]) -> table.Table:
    """Return rows in columns; where there are numbers a line stands below the heading."""
    has_numbers = any(column.is_number for column in node.columns)
    ruled = table.Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    shown = ruled if has_numbers else table.Table(box=None, pad_edge=False)
    for column, width in zip(node.columns, widths, strict=True):
        side: Literal["left", "right"] = "right" if column.is_number else "left"
        shown.add_column(Text(heading(column)), justify=side, width=width, overflow="fold")
    for row in node.rows:
        shown.add_row(*map(line, row.cells), style="" if row.kind == "row" else "bold")
    return shown


def _cards(node: Table) -> Iterator[RenderableType]:
    """Return a row as its name with what a narrow page shows of it below."""
    for row in node.rows:
        yield line(row.cells[0], "bold")
        for column, cell in list(zip(node.columns, row.cells, strict=False))[1:]:
            if column.is_kept and cell and text(cell):
                yield Padding(line((f"{heading(column)}: ", *cell)), (0, 0, 0, 2))
