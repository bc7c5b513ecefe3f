"""The first page of a report as HTML that stands inside a notebook and leaves the rest of it alone."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace

from econsim.report.document import Document, Paragraph, Text
from econsim.report.html import rendered
from econsim.report.tree import as_json

_A_NAME = re.compile(r"(\bid=\"|\bhref=\"#|\burl\(#)")


def fragment(document: Document, more: Text) -> str:
    """Return a first page with a line below it on where more is: the same bytes for the same document.

    No script, nothing fetched; its style is that of its own elements, its ids begin with a hash of what it says, so
    that several pages may stand in one notebook.
    """
    shown = replace(document, first_page=(*document.first_page, Paragraph(more, "aside")))
    name = hashlib.sha256(json.dumps(as_json(shown)).encode()).hexdigest()[:8]
    return _A_NAME.sub(rf"\g<1>page-{name}-", rendered("fragment.html", shown))
