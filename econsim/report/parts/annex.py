"""The annex: the model against what was observed, what is assumed, the replicates, and how to make it again."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.analysis.report_data import Versions
from econsim.networks.caveats import limits
from econsim.report.document import Code, Command, Items, Paragraph, Quantity, Row, Section, Table, Text
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns
from econsim.simulation.invariants import InvariantLog

Named = tuple[str, Text]


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


def limits_section(*, has_targets: bool = True) -> Section:
    """Return what a result rests on; `has_targets`: the model against what was observed stands above."""
    return Section("limits", "What it rests on", (Items(tuple((limit,) for limit in limits(has_targets=has_targets))),))


def again_section(comparison: Comparison) -> Section:
    """Return the command, the names of question and answer, the books and the versions."""
    numbers, background = comparison.numbers, comparison.background
    answers: tuple[Named, ...] = (
        ("answer", (Code(numbers.results_digest),)),
        *((f"answer of {arm.label}", (Code(arm.results_digest),)) for arm in background.arms),
    )
    asked = (Paragraph(("It was asked for with ", Code(background.asked), ".")),) if background.asked else ()
    table = again_table(numbers.digest, answers, numbers.seed, numbers.invariants, background.versions)
    return Section("again", "Make it again", (Command(background.command), *asked, table), is_folded=True)


def again_table(
    digest: str, answers: tuple[Named, ...], seed: int, log: InvariantLog | None, versions: Versions
) -> Table:
    """Return the names of a question and its answers, the books, the seed and the versions as a table.

    `log` is None where each run has books of its own.
    """
    libraries = ", ".join(f"{name} {version}" for name, version in versions.libraries.items())
    books: tuple[Named, ...] = () if log is None else (("books", _books(log)),)
    made_with = (
        f"econsim {versions.econsim}, model {versions.model_version}, Python {versions.python} on "
        f"{versions.platform} {versions.machine}; {libraries}"
    )
    rows: tuple[Named, ...] = (
        ("question", (Code(digest),)),
        *answers,
        *books,
        ("seed", (str(seed),)),
        ("versions", (made_with,)),
    )
    return Table(columns("", ""), tuple(Row(((name,), cells)) for name, cells in rows))


def _books(log: InvariantLog) -> Text:
    return (
        Quantity(log.checked, "checks", 0),
        ", ",
        Quantity(log.violations, "violations", 0),
        ", largest imbalance ",
        Quantity(log.max_imbalance_uakt, "uakt", 0),
    )
