"""How many replicates it takes, as a table."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING
from econsim.analysis.findings import Effect, effects
from econsim.analysis.report_data import PairStatistics
from econsim.analysis.statistics import IDENTICAL
from econsim.analysis.text_table import TextTable

_STATISTICS = (
    "Variance left by pairing: that of the paired difference over that of independent arms. Needed: replicates that "
    "would show the smallest effect that matters (5 %, power 80 %). To settle: replicates that would tell how an "
    "objective stands of which it cannot be said yet, if the difference is the one found (power 80 %, all objectives "
    "together at 5 %). For the level: runs that fix the mean of the baseline itself to 2 %."
)


def statistics_table(comparison: Comparison, variant: str) -> TextTable:
    """Return what pairing gains and how many replicates would be needed, for metrics that differ."""
    extras = comparison.background.statistics[variant]
    differing = [effect for effect in effects(comparison, variant) if effect.found.verdict != IDENTICAL]
    heading = ("metric", "variance left by pairing", "needed replicates", "to settle", "runs for the level")
    rows = [_statistics(effect, extras[effect.metric.name]) for effect in differing]
    return TextTable(heading, rows, numbers=range(1, 5), title=f"{variant}. {_STATISTICS}")


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
