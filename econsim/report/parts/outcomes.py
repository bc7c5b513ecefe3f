"""Outcomes: objectives first, then a row for each group of people, the rest folded by topic and counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import over, words_of
from econsim.analysis.findings import Effect, effects
from econsim.analysis.verdicts import IDENTICAL, NO_MATTER
from econsim.networks.effects import HEADLINES
from econsim.networks.topics import TOPICS
from econsim.report.document import Block, Paragraph, Row, Section, Table, Text
from econsim.report.parts.chips import stands
from econsim.report.parts.quantities import change, interval, level
from econsim.report.parts.tables import columns

MOST_ROWS = 12
_ON_A_CARD = (0, 4, 5, 7)
WORTH_A_NUMBER = 0.1  # of the smallest effect that matters
_FAR_FROM_MATTERING = f"{NO_MATTER}: less than a tenth of what does"


def outcomes_section(comparison: Comparison) -> Section:
    """Return the outcomes of every variant."""
    blocks: list[Block | Section] = [Paragraph((_how_to_read(comparison),), "aside")]
    for name in comparison.variants:
        parts: tuple[Block | Section, ...] = (_first(comparison, name), *_topics(comparison, name))
        blocks += [Section(f"outcomes-{_place(comparison, name)}", name, parts)] if _are_several(comparison) else parts
    return Section("outcomes", "Outcomes", tuple(blocks))


def _how_to_read(comparison: Comparison) -> str:
    words = (
        "proposal less baseline, paired by run, with its 95 % interval: how far chance inside the model could move it"
    )
    pace = " At this pace: the amount of these days, carried on for a year." if _has_pace(comparison) else ""
    alone = "Each interval stands by itself: of a hundred metrics that do not differ, about five would seem to."
    return f"Difference: {words}. {alone} {comparison.background.price.interval}{pace}".strip()


def _has_pace(comparison: Comparison) -> bool:
    found = comparison.outcomes(comparison.variants[0])
    return any(
        "at this pace" in words_of(metric, found[name].window_days) for name, metric in comparison.metrics.items()
    )


def _are_several(comparison: Comparison) -> bool:
    return len(comparison.variants) > 1


def _place(comparison: Comparison, variant: str) -> int:
    return comparison.variants.index(variant) + 1


def _first(comparison: Comparison, variant: str) -> Table:
    """Return the objectives, then what people notice, at most twelve rows."""
    known = {effect.metric.name: effect for effect in effects(comparison, variant)}
    objectives = [one.metric.name for one in stands(comparison, variant)]
    names = [name for name in dict.fromkeys((*objectives, *HEADLINES)) if name in known]
    return outcome_table(comparison, variant, [known[name] for name in names[:MOST_ROWS]])


def _topics(comparison: Comparison, variant: str) -> tuple[Section, ...]:
    found = effects(comparison, variant)
    return tuple(
        _topic(comparison, variant, topic, list(group))
        for topic, group in groupby(found, key=lambda effect: effect.metric.topic)
    )


def _topic(comparison: Comparison, variant: str, topic: str, group: list[Effect]) -> Section:
    differing = [effect for effect in group if effect.found.verdict != IDENTICAL]
    worth = [effect for effect in differing if effect.weight >= WORTH_A_NUMBER or effect.found.material is None]
    told = TOPICS[topic]
    name = f"outcomes-{_place(comparison, variant)}-{topic}"
    head = f"{told.title} ({len(group)} metrics)"
    notes = tuple(
        (f"{words}: {_names(effects)}.",)
        for words, effects in (
            (
                f"{_FAR_FROM_MATTERING[:1].upper()}{_FAR_FROM_MATTERING[1:]}",
                [effect for effect in differing if effect not in worth],
            ),
            ("Identical in every run", [effect for effect in group if effect not in differing]),
        )
        if effects
    )
    if not worth:
        words = _FAR_FROM_MATTERING if differing else IDENTICAL
        return Section(name, f"{head}: {words}", tuple(Paragraph(note) for note in notes), is_folded=True)
    return Section(name, head, (outcome_table(comparison, variant, worth, notes=notes),), is_folded=True)


def outcome_table(
    comparison: Comparison,
    variant: str,
    found: Sequence[Effect],
    caption: Text = (),
    notes: tuple[Text, ...] = (),
) -> Table:
    """Return a row for each metric, its window beside it."""
    heads = ("metric", "over", comparison.baseline, variant, "difference", "95 % interval", "matters from", "verdict")
    return Table(columns(*heads, numbers=range(1, 7), kept=_ON_A_CARD), tuple(map(_row, found)), caption, notes)


def _row(effect: Effect) -> Row:
    metric, found = effect
    unit = words_of(metric, found.window_days)
    is_same = found.verdict == IDENTICAL
    return Row(
        (
            (f"{metric.heading}, {unit}" if unit else metric.heading,),
            (over(metric, found.window_days),),
            (level(metric, found.baseline, has_unit=False),),
            (level(metric, found.variant, has_unit=False),),
            (IDENTICAL,) if is_same else (change(metric, found.difference, has_unit=False),),
            ("",) if is_same else (interval(metric, found.ci_low, found.ci_high),),
            (level(metric, metric.smallest_effect, has_unit=False),),
            (found.call,),
        )
    )


def _names(group: Sequence[Effect]) -> str:
    return ", ".join(map(_name, group))


def _name(effect: Effect) -> str:
    """Return the name of a metric, with its window where that is the end: what is alike there may differ before."""
    metric, found = effect
    is_of_the_end = metric.window not in ("whole", "after_first_difference")
    return f"{metric.heading} ({over(metric, found.window_days)})" if is_of_the_end else metric.heading
