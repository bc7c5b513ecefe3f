"""How the command line prints: tables for people, one JSON object for programs, and never a crash over a character."""

from __future__ import annotations

import codecs
import json
import math
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import RenderableType

    from econsim.report.first_page import FirstPage

_WIDE = 20_000  # where there is no terminal nothing is folded, so that a line is a row
_PLAIN = {"−": "-", "–": "-", "—": "-", "“": '"', "”": '"', "’": "'", "…": "...", "→": "->", "×": "x", "·": "-"}
_SURROGATES = range(0xDC80, 0xDD00)  # a byte of a file name that is no text, as Python holds it


def put(text: str) -> None:
    """Print to stdout; a reader that has gone away, such as `head`, is no reason to stop."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        let_go_of(sys.stdout)


def narrate(text: str) -> None:
    """Print to stderr; that nobody can read it is no reason to stop."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        let_go_of(sys.stderr)


def print_json(content: Any) -> None:
    """Print one JSON object."""
    put(json_text(content))


def json_text(content: Any) -> str:
    """Return one JSON object as ASCII text; a number that is NaN or infinite is null."""
    return json.dumps(finite(content), indent=2, allow_nan=False, default=str)


def finite(content: Any) -> Any:
    """Return plain content with None in place of NaN and infinities."""
    if isinstance(content, Mapping):
        return {name: finite(entry) for name, entry in content.items()}
    if isinstance(content, list | tuple):
        return [finite(entry) for entry in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def print_table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table with its title."""
    from econsim.report.document import Row, Table
    from econsim.report.parts.tables import columns
    from econsim.report.terminal_table import drawn_table

    cells = (tuple((("" if cell is None else str(cell)),) for cell in row) for row in rows)
    _print(drawn_table(Table(columns(*head), tuple(map(Row, cells)), (title,))))


def print_page(page: FirstPage) -> None:
    """Print the first page of a report."""
    from econsim.report.terminal import COLUMNS, drawn

    _print(drawn(page.document), COLUMNS)
    put("")


def _print(content: RenderableType, most_columns: int = _WIDE) -> None:
    """Print as wide as the terminal; elsewhere as wide as the content, plain, one row a line."""
    from rich.console import Console

    if is_terminal(sys.stdout):
        Console(width=min(Console().width, most_columns)).print(content)
        return
    wide = Console(width=_WIDE, force_terminal=False, color_system=None)
    with wide.capture() as printed:
        wide.print(content)
    put("\n".join(line.rstrip() for line in printed.get().splitlines()))


def print_rows(title: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Print rows that have the same fields as a table."""
    print_table(title, list(rows[0]) if rows else [], [list(row.values()) for row in rows])


def text_of(value: Any) -> str:
    """Return a value in one line, as YAML would write it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {text_of(entry)}" for name, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(text_of, value)) + "]"
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def is_terminal(stream: TextIO | None) -> bool:
    """Return whether somebody looks at a stream as it is written."""
    return stream is not None and stream.isatty()


def speak_any_encoding() -> None:
    """Let stdout and stderr replace what their encoding lacks: a minus sign by a hyphen, the rest by `?`."""
    codecs.register_error("econsim", _in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="econsim")


def let_go_of(stream: TextIO) -> None:
    """Send nowhere what is still to be written to a stream that has failed."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def release_stdout() -> None:
    """Write what stdout still holds, or let go of it where it cannot be written (a full disk)."""
    try:
        sys.stdout.flush()
    except OSError:
        let_go_of(sys.stdout)


def _in_plain_letters(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return b"".join(map(_plain_letter, error.object[error.start : error.end])), error.end


def _plain_letter(letter: str) -> bytes:
    if ord(letter) in _SURROGATES:
        return bytes([ord(letter) - 0xDC00])
    return _PLAIN.get(letter, "?").encode("ascii")
