"""A report as HTML: one page that needs nothing else."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
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
    Strong,
    Term,
    Text,
)
from econsim.report.written import heading, text, words

_LEADS_SOMEWHERE = re.compile(r"(https?://|mailto:|#)")


def page(document: Document) -> str:
    """Return a report as a page: the same bytes for the same document, nothing fetched from anywhere."""
    return _template().render(document=document, write=_Writer()) + "\n"


@cache
def _template() -> Template:
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters |= {"kind": lambda node: type(node).__name__, "plain": text, "heading": heading, "svg": _svg}
    return templates.get_template("page.html")


def _svg(figure: Figure) -> Markup:
    return Markup(svg(figure.draw, figure.name, figure.size, has_title=False))


class _Writer:
    """Writes lines of text; explains a term where it first stands."""

    def __init__(self) -> None:
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
                return _link(part)
            case Note(number):
                return self._note(number)
            case Badge(said, tone):
                return Markup('<span class="badge {}">{}</span>').format(tone, said)

    def _term(self, term: Term) -> Markup:
        if term.word in self._explained:
            return escape(term.word)
        self._explained.add(term.word)
        return Markup('<abbr title="{}">{}</abbr>').format(term.meaning, term.word)

    def _note(self, number: int) -> Markup:
        """Return the mark of a note; the first one of each is where the note leads back to."""
        back = "" if number in self._named else Markup(' id="mark-{}"').format(number)
        self._named.add(number)
        return Markup('<sup><a href="#note-{}"{}>[{}]</a></sup>').format(number, back, number)

    def is_named(self, number: int) -> bool:
        """Return whether the mark of a note stands somewhere above."""
        return number in self._named


def _link(link: Link) -> Markup:
    """Return a link; one that neither leads to an address nor into the document is its words alone."""
    if not _LEADS_SOMEWHERE.match(link.target):
        return escape(link.text)
    return Markup('<a href="{}">{}</a>').format(link.target, link.text)


def _breakable(said: str) -> Markup:
    """Return a dotted path that may be broken after its dots."""
    return Markup("<wbr>").join(re.split(r"(?<=[./_])", said))
