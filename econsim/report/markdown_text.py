"""Lines of text as Markdown, for GitHub and Discourse: what users write is shown and never becomes a mark."""

from __future__ import annotations

import re
from html import escape
from typing import assert_never

from econsim.report.document import Badge, Code, Inline, Interval, Link, Note, Quantity, Strong, Term, Text
from econsim.report.written import words

_MARKS = re.compile(r"[\\`*\[\]<>|~$&]|(?<![^\W_])_|_(?![^\W_])")
_AT_A_LINES_BEGIN = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))")
_ADDRESS = re.compile(r"https?://[^\s<>]*$")


class MarkdownText:
    """Writes lines of text; explains a term where it first stands."""

    def __init__(self) -> None:
        self._explained: set[str] = set()

    def line(self, parts: Text) -> str:
        """Return what begins a line."""
        text = self.inline(parts).strip()
        return _AT_A_LINES_BEGIN.sub(_kept, text)

    def cell(self, parts: Text, *, is_strong: bool = False) -> str:
        """Return what stands in a cell of a table, where a bar would end it even inside code."""
        text = self.inline(parts, is_strong=is_strong).strip()
        bare = re.sub(r"(?<!\\)\|", r"\\|", text)
        return f"**{bare}**" if is_strong and bare else bare

    def inline(self, parts: Text, *, is_strong: bool = False) -> str:
        """Return what stands inside a line; where all of it is strong, nothing is more so."""
        return "".join(self._part(part, is_strong) for part in parts)

    def _part(self, part: Inline, is_strong: bool) -> str:
        match part:
            case Strong(said) | Badge(said):
                return escaped(said) if is_strong else strong(said)
            case Code(said):
                return code(said)
            case Term() if part.word not in self._explained:
                self._explained.add(part.word)
                return f'<abbr title="{_flat(escape(part.meaning))}">{escaped(part.word)}</abbr>'
            case Link(said, target) if _ADDRESS.match(target):
                return f"[{escaped(said)}](<{target}>)"
            case Note(number):
                return f"[^{number}]"
            case str() | Quantity() | Interval() | Term() | Link():
                return escaped(words(part))
        assert_never(part)


def escaped(said: str) -> str:
    """Return words of which nothing is taken for a mark, on one line."""
    return _MARKS.sub(lambda found: f"\\{found[0]}", _flat(said))


def strong(said: str) -> str:
    """Return words in bold; a space that ends them follows, for a forum takes `**so: **` for stars."""
    bare = said.strip()
    return f"**{escaped(bare)}**{' ' if said != said.rstrip() else ''}" if bare else ""


def code(said: str) -> str:
    """Return code, between more backticks than it has in a row."""
    flat = _flat(said)
    fence = "`" * (longest_run("`", flat) + 1)
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{pad}{flat}{pad}{fence}" if flat.strip() else ""


def longest_run(mark: str, said: str) -> int:
    """Return how often a mark stands in a row, at most."""
    return max(map(len, re.findall(f"{mark}+", said)), default=0)


def _flat(said: str) -> str:
    return re.sub(r"\s+", " ", said)


def _kept(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}\\" if found[2].isdigit() else f"{found[1]}\\{found[2]}"
