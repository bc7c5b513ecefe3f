"""The one place that writes a quantity, an interval or a line of text as words, for every format."""

from __future__ import annotations

from typing import assert_never

from econsim.analysis.display import MISSING, about, between, plain, with_unit
from econsim.report.document import Badge, Code, Column, Inline, Interval, Link, Note, Quantity, Strong, Term, Text


def text(parts: Text) -> str:
    """Return a line of text without its dress."""
    return "".join(map(words, parts))


def words(part: Inline) -> str:
    """Return one part of a line: `−2.10 points`, `−0.21 to −0.05 points`, the word of a term, `[1]` for a note."""
    match part:
        case str():
            return part
        case Quantity():
            return with_unit(number(part), part.unit if part.value is not None else "")
        case Interval(low, high):
            return _interval(low, high)
        case Note():
            return f"[{part.number}]"
        case Term():
            return part.word
        case Badge():
            return part.words
        case Strong() | Code() | Link():
            return part.text
    assert_never(part)


def number(quantity: Quantity) -> str:
    """Return a quantity without its unit, thousands apart, with a true minus sign; a dash where there is no number."""
    if quantity.value is None:
        return MISSING
    if quantity.decimals is None:
        return about(quantity.value, signed=quantity.is_signed)
    return plain(quantity.value, quantity.decimals, signed=quantity.is_signed)


def heading(column: Column) -> str:
    """Return the head of a column with its unit: `difference, AKT a year`."""
    return f"{column.heading}, {column.unit}" if column.unit else column.heading


def _interval(low: Quantity, high: Quantity) -> str:
    """Return both ends, the unit once; a dash where an end is missing."""
    if low.value is None or high.value is None:
        return MISSING
    if low.decimals is None:
        return with_unit(f"{number(low)} to {number(high)}", high.unit)
    return with_unit(between(low.value, high.value, low.decimals, signed=low.is_signed), high.unit)
