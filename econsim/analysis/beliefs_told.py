"""What is told of other beliefs: how each objective stands under each, and in words what would change the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from econsim.analysis.display import listed
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Finding, WhatIf


class BeliefsTold(NamedTuple):
    """Each objective, belief in words and what was found under it, the comparison itself first; notes above it."""

    rows: tuple[tuple[Metric, str, Finding], ...]
    notes: tuple[str, ...]


def beliefs_told(asked: WhatIf, metrics: Sequence[Metric], variant: str) -> BeliefsTold:
    """Return a row for each objective and belief; `metrics` are as they were judged.

    An objective that is the same in every belief and both arms has no row.
    """
    known = {one.name: one for one in metrics}
    objectives = [known[name] for name in asked.rows[0].variants[variant]]
    moved = [one for one in objectives if any(row.variants[variant][one.name].difference for row in asked.rows)]
    rows = tuple((one, row.words, row.variants[variant][one.name]) for one in moved for row in asked.rows)
    same = [one.label for one in objectives if one not in moved]
    return BeliefsTold(rows, _notes(asked, variant, objectives, same))


def _notes(asked: WhatIf, variant: str, objectives: list[Metric], same: list[str]) -> tuple[str, ...]:
    """Return what the rows say in words: where an objective stands otherwise, and how to read it."""
    flips = [
        f"{one.label} if {', or if '.join(when)}"
        for one in objectives
        if (when := [row.words for row in asked.rows if row.variants[variant][one.name].flips])
    ]
    out = "; ".join(belief.words for belief in asked.left_out)
    return (
        f"What would change the answer: {len(asked.rows) - 1} other beliefs, each in every arm and on the same draws, "
        f"{asked.replicates} replicates. “Changes”: the objective stands otherwise than as compared with as many "
        "replicates.",
        f"What stands otherwise: {'; '.join(flips)}." if flips else "No objective stands otherwise under any of them.",
        *([f"No difference under any of them: {listed(same)}."] if same else []),
        *([f"Not tried, since it changes nothing in these runs or not every arm alike: {out}."] if out else []),
    )
