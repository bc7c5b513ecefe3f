"""What changes: every value of the scenario that differs, now and proposed, with the sources of both."""

from __future__ import annotations

from typing import Any

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING
from econsim.report.document import Block, Code, Paragraph, Row, Table
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns


def change_blocks(comparison: Comparison, sources: Sources) -> tuple[Block, ...]:
    """Return a table for each variant, or the sentence that nothing is asked for."""
    return tuple(_change(comparison, name, sources) for name in comparison.variants)


def _change(comparison: Comparison, variant: str, sources: Sources) -> Block:
    changes = comparison.numbers.variant(variant).changes
    if not changes:
        return Paragraph((f"{variant} asks for exactly what {comparison.baseline} asks for.",))
    known = comparison.background.sources[variant]
    rows = tuple(
        Row(
            (
                (Code(one.path), *sources.note(known.get(one.path, ""))),
                (written(one.baseline),),
                (written(one.variant),),
            )
        )
        for one in changes
    )
    return Table(columns("what", "now", variant), rows)


def written(value: Any) -> str:
    """Return a value of a scenario as people write it."""
    if isinstance(value, dict):
        return ", ".join(f"{name} {written(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return "; ".join(written(entry) for entry in value)
    return MISSING if value is None else str(value)
