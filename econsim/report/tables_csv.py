"""The tables of a report as CSV: a file a table, numbers as numbers."""

from __future__ import annotations

import csv
import io
import re

from econsim.report.document import Column, Document, Interval, Note, Quantity, Section, Table, Text
from econsim.report.tree import Node, content
from econsim.report.written import heading, number, text

_WOULD_BE_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_IS_A_NUMBER = re.compile(r"[+−]?\d{1,3}(,\d{3})*(\.\d+)?")


def tables_csv(document: Document) -> dict[str, str]:
    """Return the tables by name: that of the section they stand in, and their number where it has several."""
    found: dict[str, list[Table]] = {}
    _gather("first_page", content(document), found)
    return {
        name if len(tables) == 1 else f"{name}_{number}": _csv(table)
        for name, tables in found.items()
        for number, table in enumerate(tables, 1)
    }


def _gather(name: str, blocks: tuple[Node, ...], found: dict[str, list[Table]]) -> None:
    for block in blocks:
        if isinstance(block, Section):
            _gather(block.id, block.blocks, found)
        elif isinstance(block, Table):
            found.setdefault(name, []).append(block)


def _csv(table: Table) -> str:
    """Return one table: a column with an interval has one for each end, one with units of its own one for them."""
    file = io.StringIO()
    out = csv.writer(file, lineterminator="\n")
    rows = [row for row in table.rows if row.kind != "group"]
    shapes = [_Shape(column, [row.cells[place] for row in rows]) for place, column in enumerate(table.columns)]
    groups = _groups(table)
    begin = ["group"] if any(groups) else []
    out.writerow([*begin, *(head for shape in shapes for head in shape.heads())])
    for group, row in zip(groups, rows, strict=True):
        cells = [found for shape, cell in zip(shapes, row.cells, strict=True) for found in shape.cells(cell)]
        out.writerow([*([_safe(group)] if begin else []), *cells])
    return file.getvalue()


def _groups(table: Table) -> list[str]:
    """Return the group that each row belongs to."""
    group, groups = "", []
    for row in table.rows:
        if row.kind == "group":
            group = text(row.cells[0])
        else:
            groups.append(group)
    return groups


class _Shape:
    """What one column of the report becomes."""

    def __init__(self, column: Column, cells: list[Text]) -> None:
        told = [tuple(part for part in cell if not isinstance(part, Note)) for cell in cells]
        numbers = [part for cell in told if _is_bare(cell) for part in cell]
        self._heading = heading(column)
        self._has_unit = any(isinstance(part, Quantity) and part.unit for part in numbers)
        self._has_ends = any(isinstance(part, Interval) for part in numbers)
        self._has_value = not self._has_ends or any(
            not isinstance(part, str | Interval) for cell in cells for part in cell
        )

    def heads(self) -> list[str]:
        """Return the heads of the columns that it becomes."""
        name = _safe(self._heading)
        units = [f"{name}, unit"] if self._has_unit else []
        return [
            *([name] if self._has_value else []),
            *units,
            *([f"{name}, low", f"{name}, high"] if self._has_ends else []),
        ]

    def cells(self, cell: Text) -> list[str]:
        """Return what stands in them; words where a cell is more than a number."""
        cell = tuple(part for part in cell if not isinstance(part, Note))  # whose text stands in no table
        parts = cell if _is_bare(cell) else ()
        amount = next((part for part in parts if isinstance(part, Quantity)), None)
        ends = next((part for part in parts if isinstance(part, Interval)), None)
        said = _number(amount) if amount else "" if ends else _as_data(text(cell))
        unit = [amount.unit if amount else ""] if self._has_unit else []
        both = [_number(ends.low), _number(ends.high)] if ends else ["", ""]
        return [*([said] if self._has_value else []), *unit, *(both if self._has_ends else [])]


def _is_bare(cell: Text) -> bool:
    """Return whether a cell is a number, an interval or both, with nothing but brackets between."""
    said = [part for part in cell if not isinstance(part, str) or part.strip(" ()[],;:")]
    kinds = [type(part) for part in said]
    return bool(kinds) and len(set(kinds)) == len(kinds) and set(kinds) <= {Quantity, Interval}


def _number(quantity: Quantity) -> str:
    """Return a number as programs read it, to the digits that the report shows; nothing where there is none.

    What the report calls less than its last digit has one digit of its own: -4e-05.
    """
    if quantity.value is None:
        return ""
    said = number(quantity)
    return _plain_number(said) if _IS_A_NUMBER.fullmatch(said) else f"{quantity.value:.1g}"


def _plain_number(said: str) -> str:
    return said.replace(",", "").replace("−", "-").replace("+", "")


def _as_data(said: str) -> str:
    """Return words, or the number that they are, as programs read it."""
    return _plain_number(said) if _IS_A_NUMBER.fullmatch(said) else _safe(said)


def _safe(said: str) -> str:
    """Return words that no spreadsheet takes for a formula."""
    return f"'{said}" if said.startswith(_WOULD_BE_A_FORMULA) else said
