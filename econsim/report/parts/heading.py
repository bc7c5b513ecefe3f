"""The title of a report and what stands right below it: the question, the arms, how much was simulated."""

from __future__ import annotations

from datetime import datetime, timedelta

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.report_data import ArmNames
from econsim.report.document import Quantity, Text
from econsim.report.parts.changes import in_a_title
from econsim.scenario.values import counted

_MOST_NAMED = 3


def title(comparison: Comparison) -> str:
    """Return the question of the variants, one made from what changes where they have none of their own."""
    if not any(comparison.background.proposal.values()):
        return f"{comparison.baseline} against a copy of itself: does anything differ?"
    questions = list(dict.fromkeys(arm.question for arm in comparison.background.arms[1:]))
    if len(questions) == 1 and questions[0]:
        return questions[0]
    told = list(dict.fromkeys(_what_changes(comparison, name) for name in comparison.variants))
    if len(told) > _MOST_NAMED or not all(told):
        return f"What changes under {listed(comparison.variants)}?"
    words = "; or ".join(told)
    return f"{words[:1].upper()}{words[1:]}: what changes?"


def _what_changes(comparison: Comparison, variant: str) -> str:
    """Return what a variant changes in plain words; its title where that is its own and it changes much."""
    rows = comparison.background.proposal[variant]
    if not rows:
        return ""
    told = [in_a_title(row) for row in rows[:_MOST_NAMED]]
    return listed(told) + (f", and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else "")


def subtitle(comparison: Comparison) -> Text:
    """Return which proposal is held against what, over which days, in how many pairs of runs."""
    baseline, *others = comparison.background.arms
    begin = datetime.fromisoformat(comparison.background.clock.start)
    end = begin + timedelta(days=comparison.days)
    runs = comparison.numbers.replicates
    proposals = "Proposal" if len(others) == 1 else "Proposals"
    told = f"{proposals} {listed([_named(arm, baseline) for arm in others])}"
    if len(others) > _MOST_NAMED:
        told = f"{len(others)} proposals"
    return (
        f"{told}, against {_named(baseline, None)}; simulated {begin:%Y-%m-%d} to {end:%Y-%m-%d}, ",
        Quantity(runs, "", 0),
        f" paired {'run' if runs == 1 else 'runs'}",
    )


def _named(arm: ArmNames, baseline: ArmNames | None) -> str:
    """Return the name of an arm, with its title, up to a semicolon, where that is its own."""
    has_title = arm.title and (baseline is None or arm.title != baseline.title)
    return f"{arm.label} ({arm.title.partition(';')[0].rstrip('.')})" if has_title else arm.label


def extent(comparison: Comparison) -> str:
    """Return how much was simulated: `4 paired runs of 60 days`."""
    return f"{counted(comparison.numbers.replicates, 'paired run')} of {comparison.days:.4g} days"
