"""Outcomes: the objectives first, then what differs by topic, folded; what is identical is counted."""

from __future__ import annotations

from itertools import groupby

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import over
from econsim.analysis.findings import Effect, effects
from econsim.analysis.statistics import IDENTICAL, UNDETECTED
from econsim.networks.topics import TOPICS
from econsim.report.document import Block, Paragraph, Row, Section, Table, Text
from econsim.report.parts.quantities import change, interval, level
from econsim.report.parts.tables import columns

_MATERIAL = {True: "matters", False: "too small to matter", None: "open"}


def outcomes_section(comparison: Comparison) -> Section:
    """Return the outcomes of every variant."""
    blocks: list[Block | Section] = [Paragraph((_how_to_read(comparison),), "aside")]
    for name in comparison.variants:
        parts = _topics(comparison, name)
        blocks += [Section(f"outcomes-{name}", name, parts)] if len(comparison.variants) > 1 else parts
    return Section("outcomes", "Outcomes", tuple(blocks))


def _how_to_read(comparison: Comparison) -> str:
    return (
        "Difference: proposal less baseline, paired by run, with its 95 % interval: how far chance inside the model "
        f"could move it. {comparison.background.price.interval}"
    ).strip()


def _topics(comparison: Comparison, variant: str) -> tuple[Section, ...]:
    found = effects(comparison, variant)
    return tuple(
        _topic(comparison, variant, topic, list(group))
        for topic, group in groupby(found, key=lambda effect: effect.metric.topic)
    )


def _topic(comparison: Comparison, variant: str, topic: str, group: list[Effect]) -> Section:
    differing = [effect for effect in group if effect.found.verdict != IDENTICAL]
    name = f"outcomes-{variant}-{topic}"
    head = f"{TOPICS[topic].title} ({len(group)} metrics)"
    if not differing:
        return Section(name, f"{head}: identical", (Paragraph((_names(group),)),), is_folded=True)
    same = [effect for effect in group if effect.found.verdict == IDENTICAL]
    notes: tuple[Text, ...] = ((f"Identical in every run: {_names(same)}.",),) if same else ()
    return Section(name, head, (outcome_table(comparison, variant, differing, notes),), is_folded=True)


def outcome_table(comparison: Comparison, variant: str, found: list[Effect], notes: tuple[Text, ...] = ()) -> Table:
    """Return a row for each metric, its window beside it."""
    heads = ("metric", "over", comparison.baseline, variant, "difference", "95 % interval", "matters from", "verdict")
    return Table(columns(*heads, numbers=range(1, 7)), tuple(map(_row, found)), (), notes)


def _row(effect: Effect) -> Row:
    metric, found = effect
    unit = level(metric, found.baseline).unit
    return Row(
        (
            (f"{metric.heading}, {unit}" if unit else metric.heading,),
            (over(metric, found.window_days),),
            (level(metric, found.baseline, has_unit=False),),
            (level(metric, found.variant, has_unit=False),),
            (change(metric, found.difference, has_unit=False),),
            (interval(metric, found.ci_low, found.ci_high),),
            (level(metric, metric.smallest_effect, has_unit=False),),
            (_verdict(effect),),
        )
    )


def _verdict(effect: Effect) -> str:
    return "none detected" if effect.found.verdict == UNDETECTED else _MATERIAL[effect.found.material]


def _names(group: list[Effect]) -> str:
    return ", ".join(effect.metric.heading for effect in group)
