"""How far the answer leans on what is believed: each belief, and what it does to each objective."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import BeliefRow


class Lean(NamedTuple):
    """A belief that moves the difference of an objective: before and after, and how far in smallest effects."""

    row: BeliefRow
    metric: Metric
    before: float
    after: float

    @property
    def weight(self) -> float:
        """Return how far it moves the difference, in smallest effects."""
        return abs(self.after - self.before) / (self.metric.smallest_effect or self.metric.resolution)


def all_leans(comparison: Comparison) -> Iterator[Lean]:
    """Return how far every belief moves every objective of every variant; nothing where none was asked for."""
    asked = comparison.numbers.what_if
    if asked is None:
        return
    base, *others = asked.rows
    for row in others:
        for variant in comparison.variants:
            for name, found in row.variants[variant].items():
                before, metric = base.variants[variant][name].difference, comparison.metrics[name]
                if found.difference is not None and before is not None and found.difference != before:
                    yield Lean(row, metric, before, found.difference)
