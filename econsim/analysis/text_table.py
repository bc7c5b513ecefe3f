"""A table whose cells are written already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class TextTable:
    """Heading, rows, notes below and a title above; `numbers` are the places of columns that stand to the right."""

    heading: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    numbers: range = range(0)
    title: str = ""
