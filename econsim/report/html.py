"""A report as HTML: one page that needs nothing else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from econsim.plots.pictures import svg
from econsim.report.document import (
    Badge,
    Code,
    Document,
    Figure,
    Inline,
    Interval,
    Link,
    Note,
    Quantity,
    Section,
    Strong,
    Term,
    Text,
)
from econsim.report.tree import content, nodes
from econsim.report.written import heading, words

_IS_AN_ADDRESS = re.compile(r"(https?://|mailto:)")


def page(document: Document) -> str:
    """Return a report as a page: the same bytes for the same document, nothing fetched from anywhere."""
    return rendered("page.html", document) + "\n"


def rendered(template: str, document: Document) -> str:
    """Return a document in a template that stands beside the page; raises AssertionError for a node without a block."""
    ids = {node.id for node in nodes(content(document)) if isinstance(node, Section)}
    return _templates().get_template(template).render(document=document, write=_Writer(ids))


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["kind"] = lambda node: type(node).__name__
    templates.filters["heading"], templates.filters["svg"] = heading, _svg
    templates.globals["unknown"] = assert_never
    return templates


def _svg(figure: Figure) -> Markup:
    return Markup(svg(figure.draw, figure.name, figure.size, has_title=False))


class _Writer:
    """Writes lines of text; explains a term where it first stands."""

    def __init__(self, ids: set[str]) -> None:
        self._ids = ids
        self._explained: set[str] = set()
        self._named: set[int] = set()

    def __call__(self, parts: Text) -> Markup:
        return Markup("").join(map(self._part, parts))

    def _part(self, part: Inline) -> Markup:
        match part:
            case str():
                return escape(part)
            case Quantity() | Interval():
                return Markup('<span class="q">{}</span>').format(words(part))
            case Strong(said):
                return Markup("<strong>{}</strong>").format(said)
            case Code(said):
                return Markup("<code>{}</code>").format(_breakable(said))
            case Term():
                return self._term(part)
            case Link():
                return self._link(part)
            case Note(number):
                return self._note(number)
            case Badge(said, tone):
                return Markup('<span class="badge {}">{}</span>').format(tone, said)
        assert_never(part)

    def _term(self, term: Term) -> Markup:
        if term.word in self._explained:
            return escape(term.word)
        self._explained.add(term.word)
        return Markup('<abbr title="{}">{}</abbr>').format(term.meaning, term.word)

    def _link(self, link: Link) -> Markup:
        """Return a link; one that leads neither to an address nor to a section that stands here is its words alone."""
        if not (_IS_AN_ADDRESS.match(link.target) or link.target.removeprefix("#") in self._ids):
            return escape(link.text)
        return Markup('<a href="{}">{}</a>').format(link.target, link.text)

    def _note(self, number: int) -> Markup:
        """Return the mark of a note; the first one of each is where the note leads back to."""
        back = "" if number in self._named else Markup(' id="mark-{}"').format(number)
        self._named.add(number)
        return Markup('<sup><a href="#note-{}"{}>[{}]</a></sup>').format(number, back, number)

    def is_named(self, number: int) -> bool:
        """Return whether the mark of a note stands somewhere above."""
        return number in self._named


def _breakable(said: str) -> Markup:
    """Return a dotted path that may be broken after its dots."""
    return Markup("<wbr>").join(re.split(r"(?<=[./_])", said))
