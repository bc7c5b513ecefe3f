"""Rows of a CSV file of a user's own: each cell under its name, or the place and the cure in one line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from econsim.errors import UsageError

_CURE = "write a decimal point, not a comma, and words with commas in quotes"


def rows_of(text: str, file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the names of the columns of a file's text, and its rows as stripped cells by name, blank lines left out.

    Raises UsageError for a scenario, for a name that stands twice and for a row that is not as long as the header: a
    decimal comma makes two cells of a number, and moves all that follows by one.
    """
    if file.suffix in (".yaml", ".yml"):
        raise UsageError(f"{file} is no table but a scenario by its name; expected a CSV file of observations")
    heads: list[str] = []
    rows: list[dict[str, str]] = []
    lines = csv.reader(io.StringIO(text, newline=""))
    try:
        for line in lines:
            cells = [cell.strip() for cell in line]
            if not any(cells):
                continue
            if heads:
                rows.append(_row(heads, cells, f"{file}, row {len(rows) + 1} (line {lines.line_num})"))
            else:
                heads = cells
    except csv.Error as error:
        raise UsageError(f"{file}, line {lines.line_num}: cannot be read as CSV: {error}") from None
    if twice := next((name for name in heads if name and heads.count(name) > 1), None):
        raise UsageError(f"{file}: the column {twice} is there twice")
    return heads, rows


def _row(heads: list[str], cells: list[str], place: str) -> dict[str, str]:
    if len(cells) != len(heads):
        raise UsageError(f"{place}: cells: {len(cells)}, of the header: {len(heads)}; {_CURE}")
    if nameless := next((cell for name, cell in zip(heads, cells, strict=True) if cell and not name), None):
        raise UsageError(f"{place}: {nameless!r} is in a column without a name; {_CURE}")
    return {name: cell for name, cell in zip(heads, cells, strict=True) if name}
