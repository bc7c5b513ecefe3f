"""A report as Markdown, for a forum such as Discourse or GitHub; its pictures are files beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import assert_never

from econsim.report.document import (
    Badges,
    Block,
    Command,
    Document,
    Figure,
    Items,
    Paragraph,
    Row,
    Section,
    Table,
)
from econsim.report.markdown_text import MarkdownText, escaped, longest_run, strong
from econsim.report.written import heading

_DEEPEST = 6


def markdown(document: Document, pictures: str) -> str:
    """Return a report as Markdown; `pictures` is the beginning of the pictures' file names, see `picture_name`."""
    return _Writer(pictures).page(document)


def picture_name(pictures: str, figure: Figure) -> str:
    """Return the name of the PNG file that a figure stands in."""
    return f"{pictures}_{figure.name}.png"


class _Writer:
    """Writes blocks, each with an empty line below it."""

    def __init__(self, pictures: str) -> None:
        self._pictures = pictures
        self._text = MarkdownText()

    def page(self, document: Document) -> str:
        parts = [f"# {escaped(document.title)}", self._text.line(document.subtitle)]
        parts += self._each((*document.first_page, *document.sections), 2)
        parts += [f"[^{number}]: {self._text.inline(note)}" for number, note in enumerate(document.notes, 1)]
        return "\n\n".join(filter(None, parts)) + "\n"

    def _each(self, blocks: tuple[Block | Section, ...], level: int) -> Iterator[str]:
        for block in blocks:
            yield from self._one(block, level)

    def _one(self, block: Block | Section, level: int) -> Iterator[str]:
        match block:
            case Section():
                yield from self._section(block, level)
            case Paragraph(text, role):
                yield ("> " if role in ("answer", "warning") else "") + self._text.line(text)
            case Badges(items):
                yield "\n".join(f"* {self._text.inline((badge, ' ', *words)).strip()}" for badge, words in items)
            case Items(items):
                yield "\n".join(f"* {self._text.line(item)}" for item in items)
            case Command(text):
                fence = "`" * max(3, longest_run("`", text) + 1)
                yield f"{fence}\n{text}\n{fence}"
            case Table():
                yield from self._table(block)
            case Figure():
                yield from self._figure(block)
            case _:
                assert_never(block)

    def _section(self, section: Section, level: int) -> Iterator[str]:
        if section.is_folded:
            yield from _fold(section.title, self._each(section.blocks, level + 1))
            return
        yield f"{'#' * min(level, _DEEPEST)} {escaped(section.title)}"
        yield from self._each(section.blocks, level + 1)

    def _table(self, table: Table) -> Iterator[str]:
        if table.caption:
            yield self._text.line(table.caption)
        heads = [escaped(heading(column)) for column in table.columns]
        rules = ["---:" if column.is_number else "---" for column in table.columns]
        rows = (self._row(row, len(table.columns)) for row in table.rows)
        yield "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))
        yield from map(self._text.line, table.notes)

    def _row(self, row: Row, width: int) -> list[str]:
        """Return the cells of a row; one that is set apart is in bold."""
        cells = [self._text.cell(cell, is_strong=row.kind != "row") for cell in row.cells]
        return cells + [""] * (width - len(cells))

    def _figure(self, figure: Figure) -> Iterator[str]:
        yield f"{strong(figure.title)}\\\n{escaped(figure.subtitle)}"
        yield f"![{escaped(figure.alt)}]({picture_name(self._pictures, figure)})"
        if figure.data is not None:
            yield from _fold("What the picture shows, in numbers", self._table(figure.data))


def _fold(title: str, inside: Iterator[str]) -> Iterator[str]:
    """Return what is folded away; the empty lines let it be Markdown again."""
    yield f"<details>\n<summary>{escape(' '.join(title.split()))}</summary>"
    yield from inside
    yield "</details>"
