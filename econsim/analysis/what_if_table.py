"""The table of what would change the answer, for the terminal, notebooks and the report."""

from __future__ import annotations

from econsim.analysis.display import listed, number, span, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Finding, Numbers, WhatIf
from econsim.analysis.report_data import Background
from econsim.analysis.text_table import TextTable

_HEADING = ("objective", "what if", "difference", "95 % interval", "how it stands")


def what_if_table(numbers: Numbers, background: Background, variant: str) -> TextTable | None:
    """Return a row for each objective and belief, the comparison itself first; None where none was asked for.

    An objective that is the same in every belief and both arms has no row.
    """
    asked = numbers.what_if
    if asked is None:
        return None
    known = {one.name: one for one in background.metrics}
    objectives = [known[name] for name in asked.rows[0].variants[variant]]
    moved = [one for one in objectives if any(row.variants[variant][one.name].difference for row in asked.rows)]
    rows = [_row(one, row.words, row.variants[variant][one.name]) for one in moved for row in asked.rows]
    same = [one.label for one in objectives if one not in moved]
    return TextTable(_HEADING, rows, _notes(asked, variant, objectives, same), range(2, 4))


def _notes(asked: WhatIf, variant: str, objectives: list[Metric], same: list[str]) -> list[str]:
    """Return what the table says in words: where an objective stands otherwise, and how to read it."""
    flips = [
        f"{one.label} if {', or if '.join(when)}"
        for one in objectives
        if (when := [row.words for row in asked.rows if row.variants[variant][one.name].flips])
    ]
    out = [belief.words for belief in asked.left_out]
    return [
        f"What would change the answer: {len(asked.rows) - 1} other beliefs, each in every arm and on the same draws, "
        f"{asked.replicates} replicates. “Changes”: the objective stands otherwise than as compared with as many "
        "replicates.",
        f"What stands otherwise: {'; '.join(flips)}." if flips else "No objective stands otherwise under any of them.",
        *([f"No difference under any of them: {listed(same)}."] if same else []),
        *(
            [f"Not tried, since it changes nothing in these runs or not every arm alike: {'; '.join(out)}."]
            if out
            else []
        ),
    ]


def _row(metric: Metric, words: str, found: Finding) -> list[str]:
    unit = unit_of(metric.unit).difference
    return [
        f"{metric.heading}, {unit}" if unit else metric.heading,
        words,
        number(metric, found.difference, signed=True),
        span(metric, found.ci_low, found.ci_high),
        f"{found.standing} (changes)" if found.flips else found.standing,
    ]
