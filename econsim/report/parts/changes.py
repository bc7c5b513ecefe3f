"""What changes: each thing in plain words, now and proposed, from when, for whom, with the sources of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, plain, unit_of
from econsim.analysis.first_page_data import ProposedChange
from econsim.report.document import Block, Code, Inline, Link, Paragraph, Quantity, Row, Section, Table, Text
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns
from econsim.units import MICRO, UAKT_PER_AKT

MOST_ROWS = 3
_UAKT = "uakt"
_DENOMS = (_UAKT, "uusdc", "uact")
_WHOLE_PERCENT = "whole percent"
_HEADS = ("what", "now", "proposed", "from", "for whom")


def change_blocks(comparison: Comparison, sources: Sources, variants: Sequence[str]) -> tuple[Block, ...]:
    """Return at most three rows for each of some variants; the annex has them all."""
    found: list[Block] = []
    for name in variants:
        rows = comparison.background.proposal[name]
        caption = (name,) if len(variants) > 1 else ()
        if not rows:
            found.append(Paragraph((f"{name} asks for exactly what {comparison.baseline} asks for.",)))
            continue
        found.append(_table(rows[:MOST_ROWS], sources, caption))
        if len(rows) > MOST_ROWS:
            more: Text = (f"And {len(rows) - MOST_ROWS} more. ", Link("Every change", "#changes-in-full"), ".")
            found.append(Paragraph(more, "aside"))
    return tuple(found)


def changes_section(comparison: Comparison, sources: Sources) -> Section:
    """Return every change of every variant, with the path of what is changed."""
    tables = tuple(
        _table(rows, sources, (f"{name}: whatever is not listed is as in {comparison.baseline}.",), has_paths=True)
        for name, rows in comparison.background.proposal.items()
        if rows
    )
    return Section("changes-in-full", "Every change", tables, is_folded=True)


def _table(rows: tuple[ProposedChange, ...], sources: Sources, caption: Text, *, has_paths: bool = False) -> Table:
    return Table(columns(*_HEADS), tuple(_row(row, sources, has_paths) for row in rows), caption)


def _row(row: ProposedChange, sources: Sources, has_path: bool) -> Row:
    path: tuple[Inline, ...] = (" ", Code(row.path)) if has_path else ()
    return Row(
        (
            (row.words, *path),
            (*_value(row.now, row.unit), *sources.note(row.now_source)),
            (*_value(row.proposed, row.unit), *sources.note(row.proposed_source)),
            (row.since,),
            (row.whom,),
        )
    )


def _value(value: Any, unit: str) -> Text:
    """Return a value as people write it: a fraction and whole percent as %, uakt as AKT."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number:
        return (_written(value, is_of_amounts=_UAKT in unit),)
    if unit == "fraction":
        return (Quantity(100.0 * value, "%", _decimals(100.0 * value)),)
    if unit == _UAKT:
        return (Quantity(value / UAKT_PER_AKT, "AKT", _decimals(value / UAKT_PER_AKT)),)
    if unit.startswith(_WHOLE_PERCENT):
        return (Quantity(value, "%", _decimals(value)), unit.removeprefix(_WHOLE_PERCENT))
    return (Quantity(value, unit, _decimals(value)),)


def _decimals(value: float) -> int:
    """Return the decimals that a value has when written with up to six digits."""
    return len(f"{value:.6g}".partition("e")[0].partition(".")[2])


def _written(value: Any, *, is_of_amounts: bool = False) -> str:
    """Return what is no number: of a table by denom each with its name, of amounts in whole ones."""
    if isinstance(value, dict):
        return ", ".join(_entry(name, entry, is_of_amounts) for name, entry in value.items())
    if isinstance(value, list):
        return "; ".join(_written(entry) for entry in value)
    return MISSING if value is None else str(value)


def _entry(name: str, value: Any, is_of_amounts: bool) -> str:
    denom = unit_of(name).level if name in _DENOMS else ""
    if is_of_amounts and denom:  # an amount that is written with its denom says it itself
        return f"{plain(value / MICRO, _decimals(value / MICRO))} {denom}" if isinstance(value, int) else str(value)
    return f"{denom or name.replace('_', ' ')} {_written(value)}"


def in_a_title(row: ProposedChange) -> str:
    """Return a change as a title names it: `a minimum commission rate of 10 % instead of 5 %`."""
    now, proposed = ("".join(map(_plain, _value(value, row.unit))) for value in (row.now, row.proposed))
    if row.path.startswith("shocks.") and row.now is None:
        return proposed.replace("from then on", f"from {row.since} on")
    if row.now is None:
        return f"{row.words} ({proposed})"
    if row.proposed is None:
        return f"no {row.words}"
    return f"{row.words} {proposed} instead of {now}"


def _plain(part: Inline) -> str:
    if not isinstance(part, Quantity) or part.value is None:
        return str(part)
    return f"{plain(part.value, part.decimals or 0)} {part.unit}".strip()
