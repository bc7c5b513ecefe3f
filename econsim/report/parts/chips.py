"""How each objective stands, a chip each, and the line that says whether all of them are decided."""

from __future__ import annotations

from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import BETTER, NO_MATTER, OPEN, WORSE, objectives_of, standing
from econsim.analysis.outcomes import Outcome
from econsim.analysis.statistics import IDENTICAL
from econsim.report.document import Badge, Badges, Inline, Paragraph, Strong, Text, Tone
from econsim.report.parts.quantities import change, interval

_TONES: dict[str, Tone] = {BETTER: "good", WORSE: "bad", NO_MATTER: "plain", OPEN: "warning"}
_MOST_RUNS = 10_000  # beyond it a number says nothing more


class Stand(NamedTuple):
    """An objective, what was found of it, how it stands and how many runs would settle it."""

    metric: Metric
    found: Outcome
    standing: str
    runs: int | None


def stands(comparison: Comparison, variant: str) -> list[Stand]:
    """Return how each objective stands, in the order of metrics.csv."""
    outcomes, extras = comparison.outcomes(variant), comparison.background.statistics[variant]
    wanted = [metric for twins in objectives_of(comparison.metrics).values() for metric in twins]
    return [
        Stand(
            metric,
            outcomes[metric.name],
            standing(metric, outcomes[metric.name].verdict, outcomes[metric.name].material),
            extras[metric.name].settling_replicates,
        )
        for metric in wanted
    ]


def chips(comparison: Comparison, variant: str) -> Badges:
    """Return a chip for each objective, each with its difference and interval.

    Where none is declared, those of the usual ones that are identical share a chip.
    """
    found = stands(comparison, variant)
    same = [] if comparison.background.has_objectives else [one for one in found if one.found.verdict == IDENTICAL]
    shown = [(_badge(one), _words(one)) for one in found if one not in same]
    if same:
        labels = listed([one.metric.heading for one in same])
        shown.append((_badge(same[0]), (f"{labels}: identical in every run",)))
    return Badges(tuple(shown))


def verdict(comparison: Comparison, variant: str) -> Paragraph:
    """Return how the objectives stand together: met only if every one is decided and better."""
    found = [one.standing for one in stands(comparison, variant)]
    declared = "declared" if comparison.background.has_objectives else "usual"
    note = "" if comparison.background.has_objectives else " (the scenarios declare none)"
    if not found:
        return Paragraph(("No objective is declared, so nothing can be decided.",), "lead")
    if all(one == BETTER for one in found):
        return Paragraph((Strong(f"Meets all {declared} objectives"), f"{note}."), "lead")
    told = [f"{found.count(word)} {word}" for word in (BETTER, WORSE, NO_MATTER, OPEN) if word in found]
    text: Text = (f"Of {len(found)} {declared} objectives{note}: {', '.join(told)}.",)
    return Paragraph(text, "lead")


def _badge(one: Stand) -> Badge:
    return Badge(_with_runs(one) if one.standing == OPEN else one.standing, _TONES[one.standing])


def _with_runs(one: Stand) -> str:
    if one.found.ci_low is None:
        return OPEN
    if one.runs is None or one.runs > _MOST_RUNS:
        return f"{OPEN} (more than {_MOST_RUNS:,} runs would)"
    return f"{OPEN} ({one.runs:,} runs would)"


def _words(one: Stand) -> Text:
    label, found = one.metric.heading, one.found
    if found.verdict == IDENTICAL:
        return (f"{label}: identical in every run",)
    if found.difference is None:
        return (f"{label}: one of the arms has no such number",)
    told: tuple[Inline, ...] = (f"{label}: ", change(one.metric, found.difference))
    if found.ci_low is None:
        return (*told, ", one run has no interval")
    return (*told, " (95 %: ", interval(one.metric, found.ci_low, found.ci_high), ")")
