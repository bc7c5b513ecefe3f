"""The rows of the report about outcomes: what differs, what came of it, how many replicates it takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, number, over, percent, span, words_of
from econsim.analysis.findings import Effect, effects
from econsim.analysis.outcomes import Outcome
from econsim.analysis.report_data import PairStatistics
from econsim.analysis.statistics import IDENTICAL, UNDETECTED
from econsim.analysis.text_table import TextTable
from econsim.networks.topics import TOPICS, Topic

_MATERIAL = {True: "yes", False: "no", None: "open"}
_STATISTICS = (
    "Variance left by pairing: that of the paired difference over that of independent arms. Needed: replicates that "
    "would show the smallest effect that matters (5 %, power 80 %). To settle: replicates that would tell how an "
    "objective stands of which it cannot be said yet, if the difference is the one found (power 80 %, all objectives "
    "together at 5 %). For the level: runs that fix the mean of the baseline itself to 2 %."
)


@dataclass(frozen=True)
class ChangeRow:
    """A value that differs, with the chain's source where there is one."""

    path: str
    baseline: str
    variant: str
    source: str


@dataclass(frozen=True)
class OutcomeRow:
    """One metric that differs, every number written as people read it."""

    heading: str
    unit: str
    over: str
    meaning: str
    baseline: str
    variant: str
    difference: str
    interval: str
    drift: str
    relative: str
    smallest_effect: str
    material: str
    verdict: str


@dataclass(frozen=True)
class OutcomeRows:
    """The outcomes that differ, by topic, and the names of those that are identical."""

    topics: tuple[tuple[Topic, list[OutcomeRow]], ...]
    identical: list[str]


def change_rows(comparison: Comparison, variant: str) -> list[ChangeRow]:
    """Return what differs in the scenario."""
    sources = comparison.background.sources[variant]
    return [
        ChangeRow(one.path, _written(one.baseline), _written(one.variant), sources.get(one.path, ""))
        for one in comparison.numbers.variant(variant).changes
    ]


def outcome_rows(comparison: Comparison, variant: str) -> OutcomeRows:
    """Return the outcomes of a variant by topic."""
    found, extras = effects(comparison, variant), comparison.background.statistics[variant]
    differing = [effect for effect in found if effect.found.verdict != IDENTICAL]
    return OutcomeRows(
        topics=tuple(
            (TOPICS[topic], [_outcome(effect, extras[effect.metric.name]) for effect in group])
            for topic, group in groupby(differing, key=lambda effect: effect.metric.topic)
        ),
        identical=[effect.metric.heading for effect in found if effect.found.verdict == IDENTICAL],
    )


def statistics_table(comparison: Comparison, variant: str) -> TextTable:
    """Return what pairing gains and how many replicates would be needed, for metrics that differ."""
    extras = comparison.background.statistics[variant]
    differing = [effect for effect in effects(comparison, variant) if effect.found.verdict != IDENTICAL]
    heading = ("metric", "variance left by pairing", "needed replicates", "to settle", "runs for the level")
    rows = [_statistics(effect, extras[effect.metric.name]) for effect in differing]
    return TextTable(heading, rows, numbers=range(1, 5), title=f"{variant}. {_STATISTICS}")


def _outcome(effect: Effect, extra: PairStatistics) -> OutcomeRow:
    metric, found = effect
    return OutcomeRow(
        heading=metric.heading,
        unit=words_of(metric, found.window_days),
        over=over(metric, found.window_days),
        meaning=f"{metric.meaning} ({metric.aggregation}, {metric.window.replace('_', ' ')})",
        baseline=number(metric, found.baseline),
        variant=number(metric, found.variant),
        difference=number(metric, found.difference, signed=True),
        interval=span(metric, found.ci_low, found.ci_high),
        drift=number(metric, found.baseline_drift, signed=True),
        relative=percent(extra.relative),
        smallest_effect=number(metric, metric.smallest_effect),
        material=_material(found),
        verdict=found.verdict,
    )


def _material(found: Outcome) -> str:
    return MISSING if found.verdict == UNDETECTED else _MATERIAL[found.material]


def _statistics(effect: Effect, extra: PairStatistics) -> list[str]:
    return [
        effect.metric.heading,
        MISSING if extra.variance_ratio is None else f"{extra.variance_ratio:.3g}",
        _count(extra.needed_replicates),
        _count(effect.found.settling_runs),
        _count(extra.runs_for_level),
    ]


def _count(value: int | None) -> str:
    return MISSING if value is None else f"{value:,}"


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_written(entry)}" for name, entry in value.items())
    if isinstance(value, list):
        return "; ".join(_written(entry) for entry in value)
    return MISSING if value is None else str(value)
