"""A report as a terminal shows it: words, tables in columns, pictures told; what is folded away is named."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from rich import table
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from econsim.report.document import (
    Badge,
    Badges,
    Block,
    Command,
    Document,
    Figure,
    Items,
    Note,
    Paragraph,
    Section,
    Table,
)
from econsim.report.document import Text as Line
from econsim.report.terminal_table import drawn_table
from econsim.report.terminal_text import line

COLUMNS = 100  # of a page that is read as text; longer lines are hard to follow
_ROLES = {"text": "", "lead": "", "answer": "bold", "aside": "dim", "warning": "bold yellow"}
_MOST_ROWS = 12  # of what a picture shows; a longer table is told by the picture's own words


def terminal(document: Document, columns: int = COLUMNS) -> str:
    """Return a report as plain text, at most so many characters a line."""
    console = Console(width=columns, force_terminal=False, color_system=None)
    with console.capture() as printed:
        console.print(drawn(document))
    return "\n".join(line.rstrip() for line in printed.get().splitlines()) + "\n"


def drawn(document: Document) -> RenderableType:
    """Return a report as rich shows it: sections are indented below their headings, notes stand at the end."""
    notes = [line((Note(number), " ", *note)) for number, note in enumerate(document.notes, 1)]
    return Group(
        Text(document.title, "bold"),
        line(document.subtitle),
        *map(_block, (*document.first_page, *document.sections)),
        *([Text(), *notes] if notes else []),
    )


def _block(node: Block | Section) -> RenderableType:
    match node:
        case Section():
            return Group(*_section(node))
        case Paragraph(text, role):
            return line(text, _ROLES[role])
        case Badges(items):
            return Group(*_badges(items))
        case Items(items):
            return Group(*(_item(item) for item in items))
        case Command(text):
            return Text(f"$ {text}", overflow="fold")
        case Table():
            return drawn_table(node)
        case Figure():
            return Group(*_figure(node))
    assert_never(node)


def _section(node: Section) -> Iterator[RenderableType]:
    yield Text()
    if node.is_folded:
        yield Text(f"{node.title}: not shown here", "dim")
        return
    yield Text(node.title, "bold underline")
    yield Padding(Group(*map(_block, node.blocks)), (0, 0, 0, 2))


def _badges(items: tuple[tuple[Badge, Line], ...]) -> Iterator[RenderableType]:
    """Return badges that have nothing to say in one line, those that have in a line each."""
    bare = [badge for badge, said in items if not said]
    if bare:
        yield line(tuple(part for badge in bare for part in (badge, " ")))
    for badge, said in items:
        if said:
            yield line((badge, " ", *said))


def _item(item: Line) -> RenderableType:
    shown = table.Table.grid(padding=(0, 1, 0, 0))
    shown.add_row("-", line(item))
    return shown


def _figure(node: Figure) -> Iterator[RenderableType]:
    """Return the numbers of a picture where they are few, else its words."""
    if node.data is None or len(node.data.rows) > _MOST_ROWS:
        yield Text(node.alt)
        return
    yield Text(node.title, "bold")
    yield Text(node.subtitle, "dim")
    yield drawn_table(node.data)
