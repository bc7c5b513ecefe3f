"""The sentence about the objectives: decided only if every one is, else what is open and what would settle it."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import amount, difference, listed, span
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import BETTER, NO_MATTER, OPEN, WORSE, standings
from econsim.analysis.outcomes import Outcome
from econsim.analysis.statistics import IDENTICAL

_MOST_REPLICATES = 10_000  # beyond it a number says nothing more


def decision(comparison: Comparison, variant: str) -> str:
    """Return how a variant stands in the objectives, one phrase each; metrics of one effect stand together."""
    basis = (
        "By the scenarios' objectives"
        if comparison.background.has_objectives
        else "By one objective for each effect (the scenarios declare no other)"
    )
    told: dict[str, list[str]] = {BETTER: [], WORSE: [], NO_MATTER: [], OPEN: []}
    for one in standings(comparison.metrics, comparison.outcomes(variant)):
        told[one.standing].append(_phrase(comparison, variant, one.metrics, one.standing))
    if not any(told.values()):
        return f"{basis} nothing has a better side, so nothing can be decided."
    return f"{basis} {_decided(told, variant)}"


def _decided(told: dict[str, list[str]], variant: str) -> str:
    sides = [f"{word} in {listed(told[word])}" for word in (BETTER, WORSE) if told[word]]
    small = f"no difference that matters in {listed(told[NO_MATTER])}" if told[NO_MATTER] else ""
    known = "; ".join(part for part in (listed(sides), small) if part)
    if told[OPEN]:
        rest = f" Settled so far: {known}." if known else ""
        return f"it cannot be said yet: {'; '.join(told[OPEN])}.{rest}"
    if told[BETTER] and told[WORSE]:
        return f"it is decided, a trade-off: {variant} is {known}."
    if sides:
        return f"it is decided: {variant} is {known}."
    return f"it is decided: {known}."


def _phrase(comparison: Comparison, variant: str, alike: tuple[Metric, ...], stands: str) -> str:
    """Return the metrics of one effect that stand alike, each with its difference and interval."""
    outcomes = comparison.outcomes(variant)
    return " with ".join(_one(wanted, outcomes[wanted.name], stands) for wanted in alike)


def _one(wanted: Metric, found: Outcome, stands: str) -> str:
    if found.verdict == IDENTICAL:
        return f"{wanted.label} (identical)"
    if found.difference is None:
        return f"{wanted.label} is open (one of the arms has no such number)"
    size = difference(wanted, found.difference)
    if found.ci_low is None:
        return f"{wanted.label} is open ({size}, and one replicate has no interval)"
    interval = f"95 % interval {span(wanted, found.ci_low, found.ci_high)}"
    if stands != OPEN:
        return f"{wanted.label} ({size}, {interval})"
    matters = f"matters from {amount(wanted, wanted.smallest_effect)}"
    return f"{wanted.label} is open ({size}, {interval}, {matters}; {_settles(found.settling_runs)})"


def _settles(replicates: int | None) -> str:
    if replicates is None or replicates > _MOST_REPLICATES:
        return f"more than {_MOST_REPLICATES:,} replicates would be needed to settle it"
    return f"about {replicates:,} replicates would settle it"
