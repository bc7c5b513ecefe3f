"""What was found about each metric, and the title that a picture of it has."""

from __future__ import annotations

from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import rough_amount
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.verdicts import HIGHER, IDENTICAL, LOWER, NO_MATTER, OPEN

_NOTES = {NO_MATTER: f", {NO_MATTER}", OPEN: f"; whether it matters {OPEN}"}


class Effect(NamedTuple):
    """A metric and what was found about it."""

    metric: Metric
    found: Outcome

    @property
    def weight(self) -> float:
        """Return the size of the difference in smallest effects; the same whichever arm is the baseline."""
        return abs(self.found.difference or 0.0) / (self.metric.smallest_effect or self.metric.resolution)


def effects(comparison: Comparison, variant: str) -> list[Effect]:
    """Return every metric of one variant with what was found, in the order of metrics.csv."""
    known = comparison.metrics
    return [Effect(known[name], found) for name, found in comparison.outcomes(variant).items()]


def finding(comparison: Comparison, name: str) -> str:
    """Return the title of a metric's picture: what was found, in the variant where it is largest."""
    metric = comparison.metrics[name]
    outcomes = {variant: comparison.outcomes(variant)[name] for variant in comparison.variants}
    variant = max(outcomes, key=lambda one: Effect(metric, outcomes[one]).weight)
    found, label = outcomes[variant], metric.heading[:1].upper() + metric.heading[1:]
    if found.verdict == IDENTICAL:
        return f"{label}: identical in every run"
    if found.verdict not in (HIGHER, LOWER):
        return f"{label}: {found.call} under {variant}"
    size = rough_amount(metric, found.difference)
    return f"{label}: {size} {found.verdict} under {variant}{_NOTES.get(found.call, '')}"
