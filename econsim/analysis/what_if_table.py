"""The table of what would change the answer, for the terminal, notebooks and the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from econsim.analysis.display import listed, number, span, unit_of
from econsim.analysis.metrics import Metric

if TYPE_CHECKING:
    from econsim.analysis.comparison import Comparison

HEADING = ("objective", "what if", "difference", "95 % interval", "how it stands")


def what_if_rows(comparison: Comparison, variant: str) -> list[list[str]]:
    """Return a row for each objective and belief, the comparison itself first; none where none was asked for.

    An objective that is the same in every belief and both arms has no row.
    """
    beliefs = _beliefs(comparison)
    return [
        _row(comparison.metrics[name], belief["words"], belief["variants"][variant][name])
        for name in _objectives(comparison, variant)
        if any(belief["variants"][variant][name]["difference"] for belief in beliefs)
        for belief in beliefs
    ]


def what_if_notes(comparison: Comparison, variant: str) -> list[str]:
    """Return what the table says in words: where an objective stands otherwise, and how to read it."""
    beliefs = _beliefs(comparison)
    if not beliefs:
        return []
    known = comparison.metrics
    flips = [
        f"{known[name].label} if {', or if '.join(when)}"
        for name in _objectives(comparison, variant)
        if (when := [belief["words"] for belief in beliefs if belief["variants"][variant][name]["flips"]])
    ]
    same = [
        known[name].label
        for name in _objectives(comparison, variant)
        if not any(belief["variants"][variant][name]["difference"] for belief in beliefs)
    ]
    out = [belief["words"] for belief in comparison.numbers["what_if"]["left_out"]]
    return [
        f"What would change the answer: {len(beliefs) - 1} other beliefs, each in every arm and on the same draws, "
        f"{comparison.numbers['what_if']['replicates']} replicates. “Changes”: the objective stands otherwise than as "
        "compared with as many replicates.",
        f"What stands otherwise: {'; '.join(flips)}." if flips else "No objective stands otherwise under any of them.",
        *([f"No difference under any of them: {listed(same)}."] if same else []),
        *(
            [f"Not tried, since it changes nothing in these runs or not every arm alike: {'; '.join(out)}."]
            if out
            else []
        ),
    ]


def _beliefs(comparison: Comparison) -> list[dict[str, Any]]:
    found = comparison.numbers["what_if"]
    return [] if found is None else list(found["rows"])


def _objectives(comparison: Comparison, variant: str) -> list[str]:
    return list(_beliefs(comparison)[0]["variants"][variant]) if _beliefs(comparison) else []


def _row(metric: Metric, words: str, found: dict[str, Any]) -> list[str]:
    unit = unit_of(metric.unit).difference
    return [
        f"{metric.heading}, {unit}" if unit else metric.heading,
        words,
        number(metric, found["difference"], signed=True),
        span(metric, found["ci_low"], found["ci_high"]),
        f"{found['standing']} (changes)" if found["flips"] else found["standing"],
    ]
