"""How sure the answer is: chance in the model, the assumptions it leans on, where it flips, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from econsim.analysis.beliefs_told import beliefs_told
from econsim.analysis.comparison import Comparison
from econsim.analysis.display import unit_of
from econsim.analysis.event_data import NOTHING_DIFFERS
from econsim.analysis.metrics import Metric
from econsim.analysis.outcomes import Finding, WhatIf
from econsim.analysis.sensitivity.bars import belief_bars
from econsim.analysis.taken_apart import named
from econsim.analysis.verdicts import BETTER, MEANINGS, OF_AN_OBJECTIVE, STANDINGS, WORSE
from econsim.plots import tornado
from econsim.report.document import Block, Code, Figure, Items, Link, Paragraph, Row, Section, Strong, Table, Text
from econsim.report.parts.chips import stands
from econsim.report.parts.faced import without_pairs
from econsim.report.parts.leans import all_leans
from econsim.report.parts.quantities import change, interval
from econsim.report.parts.switching import flips_sections, where_it_flips
from econsim.report.parts.tables import columns
from econsim.scenario.values import counted

_BOOKS = "“books 0 uakt”: all accounts add up to the supply throughout, in every run"
_SEVERAL = 2  # things that are tested
_OF_BELIEFS = ("objective", "what if", "difference", "95 % interval", "how it stands")


def sureness(comparison: Comparison) -> tuple[Block, ...]:
    """Return the words used, then chance, the assumption it leans on most, where it would flip, what is left out."""
    told = (_chance(comparison), *_assumptions(comparison), _left_out(comparison))
    return (Items((*_words(comparison), *told)),)


def _words(comparison: Comparison) -> tuple[Text, ...]:
    """Return what the words mean by which the objectives stand here; nothing where there is no objective."""
    used = {one.standing for name in comparison.variants for one in stands(comparison, name)}
    meant = [f"“{word}”: {MEANINGS[word].removeprefix(OF_AN_OBJECTIVE)}" for word in STANDINGS if word in used]
    books = [] if comparison.numbers.invariants.violations else [_BOOKS]
    return ((Strong("Words: "), f"{'; '.join(meant + books)}."),) if meant else ()


def _chance(comparison: Comparison) -> Text:
    runs = comparison.numbers.replicates
    if runs == 1:
        return (Strong("Chance: "), "one paired run has no interval; nothing can be told from chance.")
    arms = len(comparison.variants) + 1
    often = f"{arms} times" if len(comparison.variants) > 1 else "twice"
    told = f"the intervals of 95 % are of {counted(runs, 'paired run')}, each simulated {often} over the same luck."
    said = (told, comparison.background.price.interval.strip(), _tested_together(comparison))
    return (Strong("Chance inside the model: "), " ".join(filter(None, said)))


def _tested_together(comparison: Comparison) -> str:
    """Return why an interval that leaves out 0 may not be enough, where more than one thing is tested."""
    if sum(len(stands(comparison, name)) for name in comparison.variants) < _SEVERAL:
        return ""
    several = " of all proposals" if len(comparison.variants) > 1 else ""
    return (
        f"All objectives{several} are tested together (Holm's rule), so that any “{BETTER}” or “{WORSE}” is due to "
        "chance alone in 5 % of such comparisons at most: an interval that leaves out 0 may not be enough."
    )


def _assumptions(comparison: Comparison) -> tuple[Text, ...]:
    """Return on which of them the answer leans most and where it would flip, or how to ask for both."""
    asked, head = comparison.numbers.what_if, Strong("Assumptions: ")
    if asked is not None:
        return (_leans(comparison, asked), where_it_flips(comparison))
    command = comparison.background.asked or comparison.background.command
    words = "on which of them the answer leans most, and where it would flip, was not asked. To ask: "
    return ((head, words, Code(f"{command} --what-if --switching"), "."),)


def _leans(comparison: Comparison, asked: WhatIf) -> Text:
    head = Strong("Assumptions: ")
    leans = sorted(all_leans(comparison), key=lambda one: -one.weight)
    if not leans:
        return (head, f"none of the {len(asked.rows) - 1} other beliefs that were tried moves an objective.")
    most = leans[0]
    told: Text = (
        head,
        f"it leans most on this one: if {most.row.words}, the difference in {most.metric.label} is ",
        change(most.metric, most.after),
        " instead of ",
        change(most.metric, most.before),
        f" (both over {counted(asked.replicates, 'paired run')}). ",
    )
    return (*told, _flips(asked), " ", Link("All beliefs", "#what-if"), ".")


def _flips(asked: WhatIf) -> str:
    """Return under which beliefs an objective stands otherwise."""
    flips = [row.words for row in asked.rows if any(one.flips for of in row.variants.values() for one in of.values())]
    if not flips:
        return f"No objective stands otherwise under any of {len(asked.rows) - 1} other beliefs."
    return f"An objective stands otherwise if {', or if '.join(flips)}."


def _left_out(comparison: Comparison) -> Text:
    told = (f"{'; '.join(comparison.background.not_in_the_model)}.", *comparison.background.price.beyond)
    return (Strong("Not in the model: "), " ".join(told))


def cautions(comparison: Comparison) -> tuple[Block, ...]:
    """Return what must be known of these arms, beyond what the badges say in few words, each caveat once."""
    shared = set(comparison.variants) - set(without_pairs(comparison).variants)
    flags = [flag for flag in comparison.background.flags if flag.name == NOTHING_DIFFERS and flag.variant in shared]
    left_out = {sentence for flag in flags for sentence in flag.sentences}  # a shared belief proposes nothing
    told = [caveat for caveat in comparison.background.caveats if caveat not in left_out]
    return (Items(tuple((caveat.replace("`", ""),) for caveat in told)),) if told else ()


def what_if_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return what the answer depends on, where it was asked."""
    asked, blocks = comparison.numbers.what_if, list[Block | Section]()
    if asked is None:
        return ()
    for place, name in enumerate(comparison.variants, 1):
        told = beliefs_told(asked, comparison.background.metrics, name)
        blocks += [Paragraph((note,)) for note in told.notes]
        every = beliefs_table(told.rows, (name,))
        blocks += [_tornado(comparison, name, metric) for metric in _most_moved(asked, name, told.rows)]
        blocks.append(Section(f"what-if-{place}", f"Every belief, one by one: {name}", (every,), is_folded=True))
    blocks += flips_sections(comparison)
    return (Section("what-if", "What the answer depends on", tuple(blocks)),)


def beliefs_table(rows: Sequence[tuple[Metric, str, Finding]], caption: Text) -> Table:
    """Return how objectives stand under each belief."""
    return Table(columns(*_OF_BELIEFS, numbers=range(2, 4)), tuple(_row(*row) for row in rows), caption)


def _most_moved(asked: WhatIf, variant: str, rows: Sequence[tuple[Metric, str, Finding]]) -> list[Metric]:
    """Return the objective whose difference other beliefs move most, in smallest effects; none where none does."""
    metrics = {metric.name: metric for metric, _, _ in rows}
    width = {
        name: bars[0].width / (metric.smallest_effect or metric.resolution)
        for name, metric in metrics.items()
        if (bars := belief_bars(asked, variant, name)[1])
    }
    return [metrics[max(width, key=width.__getitem__)]] if width else []


def _tornado(comparison: Comparison, variant: str, metric: Metric) -> Figure:
    def draw(axes: Axes) -> object:
        return tornado(comparison, metric.name, axes, variant)

    said = f"What moves the difference in {metric.label} most"
    unit = unit_of(metric.unit).difference or "number"
    return Figure(f"{metric.name}-{variant}-tornado", said, unit, f"A bar for each doubt: {said}.", draw)


def _row(metric: Metric, words: str, found: Finding) -> Row:
    difference = change(metric, found.difference, has_unit=False)
    stands = f"{found.standing} (changes)" if found.flips else found.standing
    return Row(((named(metric),), (words,), (difference,), (interval(metric, found.ci_low, found.ci_high),), (stands,)))
