"""Many proposals on one first page: a picture an objective, with how each of them stands; each in full further down."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import MISSING, listed, unit_of
from econsim.analysis.findings import finding
from econsim.analysis.first_page_data import WhoGains
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Outcome
from econsim.analysis.verdicts import BETTER, IDENTICAL, NO_MATTER, NO_NUMBER, OPEN, WORSE, StandingWord
from econsim.analysis.winners import DELEGATORS, POOL, VALIDATORS
from econsim.plots.forests import forest
from econsim.plots.winners import CREATED
from econsim.report.document import Block, Figure, Paragraph, Quantity, Row, Section, Strong, Table, Text
from econsim.report.parts.answer import answer
from econsim.report.parts.changes import change_blocks
from econsim.report.parts.chips import Stand, matters_from, stands
from econsim.report.parts.market import market_blocks
from econsim.report.parts.puzzles import puzzles
from econsim.report.parts.quantities import change, interval, level
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns
from econsim.report.parts.who import who_blocks

MOST_IN_FULL = 3  # proposals that the first page tells one after the other
_FEWEST_TITLES = 2  # different ones, that a table tells apart
_MOST_OBJECTIVES = 3  # that it shows of many proposals
_IN_ORDER: tuple[StandingWord, ...] = (BETTER, WORSE, OPEN, NO_MATTER, IDENTICAL, NO_NUMBER)
_GREY = f"grey: {NO_MATTER}"
_PARTIES = (DELEGATORS, VALIDATORS, POOL)
_INCHES_A_ROW, _INCHES_AROUND = 0.28, 1.2


def are_many(comparison: Comparison) -> bool:
    """Return whether there are too many variants to tell one after the other on one page."""
    return len(comparison.variants) > MOST_IN_FULL


def glance_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return the answer for many variants: of each objective how all stand by it, and what moves between parties."""
    shown: list[Block] = []
    for place in range(min(_MOST_OBJECTIVES, len(stands(comparison, comparison.variants[0])))):
        by_variant = {name: stands(comparison, name)[place] for name in comparison.variants}
        shown += [Paragraph(_sorted_out(comparison, by_variant), "lead"), _picture(comparison, by_variant)]
    declared = comparison.background.has_objectives
    note = () if declared else (Paragraph(("No objective is declared: these are the usual ones.",), "aside"),)
    who = (_transfers(comparison), *puzzles(comparison, comparison.variants), *market_blocks(comparison))
    return (
        Section("answer", "Answer", (*shown, *note)),
        Section("who", "Who gains, who pays", who),
    )


def proposals_sections(comparison: Comparison) -> tuple[Section, ...]:
    """Return what each of many variants is in words, where they have titles of their own."""
    rows = tuple(Row(((arm.label,), (arm.title,))) for arm in comparison.background.arms[1:] if arm.title)
    if len({arm.title for arm in comparison.background.arms[1:] if arm.title}) < _FEWEST_TITLES:
        return ()
    return (Section("proposals", "The proposals", (Table(columns("proposal", "what it is"), rows),)),)


def one_by_one_of_many(comparison: Comparison, sources: Sources) -> tuple[Section, ...]:
    """Return each of many variants in full: its answer, who gains and who pays, what it changes."""
    return tuple(
        Section(
            f"answer-{place}",
            name,
            (
                *answer(comparison, name),
                *who_blocks(comparison, (name,), has_market=False),
                *change_blocks(comparison, sources, (name,)),
            ),
        )
        for place, name in enumerate(comparison.variants, start=1)
    )


def _sorted_out(comparison: Comparison, by_variant: Mapping[str, Stand]) -> Text:
    """Return its level, what matters and who meets it: `Yield: 9 % in base; a difference of 1 or more matters.`"""
    metric, found = next((one.metric, one.found) for one in by_variant.values())
    told = []
    for word in _IN_ORDER:
        names = [name for name, one in by_variant.items() if one.standing == word]
        told += [f"{word} under {listed(names)}"] if names else []
    words = "; ".join(told)
    before: Text = (level(metric, found.baseline), f" under {comparison.baseline}")
    least = matters_from(metric, found.smallest_effect)
    return (
        Strong(f"{metric.heading[:1].upper()}{metric.heading[1:]}"),
        f"{_when(metric, found)}: ",
        *before,
        *(("; a difference of ", *least) if least else ()),
        f". {words[:1].upper()}{words[1:]}.",
    )


def _when(metric: Metric, found: Outcome) -> str:
    """Return the days that a metric looks at where they are the last ones: `, mean of the last 30 days`."""
    if metric.window == "end":
        return ", at the end"
    return f", mean of the last {found.window_days:.4g} days" if metric.window == "last_30_days" else ""


def _picture(comparison: Comparison, by_variant: Mapping[str, Stand]) -> Figure:
    metric = next(iter(by_variant.values())).metric

    def draw(axes: Axes) -> object:
        return forest(comparison, metric.name, axes)

    unit = unit_of(metric.unit).difference
    return Figure(
        name=f"side-by-side-{metric.name}",
        title=finding(comparison, metric.name),
        subtitle=f"{f'{unit}; ' if unit else ''}difference to {comparison.baseline} with its 95 % interval; {_GREY}",
        alt=f"A point with its interval for each proposal: {metric.meaning}.",
        draw=draw,
        size=(6.4, _INCHES_AROUND + _INCHES_A_ROW * len(by_variant)),
        data=Table(
            columns("proposal", ("difference", unit), "95 % interval", "that is", numbers=range(1, 3)),
            tuple(Row(((name,), *_cells(one), (one.words,))) for name, one in by_variant.items()),
        ),
    )


def _cells(one: Stand) -> tuple[Text, Text]:
    found = one.found
    if found.verdict == IDENTICAL:
        return (MISSING,), (MISSING,)
    return (change(one.metric, found.difference, has_unit=False),), (interval(one.metric, found.ci_low, found.ci_high),)


def _transfers(comparison: Comparison) -> Block:
    found = {name: comparison.background.who_gains[name] for name in comparison.variants}
    if all(row.verdict == IDENTICAL for one in found.values() for row in (*one.parties, one.created)):
        return Paragraph(("What is minted goes to delegators, validators and the community pool as before.",))
    return Table(
        columns("proposal", *_PARTIES, CREATED, numbers=range(1, 5)),
        tuple(Row(((name,), *_moved(one))) for name, one in found.items()),
        ("Thousands of AKT a year. What moves between parties sums to zero; what inflation mints stands apart.",),
    )


def _moved(found: WhoGains) -> list[Text]:
    parties = {party.who: party for party in found.parties}
    rows = [parties.get(who) for who in _PARTIES] + [found.created]
    return [(MISSING if row is None else Quantity(round(row.moved) / 1_000.0, "", is_signed=True),) for row in rows]
