"""How many runs: what pairing gains, and what a smallest effect would need."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING
from econsim.analysis.findings import Effect, effects
from econsim.analysis.report_data import PairStatistics
from econsim.analysis.text_table import TextTable
from econsim.analysis.verdicts import IDENTICAL
from econsim.report.document import Section
from econsim.report.parts.tables import table_of

_STATISTICS = (
    "Variance left by pairing: that of the paired difference over that of independent arms. Needed: replicates that "
    "would show the smallest effect that matters (5 %, power 80 %). To settle: replicates that would tell, where it is "
    "not yet said, whether the difference found matters. For the level: runs that fix the mean of the baseline "
    "itself to 2 %."
)


def runs_section(comparison: Comparison) -> Section:
    """Return what pairing gains and how many runs a smallest effect would need."""
    blocks = tuple(table_of(statistics_table(comparison, name)) for name in comparison.variants)
    return Section("runs", "How many runs?", blocks, is_folded=True)


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
