"""Tables as a terminal shows them."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from econsim.analysis.text_table import TextTable


def drawn(table: TextTable) -> RenderableType:
    """Return a table with its title above it and its notes below; one that has numbers has a line below its heading."""
    ruled = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    shown = ruled if table.numbers else Table(box=None, pad_edge=False)
    for place, title in enumerate(table.heading):
        is_number = place in table.numbers
        shown.add_column(Text(title), justify="right" if is_number else "left", no_wrap=is_number, overflow="fold")
    for row in table.rows:
        shown.add_row(*map(Text, row))
    above = [Text(table.title)] if table.title else []
    return Group(
        *above,
        *([shown] if table.rows or table.title else []),
        *(Padding(Text(note), (0, 0, 1, 0)) for note in table.notes),
    )
