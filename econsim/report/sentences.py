"""Sentences chosen by rule from effect, interval and materiality; swapping the arms flips every sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import amount, level, listed
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.statistics import HIGHER, IDENTICAL, LOWER, UNDETECTED
from econsim.networks.topics import TOPICS
from econsim.report.decision import decision
from econsim.report.transfer import transfer_sentence

_SEEN = (HIGHER, LOWER)


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


def answer(comparison: Comparison, variant: str) -> list[str]:
    """Return the answer in three sentences: who pays whom, how the objectives stand, what else differs."""
    return [
        transfer_sentence(comparison, variant),
        decision(comparison, variant),
        _what_else(comparison, effects(comparison, variant), variant),
    ]


def _what_else(comparison: Comparison, found: Sequence[Effect], variant: str) -> str:
    """Count what differs and name what nothing touches."""
    verdicts = [effect.found.verdict for effect in found]
    if all(verdict == IDENTICAL for verdict in verdicts):
        return f"{variant} and {comparison.baseline} are identical in every replicate, in all {len(found)} metrics."
    seen = [effect.found.material for effect in found if effect.found.verdict in _SEEN]
    counts = (
        (seen.count(True), "materially different"),
        (seen.count(None), "different by an amount whose weight is still open"),
        (seen.count(False), "different by less than matters"),
        (verdicts.count(UNDETECTED), "without a detectable difference"),
        (verdicts.count(IDENTICAL), "identical in every replicate"),
    )
    told = listed([f"{count} {words}" for count, words in counts if count])
    untouched = listed(_untouched(found))
    rest = f"; nothing at all changes in {untouched}." if untouched else "."
    return f"Of {len(found)} metrics, many of which move together: {told}{rest}"


def _untouched(found: Sequence[Effect]) -> list[str]:
    topics = dict.fromkeys(effect.metric.topic for effect in found)
    touched = {effect.metric.topic for effect in found if effect.found.verdict != IDENTICAL}
    return [TOPICS[topic].words for topic in topics if topic not in touched]


def finding(comparison: Comparison, name: str) -> str:
    """Return the title of a metric's figure: what was found, in the variant where it is largest."""
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


def described(comparison: Comparison, name: str) -> str:
    """Return what a metric's figure shows, for readers who cannot see it."""
    metric = comparison.metrics[name]
    found = {one: comparison.outcomes(one)[name] for one in comparison.variants}
    levels = [f"{comparison.baseline} {level(metric, found[comparison.variants[0]].baseline)}"]
    levels += [f"{one} {level(metric, outcome.variant)}" for one, outcome in found.items()]
    return f"{finding(comparison, name)}. Line chart over time; {metric.meaning}. {'; '.join(levels)}."
