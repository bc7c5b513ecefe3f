"""What is assumed, inferred, fitted or estimated elsewhere: what is known to move the answer most comes first."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.report_data import Assumption
from econsim.report.document import Code, Inline, Quantity, Row, Section, Table
from econsim.report.parts.leans import all_leans
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns

_MOVES = "moves an objective by, in smallest effects"


def assumptions_section(comparison: Comparison, sources: Sources) -> Section:
    """Return every assumption; those that another belief has changed stand first, by how far it moved an objective."""
    known, moved = comparison.background.assumptions, _moved(comparison)
    ranked = sorted(known, key=lambda row: -moved.get(row.path, -1.0))
    heads = ("parameter", "value", "status", "set in", *((_MOVES,) if moved else ()))
    rows = tuple(_row(row, moved, sources) for row in ranked)
    title = f"{len(known)} values that are assumed, inferred, fitted or estimated elsewhere"
    table = Table(columns(*heads, numbers=range(4, 5)), rows)
    return Section("assumptions", title, (table,), is_folded=True)


def _moved(comparison: Comparison) -> dict[str, float]:
    """Return, by the path of an assumption, the farthest that a belief about it moved an objective."""
    found: dict[str, float] = {}
    for lean in all_leans(comparison):
        for path in lean.row.changes:
            found[path] = max(found.get(path, 0.0), lean.weight)
    return found


def _row(row: Assumption, moved: dict[str, float], sources: Sources) -> Row:
    source = "" if row.source == "assumption" else row.source
    cells: list[tuple[Inline, ...]] = [
        (Code(row.path), *sources.note(source)),
        (f"{row.value} {row.unit}".strip(),),
        (row.status,),
        (row.origin,),
    ]
    if moved:
        cells.append((Quantity(moved[row.path], "", 1),) if row.path in moved else ("not tried",))
    return Row(tuple(cells))
