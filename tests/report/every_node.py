"""One small document that has every kind of node, and what every format makes of it as plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import typst

from econsim.report import pdf
from econsim.report.document import (
    Badge,
    Badges,
    Code,
    Column,
    Command,
    Document,
    Figure,
    Interval,
    Items,
    Link,
    Note,
    Paragraph,
    Quantity,
    Row,
    Section,
    Strong,
    Table,
    Term,
)
from econsim.report.html import page
from econsim.report.markdown import markdown
from econsim.report.notebook import fragment
from econsim.report.terminal import terminal
from econsim.report.tree import first_page

TABLE = Table(
    columns=(Column("who"), Column("gain", "AKT", is_number=True), Column("left out", is_number=True, is_kept=False)),
    rows=(
        Row((("people of a group",),), "group"),
        Row((("delegators",), (Quantity(-1234.5, "", 1, is_signed=True),), (Quantity(None),))),
        Row((("everybody",), (Quantity(0, "", 0),), (Interval(Quantity(2, "", 0), Quantity(3, "days", 0)),)), "total"),
    ),
    caption=("a caption",),
    notes=(("a note of the table",),),
)
EVERY_NODE = Document(
    title="the title",
    subtitle=("the subtitle",),
    first_page=(
        Badges(((Badge("bare badge", "good"), ()), (Badge("badge"), ("with words",)), (Badge("other", "bad"), ()))),
        Paragraph((Strong("loud"), " and ", Code("some.code"), " by ", Term("arm", "one set of rules")), "answer"),
        Paragraph((Quantity(12345.678, "AKT", 2), " in ", Interval(Quantity(0.1), Quantity(0.9, "points"))), "lead"),
        Paragraph((Link("out there", "https://a.example/b"), ", ", Link("further down", "#later")), "aside"),
        Paragraph((Link("nowhere", "x.yaml"), Note(1)), "warning"),
        Paragraph(("plain words",)),
        Items((("first point",), ("second point", Note(2)))),
        Command("econsim list --json"),
        Section("later", "a section", (TABLE, Section("inner", "a section inside", (Paragraph(("deep down",)),)))),
        Figure("curve", "what was found", "in AKT", "it rises", lambda axes: axes.plot([0, 1], [0, 1]), data=TABLE),
        Figure("bare", "a second finding", "in USD", "it falls to the end", lambda axes: axes.plot([0, 1], [1, 0])),
    ),
    sections=(Section("annex", "folded away", (Paragraph(("in the annex",)),), is_folded=True),),
    notes=(("the first source",), ("the second ", Strong("source"))),
    date="2024-03-01",
)

_WITHOUT_LAYOUT = "#show box: it => it.body\n#show grid: it => it.children.map(cell => cell.body).join([ ])\n"
_INSIDE_A_WORD = re.compile(r"</?(abbr|wbr|strong|code|a)\b[^>]*>")


def of_html(html: str) -> str:
    """Return the words of HTML, without its style and its pictures; what explains a word is not among them."""
    shown = re.sub(r"<(style|svg|head)\b.*?</\1>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", _INSIDE_A_WORD.sub("", shown)))


def of_markdown(text: str) -> str:
    """Return the words of Markdown, without its marks."""
    return unescape(re.sub(r"</?(abbr|details|summary)[^>]*>|[\\*`]", "", text))


def of_pdf(document: Document) -> str:
    """Return the words that typst sets for the PDF: the same template and data as HTML, which lays out nothing."""
    template = (Path(pdf.__file__).parent / "templates" / "report.typ").read_text("utf-8")
    told = {"report": pdf.source(document)}
    html = typst.compile((_WITHOUT_LAYOUT + template).encode(), format="html", sys_inputs=told)
    return of_html(html.decode()).replace("\xa0", " ")


AS_WORDS: Mapping[str, Callable[[Document], str]] = {
    "html": lambda document: of_html(page(document)),
    "markdown": lambda document: of_markdown(markdown(document, "report")),
    "pdf": of_pdf,
    "terminal": lambda document: terminal(document, 200),
    "notebook": lambda document: of_html(fragment(first_page(document), ("more is elsewhere",))),
}
