"""The annex: the model against what was observed, what is assumed, the replicates, and how to make it again."""

from __future__ import annotations

from econsim.analysis.comparison import Comparison
from econsim.networks.captions import TARGETS
from econsim.networks.caveats import limits
from econsim.report.document import Block, Code, Command, Inline, Items, Paragraph, Quantity, Row, Section, Table
from econsim.report.outcome_rows import statistics_table
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns, table_of
from econsim.report.target_rows import TargetRow, target_rows

_JUDGED = ("met", "too high", "too low")


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


def validation_section(comparison: Comparison, sources: Sources) -> Section:
    """Return the market's targets beside what each arm has."""
    targets = comparison.background.targets
    found = target_rows(targets)
    told = [row for row in found if any(cell.verdict in _JUDGED for cell in row.found)]
    title = "The model against what was observed"
    if not told:
        words = "This run covers no period for which the market was observed."
        return Section("validation", title, (Paragraph((words,)),), is_folded=True)
    heads = ["target", "kind", "observed", "tolerance"]
    for arm in targets:
        heads += [arm, "verdict"]
    rest = len(found) - len(told)
    notes = ((f"{rest} more observations are of days or things that these runs do not have.",),) if rest else ()
    rows = tuple(_target(row, sources) for row in told)
    return Section(
        "validation", title, (Table(columns(*heads), rows, (TARGETS.replace("`", ""),), notes),), is_folded=True
    )


def _target(row: TargetRow, sources: Sources) -> Row:
    source = f"{row.source}; {row.reason}" if row.reason else row.source
    cells: list[tuple[Inline, ...]] = [
        (f"{row.label} {row.unit}", *sources.note(source)),
        (row.mark,),
        (row.observed,),
        (row.tolerance,),
    ]
    for found in row.found:
        cells += [(found.mean,), (found.verdict,)]
    return Row(tuple(cells))


def assumptions_section(comparison: Comparison, sources: Sources) -> Section:
    """Return every value that is assumed, inferred, fitted or estimated elsewhere."""
    known = comparison.background.assumptions
    rows = tuple(
        Row(
            (
                (Code(row.path), *sources.note("" if row.source == "assumption" else row.source)),
                (f"{row.value} {row.unit}".strip(),),
                (row.status,),
                (row.origin,),
            )
        )
        for row in known
    )
    title = f"{len(known)} values that are assumed, inferred, fitted or estimated elsewhere"
    table = Table(columns("parameter", "value", "status", "set in"), rows)
    return Section("assumptions", title, (table,), is_folded=True)


def limits_section() -> Section:
    """Return what a result rests on."""
    return Section("limits", "What it rests on", (Items(tuple((limit,) for limit in limits())),))


def replicates_section(comparison: Comparison) -> Section:
    """Return what pairing gains and how many runs a smallest effect would need."""
    blocks = tuple(table_of(statistics_table(comparison, name)) for name in comparison.variants)
    return Section("runs", "How many runs?", blocks, is_folded=True)


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
