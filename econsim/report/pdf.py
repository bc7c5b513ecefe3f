"""A report as a tagged PDF (PDF/UA-1), set by typst with the fonts that it brings; its annex is named, not printed."""

from __future__ import annotations

import json
import re
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from econsim.plots.pictures import svg_file
from econsim.report.document import Document, Section
from econsim.report.tree import as_json, content, figures, folded, nodes, notes_of, printed

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"
_RUNNING = 90  # characters below every page: one line
_WITHOUT_A_SHAPE = re.compile(
    "[^\n\x20-\x7e\xa0-\u04ff\u1e00-\u1fff\u2010-\u2027\u2030-\u203e\u20a0-\u20c0\u2190-\u23ff\u25a0-\u25ff]"
)


def pdf(document: Document) -> bytes:
    """Return a report as PDF: the same bytes for the same document, dated as the run.

    A character for which typst's own fonts have no shape (Latin, Greek and Cyrillic have one) becomes a box: PDF/UA
    refuses a text that cannot be seen.
    """
    date = datetime.fromisoformat(document.date).replace(tzinfo=UTC)
    return typst.compile(
        _TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"report": source(document)},
        pdf_standards=["ua-1"],
        timestamp=int(date.timestamp()),
    )


def source(document: Document) -> str:
    """Return what the template sets, as JSON: all that is said is data, so none of it can be taken for typst."""
    shown = printed(document)
    notes = notes_of(content(shown)) | notes_of(shown.subtitle)
    told: dict[str, Any] = {
        "document": as_json(shown),
        "running_title": textwrap.shorten(document.title, _RUNNING, placeholder=" …"),
        "notes": [(number, as_json(note)) for number, note in enumerate(document.notes, 1) if number in notes],
        "ids": [node.id for node in nodes(content(shown)) if isinstance(node, Section)],
        "left_out": [section.title for section in folded(document)],
        "pictures": {
            figure.name: svg_file(figure.draw, figure.name, figure.size, has_title=False, has_text=False)
            for figure in figures(shown)
        },
    }
    return json.dumps(_seen(told))


def _seen(told: Any) -> Any:
    """Return the same with a box for every character that has no shape."""
    if isinstance(told, dict):
        return {name: _seen(value) for name, value in told.items()}
    if isinstance(told, list | tuple):
        return [_seen(value) for value in told]
    return _WITHOUT_A_SHAPE.sub("□", told) if isinstance(told, str) else told
