"""Sentences chosen by rule from effect, interval and materiality; swapping the arms flips every sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import amount, level, span, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.statistics import HIGHER, IDENTICAL, LOWER, UNDETECTED

_MOST_NAMED = 3
_VERBS = {HIGHER: "raises", LOWER: "lowers"}
_TOPICS = {
    "concentration": "the concentration of stake",
    "staking": "supply and bonding",
    "delegators": "what delegators earn",
    "validators": "what validators earn",
    "market": "the market for leases",
    "token": "the AKT price and what security costs",
}


class Effect(NamedTuple):
    """A metric and what was found about it."""

    metric: Metric
    found: dict[str, Any]

    @property
    def weight(self) -> float:
        """Return the size of the difference in smallest effects; the same whichever arm is the baseline."""
        difference: float = self.found["difference"] or 0.0
        return abs(difference) / (self.metric.smallest_effect or self.metric.resolution)

    @property
    def is_material(self) -> bool:
        """Return whether the whole interval reaches the smallest effect."""
        return self.found["material"] is True

    @property
    def is_better(self) -> bool:
        """Return whether the difference goes the way the metric should go."""
        return bool(self.found["verdict"] == self.metric.better)


def effects(comparison: Comparison, variant: str) -> list[Effect]:
    """Return every metric of one variant with what was found, in the order of metrics.csv."""
    known = comparison.metrics
    return [Effect(known[name], found) for name, found in comparison.outcomes(variant).items()]


def answer(comparison: Comparison, variant: str) -> list[str]:
    """Return the answer in three sentences: what differs, what does not, what follows."""
    found = effects(comparison, variant)
    names = (comparison.baseline, variant)
    return [_what_differs(found, *names), _what_does_not(found), _what_follows(comparison, found, *names)]


def _what_differs(found: Sequence[Effect], baseline: str, variant: str) -> str:
    if all(effect.found["verdict"] == IDENTICAL for effect in found):
        return f"{variant} and {baseline} are identical in every replicate, in all {len(found)} metrics."
    named = _most_telling([effect for effect in found if effect.is_material])
    if named:
        return f"Compared with {baseline}, {variant} {_listed([_told(effect) for effect in named])}."
    seen = _most_telling([effect for effect in found if effect.found["verdict"] in _VERBS])
    if seen:
        open_ = any(effect.found["material"] is None for effect in seen)
        size = "whether it matters is open" if open_ else "less than matters"
        return f"Compared with {baseline}, {variant} {_listed([_told(effect) for effect in seen])}: {size}."
    return f"Between {baseline} and {variant} no difference can be detected in any metric that is not identical."


def _most_telling(found: Sequence[Effect]) -> list[Effect]:
    """Return three effects at most, by weight: one of each topic, with a better side if it can, then the heaviest."""
    ranked = sorted(found, key=lambda effect: -effect.weight)
    best_last = sorted(ranked, key=lambda effect: (effect.metric.better == "-", -effect.weight), reverse=True)
    of_topic = {effect.metric.topic: effect for effect in best_last}.values()
    chosen = sorted(ranked, key=lambda effect: effect not in of_topic)[:_MOST_NAMED]
    return sorted(chosen, key=lambda effect: -effect.weight)


def _told(effect: Effect) -> str:
    metric, found = effect
    interval = span(metric, found["ci_low"], found["ci_high"])
    size = amount(metric, found["difference"])
    return f"{_VERBS[found['verdict']]} {metric.label} by {size} (95 % interval {interval})"


def _what_does_not(found: Sequence[Effect]) -> str:
    seen = [effect.found["material"] for effect in found if effect.found["verdict"] in _VERBS]
    verdicts = [effect.found["verdict"] for effect in found]
    counts = (
        (seen.count(True), "materially different"),
        (seen.count(None), "different by an amount whose weight is still open"),
        (seen.count(False), "different by less than matters"),
        (verdicts.count(UNDETECTED), "without a detectable difference"),
        (verdicts.count(IDENTICAL), "identical in every replicate"),
    )
    told = _listed([f"{count} {words}" for count, words in counts if count])
    untouched = _listed(_untouched(found))
    return f"Of {len(found)} metrics: {told}" + (f"; nothing at all changes in {untouched}." if untouched else ".")


def _untouched(found: Sequence[Effect]) -> list[str]:
    topics = dict.fromkeys(effect.metric.topic for effect in found)
    touched = {effect.metric.topic for effect in found if effect.found["verdict"] != IDENTICAL}
    return [_TOPICS[topic] for topic in topics if topic not in touched]


def _what_follows(comparison: Comparison, found: Sequence[Effect], baseline: str, variant: str) -> str:
    basis = (
        "By the scenarios' objectives"
        if comparison.background["has_objectives"]
        else "By the directions of the metric list (no objectives are declared)"
    )
    directed = sorted((effect for effect in found if effect.metric.better != "-"), key=lambda effect: -effect.weight)
    better = [effect for effect in directed if effect.is_material and effect.is_better]
    worse = [effect for effect in directed if effect.is_material and not effect.is_better]
    return f"{basis} {_advice(better, worse, baseline, variant)}{_still_open(directed)}."


def _advice(better: list[Effect], worse: list[Effect], baseline: str, variant: str) -> str:
    if better and worse:
        return (
            f"it is a trade-off: {variant} is materially better in {_labels(better)} and materially worse in "
            f"{_labels(worse)}; {_exchange_rate(better[0], worse[0])}"
        )
    if better:
        return f"{variant} is recommended: materially better in {_labels(better)}, materially worse in none"
    if worse:
        verdict = f"{variant} is materially worse in {_labels(worse)}, materially better in none"
        return f"no change from {baseline} is recommended: {verdict}"
    return "no change is recommended: nothing that has a better side differs materially"


def _still_open(directed: Sequence[Effect]) -> str:
    """Name what has a better side and differs, but by an amount whose weight is open."""
    seen = [e for e in directed if e.found["verdict"] in _VERBS and e.found["material"] is None]
    parts = [
        f"{word} in {_labels(effects)}"
        for word, effects in (
            ("better", [effect for effect in seen if effect.is_better]),
            ("worse", [effect for effect in seen if not effect.is_better]),
        )
        if effects
    ]
    return f"; whether it matters is still open: {_listed(parts)}" if parts else ""


def _exchange_rate(better: Effect, worse: Effect) -> str:
    gained, lost = (unit_of(effect.metric.unit) for effect in (better, worse))
    rate = abs(worse.found["difference"] * lost.factor) / abs(better.found["difference"] * gained.factor)
    unit = gained.difference.replace("points", "point") or "one"
    cost = f"{rate:.2g} {lost.difference}".strip()
    return f"each {unit} gained in {better.metric.label} costs {cost} in {worse.metric.label}"


def _labels(found: Sequence[Effect]) -> str:
    more = len(found) - _MOST_NAMED
    named = [effect.metric.label for effect in found[:_MOST_NAMED]]
    return _listed([*named, f"{more} more"] if more > 0 else named)


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(parts[:-1]) + " and " + parts[-1] if len(parts) > 1 else "".join(parts)


def finding(comparison: Comparison, name: str) -> str:
    """Return the title of a metric's figure: what was found, in the variant where it is largest."""
    metric = comparison.metrics[name]
    found = {variant: comparison.outcomes(variant)[name] for variant in comparison.variants}
    variant = max(found, key=lambda one: Effect(metric, found[one]).weight)
    label, verdict = metric.heading[:1].upper() + metric.heading[1:], found[variant]["verdict"]
    if verdict == IDENTICAL:
        return f"{label}: identical in every replicate"
    if verdict == UNDETECTED:
        return f"{label}: no detectable difference"
    size, small = amount(metric, found[variant]["difference"]), found[variant]["material"] is False
    return f"{label} is {size} {verdict} under {variant}" + (", too little to matter" if small else "")


def described(comparison: Comparison, name: str) -> str:
    """Return what a metric's figure shows, for readers who cannot see it."""
    metric = comparison.metrics[name]
    levels = [f"{comparison.baseline} {level(metric, _baseline(comparison, name))}"]
    levels += [f"{one} {level(metric, comparison.outcomes(one)[name]['variant'])}" for one in comparison.variants]
    return f"{finding(comparison, name)}. Line chart over time; {metric.meaning}. {'; '.join(levels)}."


def _baseline(comparison: Comparison, name: str) -> float | None:
    value: float | None = comparison.outcomes(comparison.variants[0])[name]["baseline"]
    return value
