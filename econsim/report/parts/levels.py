"""The levels of a single run: what was asked for first, then what people notice, the rest folded by topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from econsim.analysis.arms import Arm
from econsim.analysis.display import over, words_of
from econsim.analysis.metrics import Level, Metric, summary, window_days
from econsim.analysis.objectives import judged_metrics, objectives_of
from econsim.networks.effects import HEADLINES
from econsim.networks.topics import TOPICS
from econsim.report.document import Row, Section, Table
from econsim.report.parts.outcomes import MOST_ROWS
from econsim.report.parts.quantities import level, level_interval
from econsim.report.parts.tables import columns
from econsim.runs.run_result import RunResult
from econsim.scenario.schema import Scenario

_HEADS = ("metric", "over", "mean of the runs", "95 % interval")


def judged(scenario: Scenario) -> Mapping[str, Metric]:
    """Return every metric with the direction that the scenario's own objectives give it."""
    return judged_metrics([Arm(scenario.name, None, scenario)])


def wanted_first(scenario: Scenario) -> list[Metric]:
    """Return the objectives, the usual ones where none is declared, then what people notice: twelve at most."""
    known = judged(scenario)
    objectives = [one.name for twins in objectives_of(known).values() for one in twins]
    asked = [name for name in dict.fromkeys((*objectives, *HEADLINES)) if name in known]
    return [known[name] for name in asked[:MOST_ROWS]]


def first_levels(run: RunResult) -> Table:
    """Return the levels of the first page; a declared objective says which side is better."""
    return _table(run, _levels(run), wanted_first(run.scenario), {one.metric for one in run.scenario.objectives})


def levels_section(run: RunResult) -> Section:
    """Return every metric, folded by topic."""
    found = _levels(run)
    topics = groupby(judged(run.scenario).values(), key=lambda metric: metric.topic)
    parts = tuple(
        Section(f"levels-{topic}", TOPICS[topic].title, (_table(run, found, list(some)),), is_folded=True)
        for topic, some in topics
    )
    return Section("levels-in-full", "Every metric", parts)


def _levels(run: RunResult) -> Mapping[str, Level]:
    return summary(run.series, float(run.scenario.run.epoch_length))


def _table(
    run: RunResult, found: Mapping[str, Level], wanted: Iterable[Metric], objectives: Iterable[str] = ()
) -> Table:
    seconds, asked = float(run.scenario.run.epoch_length), set(objectives)
    rows = tuple(
        _row(one, found[one.name], window_days(one, run.epochs, seconds, None), one.name in asked) for one in wanted
    )
    return Table(columns(*_HEADS, numbers=range(1, 4), kept=(0, 2, 3)), rows)


def _row(metric: Metric, found: Level, days: float, is_objective: bool) -> Row:
    unit = words_of(metric, days)
    asked = f" (objective: {metric.better} is better)" if is_objective else ""
    return Row(
        (
            ((f"{metric.heading}, {unit}" if unit else metric.heading) + asked,),
            (over(metric, days),),
            (level(metric, found.mean, has_unit=False),),
            (level_interval(metric, found.ci_low, found.ci_high),),
        )
    )
