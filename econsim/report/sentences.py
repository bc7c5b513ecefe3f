"""Sentences chosen by rule from effect, interval and materiality; swapping the arms flips every sign."""

from __future__ import annotations

from collections.abc import Sequence

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import level, listed
from econsim.analysis.findings import Effect, effects, finding
from econsim.analysis.statistics import HIGHER, IDENTICAL, LOWER, UNDETECTED
from econsim.networks.topics import TOPICS
from econsim.report.decision import decision
from econsim.report.transfer import transfer_sentence

_SEEN = (HIGHER, LOWER)


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


def described(comparison: Comparison, name: str) -> str:
    """Return what a metric's figure shows, for readers who cannot see it."""
    metric = comparison.metrics[name]
    found = {one: comparison.outcomes(one)[name] for one in comparison.variants}
    levels = [f"{comparison.baseline} {level(metric, found[comparison.variants[0]].baseline)}"]
    levels += [f"{one} {level(metric, outcome.variant)}" for one, outcome in found.items()]
    return f"{finding(comparison, name)}. Line chart over time; {metric.meaning}. {'; '.join(levels)}."
