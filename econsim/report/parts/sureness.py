"""How sure the answer is: chance inside the model, the assumptions it leans on, and what is not in it."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.what_if_table import what_if_table
from econsim.networks.caveats import limits
from econsim.report.document import Block, Code, Items, Section, Strong, Text
from econsim.report.parts.tables import table_of


def sureness(comparison: Comparison) -> tuple[Block, ...]:
    """Return three points: chance, the assumption that it leans on most, what is left out."""
    return (Items((_chance(comparison), _leans(comparison), _left_out(comparison))),)


def _chance(comparison: Comparison) -> Text:
    told = "An interval says how far chance inside the model could move a difference"
    return (Strong("Chance. "), f"{told}; doubt about the world is elsewhere. {comparison.background.price.interval}")


def _leans(comparison: Comparison) -> Text:
    asked = comparison.numbers.what_if
    if asked is None:
        return (
            Strong("Assumptions. "),
            "Which of them the answer leans on was not asked; ",
            Code("econsim compare ... --what-if"),
            " does.",
        )
    flips = [
        row.words
        for row in asked.rows
        if any(found.flips for name in comparison.variants for found in row.variants[name].values())
    ]
    where = f"The answer is another one if {', or if '.join(flips)}." if flips else "No belief tried flips it."
    return (Strong("Assumptions. "), where)


def _left_out(comparison: Comparison) -> Text:
    return (Strong("Not in the model. "), " ".join(comparison.background.caveats or limits()[3:4]))


def what_if_section(comparison: Comparison) -> tuple[Section, ...]:
    """Return what the answer depends on, where it was asked."""
    numbers, background = comparison.numbers, comparison.background
    tables = [what_if_table(numbers, background, name) for name in comparison.variants]
    blocks = tuple(table_of(table, (name,)) for name, table in zip(comparison.variants, tables, strict=True) if table)
    return (Section("what-if", "What the answer depends on", blocks),) if blocks else ()
