"""What was found about each metric, and the title that a picture of it has."""

from __future__ import annotations

from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import amount
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.statistics import IDENTICAL, UNDETECTED


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
    found = {variant: comparison.outcomes(variant)[name] for variant in comparison.variants}
    variant = max(found, key=lambda one: Effect(metric, found[one]).weight)
    label, verdict = metric.heading[:1].upper() + metric.heading[1:], found[variant].verdict
    if verdict == IDENTICAL:
        return f"{label}: identical in every replicate"
    if verdict == UNDETECTED:
        return f"{label}: no detectable difference"
    size, small = amount(metric, found[variant].difference), found[variant].material is False
    return f"{label} is {size} {verdict} under {variant}" + (", too little to matter" if small else "")
