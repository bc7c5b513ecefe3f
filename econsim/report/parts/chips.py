"""How each objective stands, a chip each, and the line that says whether all of them are decided."""

from __future__ import annotations

from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import standings
from econsim.analysis.outcomes import Outcome
from econsim.analysis.verdicts import BETTER, IDENTICAL, NO_MATTER, NO_NUMBER, OPEN, STANDINGS, WORSE, StandingWord
from econsim.report.document import Badge, Badges, Inline, Paragraph, Strong, Text, Tone
from econsim.report.parts.quantities import change, interval, level

_TONES: dict[StandingWord, Tone] = {
    BETTER: "good",
    WORSE: "bad",
    NO_MATTER: "plain",
    OPEN: "warning",
    IDENTICAL: "plain",
    NO_NUMBER: "plain",
}
_MOST_RUNS = 10_000  # beyond it a number says nothing more


class Stand(NamedTuple):
    """An objective, what was found of it, how it stands and how many runs would settle it."""

    metric: Metric
    found: Outcome
    standing: StandingWord
    settling_runs: int | None

    @property
    def words(self) -> str:
        """Return how it stands; where that cannot be said yet, with how many runs would."""
        if self.standing != OPEN or self.found.ci_low is None:
            return self.standing
        is_known = self.settling_runs is not None and self.settling_runs <= _MOST_RUNS
        number = f"{self.settling_runs:,}" if is_known else f"more than {_MOST_RUNS:,}"
        return f"{OPEN} ({number} runs would)"


def stands(comparison: Comparison, variant: str) -> list[Stand]:
    """Return how each objective stands, in the order of metrics.csv."""
    outcomes = comparison.outcomes(variant)
    return [
        Stand(metric, outcomes[metric.name], one.standing, outcomes[metric.name].settling_runs)
        for one in standings(comparison.metrics, outcomes)
        for metric in one.metrics
    ]


def chips(comparison: Comparison, variant: str) -> Badges:
    """Return a chip for each objective, each with its levels, its difference, its interval and what would matter.

    Where none is declared, those of the usual ones that are identical share a chip.
    """
    found = stands(comparison, variant)
    same = [] if comparison.background.has_objectives else [one for one in found if one.standing == IDENTICAL]
    shown = [(_badge(one), _words(one)) for one in found if one not in same]
    if same:
        labels = listed([one.metric.heading for one in same])
        shown.append((_badge(same[0]), (f"{labels}, in every run",)))
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
    told = [f"{found.count(word)} {word}" for word in STANDINGS if word in found]
    text: Text = (f"Of {len(found)} {declared} objectives{note}: {', '.join(told)}.",)
    return Paragraph(text, "lead")


def matters_from(metric: Metric, smallest_effect: float) -> Text:
    """Return from which size on a difference matters: `0.10 points a year or more matters`; nothing where any does."""
    if not smallest_effect:
        return ()
    return (change(metric, smallest_effect, is_signed=False), " or more matters")


def _badge(one: Stand) -> Badge:
    return Badge(one.words, _TONES[one.standing])


def _words(one: Stand) -> Text:
    """Return `net APR: −0.05 points a year, from 15.80 to 15.75 % a year (95 %: −0.07 to −0.03; 0.10 ... matters)`."""
    label, metric, found = one.metric.heading, one.metric, one.found
    if found.verdict == IDENTICAL:
        where = "in every run" if found.ci_low is not None else "in the one run"
        return (f"{label}, {where}: ", level(metric, found.baseline))
    if found.difference is None:
        return (f"{label}: one of the arms has none",)
    levels = (", from ", level(metric, found.baseline, has_unit=False), " to ", level(metric, found.variant))
    told: tuple[Inline, ...] = (f"{label}: ", change(metric, found.difference), *levels)
    if found.ci_low is None:
        return (*told, "; one run has no interval")
    least = matters_from(metric, found.smallest_effect)
    span: tuple[Inline, ...] = (" (95 %: ", interval(metric, found.ci_low, found.ci_high))
    return (*told, *span, *(("; ", *least) if least else ()), ")")
