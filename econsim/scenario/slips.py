"""Slips of the hand in YAML, told by what was typed instead of in a parser's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml.error import MarkedYAMLError

_TAB = "found character '\\t'"
_NO_COLON = "could not find expected ':'"
_TWO_COLONS = "mapping values are not allowed here"
_GLUED = re.compile(r"([A-Za-z_][\w.-]*):(\S.*)")
_APART = re.compile(r"([A-Za-z_][\w.-]*)\s+([^\s:].*)")
_BREAK = re.compile("\r\n|[\n\r]")  # as YAML counts lines
_AFTER_DASHES = re.compile(r"[ ]*(?:-[ ]+)*")


def beside(file: Path) -> str:
    """Return '; did you mean X?' for a file that is not there and whose name is nearly that of one that is."""
    try:
        names = [] if file.exists() else [other.stem for other in file.parent.iterdir() if other.suffix == file.suffix]
    except (OSError, ValueError):
        return ""
    near = get_close_matches(file.stem, sorted(names), n=1)
    return f"; did you mean {file.with_stem(near[0])}?" if near else ""


class Slip(NamedTuple):
    """Where it is in the text, both from 0, and what to say of it."""

    line: int
    column: int
    message: str


def slip(error: MarkedYAMLError, text: str) -> Slip:
    """Return what was typed wrong where a YAML parser gave up; its own words where nothing is recognised."""
    mark = error.problem_mark or error.context_mark
    lines = _BREAK.split(text)
    for recognise in _SLIPS:
        found = recognise(error, lines)
        if found is not None:
            return found
    problem = " ".join(str(error.problem or error.context).split())
    return Slip(mark.line, mark.column, f"is not YAML: {problem}")


def _tab(error: Any, lines: Sequence[str]) -> Slip | None:
    if not str(error.problem).startswith(_TAB):
        return None
    line, column = error.problem_mark.line, error.problem_mark.column
    is_indent = not lines[line][:column].strip()
    return Slip(line, column, "a tab; indent with spaces" if is_indent else "a tab; write a space")


def _no_colon(error: Any, lines: Sequence[str]) -> Slip | None:
    if error.problem != _NO_COLON:
        return None
    return _colon_slip(lines, error.context_mark.line)


def _colon_slip(lines: Sequence[str], line: int) -> Slip | None:
    """Return what is wrong with the colon of a line such as `epochs 3` or `epochs:3`, None if nothing is."""
    typed = lines[line].split(" #")[0].strip() if line < len(lines) else ""
    column = len(lines[line]) - len(lines[line].lstrip()) if typed else 0
    glued, apart = _GLUED.fullmatch(typed), _APART.fullmatch(typed)
    if glued:
        return Slip(line, column, f"no space after a colon; write `{glued[1]}: {_cut(glued[2])}`")
    if apart:
        return Slip(line, column, f"no colon; write `{apart[1]}: {_cut(apart[2])}`")
    return Slip(line, column, f"no colon; write `{typed}:`") if re.fullmatch(r"[\w.-]+", typed) else None


def _two_colons(error: Any, lines: Sequence[str]) -> Slip | None:
    if error.problem != _TWO_COLONS:
        return None
    line, column = error.problem_mark.line, error.problem_mark.column
    above = next((n for n in range(line - 1, -1, -1) if _is_told(lines[n])), None)
    if above is not None and _indent(lines[line]) > _indent(lines[above]) and _first_colon(lines[line]) == column:
        return _indented(lines, line)
    earlier = None if above is None or _first_colon(lines[line]) != column else _colon_slip(lines, above)
    return earlier or Slip(line, column, f"is not YAML: {_TWO_COLONS}; a text with a colon goes in quotes")


def _first_colon(line: str) -> int:
    found = re.search(r":(\s|$)", line)
    return found.start() if found else -1


def _wrong_block(error: Any, lines: Sequence[str]) -> Slip | None:
    problem = str(error.problem)
    if not problem.startswith(("expected <block end>, but found", "expected '<document start>', but found")):
        return None
    line, column = error.problem_mark.line, error.problem_mark.column
    if "<block mapping start>" in problem or "<block sequence start>" in problem:
        return _indented(lines, line)
    if problem.endswith(("'}'", "']'")):
        return Slip(line, column, f"is not YAML: a {problem[-2]} that closes nothing")
    if problem.endswith("'<scalar>'") and re.search(r"[\"']\s*$", lines[line][:column]):
        return Slip(line, column, "is not YAML: text goes on after a closing quote; a quote inside is doubled: 'it''s'")
    return None


def _indented(lines: Sequence[str], line: int) -> Slip:
    """Return how far a line and the lines that it stands below are indented."""
    levels: set[int] = set()
    for above in reversed(lines[:line]):
        inside = len(_AFTER_DASHES.match(above)[0]) if _is_told(above) else None  # type: ignore[index]
        if inside is not None and (not levels or inside < min(levels)):
            levels |= {inside, _indent(above)}
    *first, last = sorted(levels) or [0]
    told = f"{', '.join(map(str, first))} or {last}" if first else str(last)
    own = _indent(lines[line])
    above_it = "the lines above" if first else "the line above"
    return Slip(line, own, f"line {line + 1} is indented by {own}, {above_it} by {told}")


def _is_told(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open_bracket(error: Any, lines: Sequence[str]) -> Slip | None:
    if not str(error.context).startswith("while parsing a flow"):
        return None
    opens, stops = error.context_mark, error.problem_mark
    bracket = "[" if "sequence" in error.context else "{"
    if "flow node" in error.context:
        opens = stops
        is_end = "<stream end>" in str(error.problem)
        return Slip(opens.line, opens.column, "is not YAML: a bracket that opens is not closed") if is_end else None
    if "<stream end>" in str(error.problem) or stops.line > opens.line:
        message = f"is not YAML: the {bracket} that opens here is not closed"
        return Slip(opens.line, opens.column, message)
    closing = {"[": "]", "{": "}"}[bracket]
    return Slip(stops.line, stops.column, f"is not YAML: a comma, or the closing {closing}, is missing before this")


def _open_quote(error: Any, lines: Sequence[str]) -> Slip | None:
    if error.context != "while scanning a quoted scalar" or "end of stream" not in str(error.problem):
        return None
    opens = error.context_mark
    return Slip(opens.line, opens.column, "is not YAML: the quote that opens here is not closed")


def _sign(error: Any, lines: Sequence[str]) -> Slip | None:
    found = re.match(r"found character '(.)' that cannot start any token", str(error.problem))
    if not found:
        return None
    mark = error.problem_mark
    return Slip(mark.line, mark.column, f"is not YAML: a value that begins with {found[1]} goes in quotes")


_SLIPS: tuple[Callable[[Any, Sequence[str]], Slip | None], ...] = (
    _tab,
    _no_colon,
    _two_colons,
    _wrong_block,
    _open_bracket,
    _open_quote,
    _sign,
)


# --- what YAML takes for something else ---------------------------------------------------------------------


def decimal_comma(before: Any, after: Any) -> str:
    """Return the number that `0,10` stands for, where a flow map or list has split it in two; '' for none.

    `before` and `after` are the texts on both sides of a comma that no space follows: `0` and `10`, `1` and `5 days`.
    """
    if not re.fullmatch(r"[+-]?[0-9]+", str(before)) or not re.fullmatch(r"[0-9]+( ?[A-Za-z%]+)?", str(after)):
        return ""
    return _with_point(f"{before},{after}")


def point_for_comma(typed: str) -> str:
    """Return text such as `0,10` or `1,5 days` with a point for its comma, '' where it is nothing of the kind."""
    found = re.fullmatch(r"[+-]?[0-9]{1,15}(,[0-9]+)+( ?[A-Za-z%]+)?", typed.strip())
    return _with_point(typed.strip()) if found else ""


def _with_point(typed: str) -> str:
    """Return a number with its comma as a point, or without commas where they set thousands apart."""
    if re.match(r"[+-]?[1-9][0-9]{0,2}(,[0-9]{3})+(?![0-9,])", typed):
        return typed.replace(",", "")
    return typed.replace(",", ".", 1)


def meant_as_entry(typed: Any) -> str:
    """Return a hint where a text is what is left of `name: value` without its colon or the space after it."""
    if not isinstance(typed, str):
        return ""
    glued, apart = _GLUED.fullmatch(typed), _APART.fullmatch(typed)
    if glued and not glued[2].startswith(":"):
        return f"; write a space after the colon: `{glued[1]}: {_cut(glued[2])}`"
    return f"; did you mean `{apart[1]}: {_cut(apart[2])}`?" if apart and len(typed.split()) == 2 else ""


def _cut(typed: str) -> str:
    return typed if len(typed) <= 40 else f"{typed[:40]}..."
