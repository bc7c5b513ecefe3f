"""Lines of text as a terminal shows them: in the colours of their meaning, addresses in brackets."""

from __future__ import annotations

from typing import assert_never

from rich.text import Text

from econsim.report.document import Badge, Code, Inline, Interval, Link, Note, Quantity, Strong, Term
from econsim.report.document import Text as Line
from econsim.report.written import words

_TONES = {"plain": "bold", "good": "bold green", "bad": "bold red", "warning": "bold yellow"}


def line(parts: Line, style: str = "") -> Text:
    """Return a line of text; what is too long for a line is folded."""
    made = Text(style=style, overflow="fold")
    for part in parts:
        made.append_text(_part(part))
    made.rstrip()
    return made


def _part(part: Inline) -> Text:
    match part:
        case Badge(said, tone):
            return Text(f"[{said}]", _TONES[tone])
        case Strong(said):
            return Text(said, "bold")
        case Link(said, target):
            return Text(said if target.startswith("#") else f"{said} ({target})")
        case str() | Quantity() | Interval() | Code() | Term() | Note():
            return Text(words(part))
    assert_never(part)
