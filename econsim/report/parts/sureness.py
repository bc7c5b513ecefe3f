"""How sure the answer is: chance inside the model, the assumptions it leans on, and what is not in it."""

from __future__ import annotations

import dataclasses

from econsim.analysis.comparison import Comparison
from econsim.analysis.display import listed
from econsim.analysis.outcomes import WhatIf
from econsim.analysis.what_if_table import what_if_table
from econsim.networks.caveats import not_in_the_model
from econsim.report.document import Block, Code, Items, Link, Paragraph, Section, Strong, Text
from econsim.report.parts.leans import all_leans
from econsim.report.parts.quantities import change
from econsim.report.parts.tables import table_of
from econsim.scenario.values import counted


def sureness(comparison: Comparison) -> tuple[Block, ...]:
    """Return three points: chance, the assumption that it leans on most, what is left out."""
    return (Items((_chance(comparison), _leans(comparison), _left_out(comparison))),)


def _chance(comparison: Comparison) -> Text:
    runs = comparison.numbers.replicates
    if runs == 1:
        return (Strong("Chance: "), "one paired run has no interval; nothing can be told from chance.")
    told = f"an interval of 95 % over {counted(runs, 'paired run')}, each simulated twice over the same luck. "
    return (Strong("Chance inside the model: "), (told + comparison.background.price.interval).rstrip())


def _leans(comparison: Comparison) -> Text:
    asked, head = comparison.numbers.what_if, Strong("Assumptions: ")
    if asked is None:
        command = f"{comparison.background.asked or comparison.background.command} --what-if"
        return (head, "which of them the answer leans on most was not asked. To ask: ", Code(command), ".")
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
    told = (f"{listed(list(not_in_the_model()))}.", *comparison.background.price.beyond)
    return (Strong("Not in the model: "), " ".join(told))


def cautions(comparison: Comparison) -> tuple[Block, ...]:
    """Return what must be known of these arms, beyond what the badges say in few words, each caveat once."""
    told = comparison.background.caveats
    return (Items(tuple((caveat.replace("`", ""),) for caveat in told)),) if told else ()


def what_if_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return what the answer depends on, where it was asked."""
    numbers, background = comparison.numbers, comparison.background
    blocks: list[Block | Section] = []
    for place, name in enumerate(comparison.variants, 1):
        table = what_if_table(numbers, background, name)
        if table is not None:
            blocks += [Paragraph((note,)) for note in table.notes]
            every = table_of(dataclasses.replace(table, notes=()), (name,))
            blocks.append(Section(f"what-if-{place}", f"Every belief, one by one: {name}", (every,), is_folded=True))
    return (Section("what-if", "What the answer depends on", tuple(blocks)),) if blocks else ()
