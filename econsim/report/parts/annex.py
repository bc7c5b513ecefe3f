"""The annex: the model against what was observed, what is assumed, the replicates, and how to make it again."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.networks.caveats import limits
from econsim.report.document import Block, Code, Command, Inline, Items, Paragraph, Quantity, Row, Section, Table
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns


def timeline_section(comparison: Comparison, sources: Sources) -> Section:
    """Return the events of every arm."""
    rows = [
        Row(
            (
                (label,),
                (event.name,),
                (event.date,),
                (Quantity(event.epoch, "", 0),),
                (event.does, *sources.note(event.source)),
            )
        )
        for label, events in comparison.background.events.items()
        for event in events
    ]
    table = Table(columns("arm", "event", "date", "epoch", "what it does", numbers=range(3, 4)), tuple(rows))
    return Section("timeline", "Timeline of every arm", (table,), is_folded=True)


def limits_section() -> Section:
    """Return what a result rests on."""
    return Section("limits", "What it rests on", (Items(tuple((limit,) for limit in limits())),))


def again_section(comparison: Comparison) -> Section:
    """Return the command, the names of question and answer, the books and the versions."""
    numbers, background = comparison.numbers, comparison.background
    versions, log = background.versions, numbers.invariants
    libraries = ", ".join(f"{name} {version}" for name, version in versions.libraries.items())
    rows: list[tuple[str, tuple[Inline, ...]]] = [
        ("question", (Code(numbers.digest),)),
        ("answer", (Code(numbers.results_digest),)),
        *((f"answer of {arm.label}", (Code(arm.results_digest),)) for arm in background.arms),
        (
            "books",
            (
                Quantity(log.checked, "checks", 0),
                ", ",
                Quantity(log.violations, "violations", 0),
                ", largest imbalance ",
                Quantity(log.max_imbalance_uakt, "uakt", 0),
            ),
        ),
        ("seed", (str(numbers.seed),)),
        (
            "versions",
            (
                f"econsim {versions.econsim}, model {versions.model_version}, Python {versions.python} on "
                f"{versions.platform} {versions.machine}; {libraries}",
            ),
        ),
    ]
    asked = (Paragraph(("It was asked for with ", Code(background.asked), ".")),) if background.asked else ()
    table = Table(columns("", ""), tuple(Row(((name,), cells)) for name, cells in rows))
    blocks: tuple[Block, ...] = (Command(background.command), *asked, table)
    return Section("again", "Make it again", blocks, is_folded=True)
