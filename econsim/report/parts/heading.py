"""The title of a report and what stands right below it: the question, the arms, how much was simulated."""

from __future__ import annotations

from datetime import datetime, timedelta

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.report_data import ArmNames
from econsim.report.document import Quantity, Text
from econsim.scenario.values import counted


def title(comparison: Comparison) -> str:
    """Return the question of the variants, one made from their titles where they have none of their own."""
    baseline, *others = comparison.background.arms
    questions = list(dict.fromkeys(arm.question for arm in others))
    if len(questions) == 1 and questions[0]:
        return questions[0]
    return f"What changes under {listed([_called(arm, baseline) for arm in others])}?"


def _called(arm: ArmNames, baseline: ArmNames) -> str:
    """Return the title of an arm without a full stop, its label where the title is not its own."""
    return arm.title.rstrip(".") if arm.title and arm.title != baseline.title else arm.label


def subtitle(comparison: Comparison) -> Text:
    """Return which proposal is held against what, over which days, in how many pairs of runs."""
    baseline, *others = comparison.background.arms
    clock = comparison.background.clock
    begin = datetime.fromisoformat(clock.start)
    end = begin + timedelta(days=comparison.days)
    word = "Proposal" if len(others) == 1 else "Proposals"
    names = listed([_named(arm, baseline) for arm in others])
    return (
        f"{word} {names}, against {_named(baseline, None)}; simulated {begin:%Y-%m-%d} to {end:%Y-%m-%d}, ",
        Quantity(comparison.numbers.replicates, "", 0),
        f" paired {'run' if comparison.numbers.replicates == 1 else 'runs'}",
    )


def _named(arm: ArmNames, baseline: ArmNames | None) -> str:
    has_title = arm.title and (baseline is None or arm.title != baseline.title)
    return f"{arm.label} ({arm.title.rstrip('.')})" if has_title else arm.label


def extent(comparison: Comparison) -> str:
    """Return how much was simulated: `4 paired runs of 60 days`."""
    return f"{counted(comparison.numbers.replicates, 'paired run')} of {comparison.days:.4g} days"
