"""The tree of a report gone over: as plain JSON, its tables and figures in order, what is folded away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from econsim.report.document import (
    Block,
    Document,
    Figure,
    Interval,
    Items,
    Link,
    Note,
    Paragraph,
    Quantity,
    Section,
    Text,
)
from econsim.report.written import words

Node = Block | Section
ANNEX = "annex"


def nodes(blocks: tuple[Node, ...]) -> Iterator[Node]:
    """Return every section and block in the order of the page."""
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from nodes(block.blocks)


def content(document: Document) -> tuple[Node, ...]:
    """Return what stands on the first page and after it."""
    return (*document.first_page, *document.sections)


def figures(document: Document) -> list[Figure]:
    """Return the figures of a document."""
    return [node for node in nodes(content(document)) if isinstance(node, Figure)]


def folded(document: Document) -> list[Section]:
    """Return the outermost sections that are folded."""
    return list(_folded(content(document)))


def _folded(blocks: tuple[Node, ...]) -> Iterator[Section]:
    for block in blocks:
        if isinstance(block, Section) and block.is_folded:
            yield block
        elif isinstance(block, Section):
            yield from _folded(block.blocks)


def first_page(document: Document) -> Document:
    """Return what stands before the sections, with the notes up to the last that is named there.

    A paragraph that only points to a section is left out with it; words that point to one say that it is in the annex.
    """
    last = max(notes_of((document.subtitle, document.first_page)), default=0)
    return replace(document, first_page=_unpointed(document.first_page), sections=(), notes=document.notes[:last])


def _unpointed(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        replace(block, blocks=_unpointed(block.blocks)) if isinstance(block, Section) else _led(block)
        for block in blocks
        if not (isinstance(block, Paragraph) and all(_points(part) for part in block.text))
    )


def _points(part: Any) -> bool:
    return isinstance(part, Link) and part.target.startswith("#")


def _led(block: Block) -> Block:
    match block:
        case Paragraph(text):
            return replace(block, text=_to_the_annex(text))
        case Items(items):
            return replace(block, items=tuple(map(_to_the_annex, items)))
        case _:
            return block


def _to_the_annex(text: Text) -> Text:
    return tuple(
        replace(part, text=f"{part.text}: {ANNEX}")
        if isinstance(part, Link) and _points(part) and part.text != ANNEX
        else part
        for part in text
    )


def printed(document: Document) -> Document:
    """Return what is printed of a document: all but what is folded."""
    first_page, sections = _unfolded(document.first_page), _unfolded(document.sections)
    return replace(document, first_page=first_page, sections=sections)


def _unfolded(blocks: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        replace(block, blocks=_unfolded(block.blocks)) if isinstance(block, Section) else block
        for block in blocks
        if not (isinstance(block, Section) and block.is_folded)
    )


def notes_of(thing: Any) -> set[int]:
    """Return the numbers of the notes that are named anywhere below a node or in a line of text."""
    if isinstance(thing, Note):
        return {thing.number}
    if isinstance(thing, tuple):
        return {number for part in thing for number in notes_of(part)}
    if is_dataclass(thing):
        return {number for field in fields(thing) for number in notes_of(getattr(thing, field.name))}
    return set()


def as_json(node: Any) -> Any:
    """Return a node as maps, lists and plain values: `kind` names it, a number also has `text` as it is written."""
    if isinstance(node, tuple):
        return [as_json(part) for part in node]
    if not is_dataclass(node):
        return node
    told = {field.name: as_json(getattr(node, field.name)) for field in fields(node) if field.name != "draw"}
    written = {"text": words(node)} if isinstance(node, Quantity | Interval) else {}
    return {"kind": type(node).__name__.lower()} | told | written
