"""What the report of a single run says: its levels, its time paths, what happens in it, what it rests on."""

from __future__ import annotations

from datetime import datetime

from matplotlib.axes import Axes

from econsim.analysis.ballots import ballots
from econsim.analysis.begun import begun_by_a_history
from econsim.analysis.caveats import notes_of
from econsim.analysis.display import level as level_words
from econsim.analysis.events import events
from econsim.analysis.marks import marks
from econsim.analysis.metrics import Metric, level, measured
from econsim.analysis.price_record import beyond_the_record, same_in_every_replicate
from econsim.analysis.provenance import assumptions
from econsim.analysis.report_data import TargetRows, Versions
from econsim.analysis.targets import against_targets
from econsim.networks.caveats import CAVEATS
from econsim.plots import time_path
from econsim.plots.path_data import path_data, path_table
from econsim.report.document import (
    Badges,
    Block,
    Code,
    Command,
    Document,
    Figure,
    Items,
    Paragraph,
    Quantity,
    Row,
    Section,
    Table,
    Text,
)
from econsim.report.parts.annex import again_table, limits_section
from econsim.report.parts.badges import books
from econsim.report.parts.ballots import ballot_sections
from econsim.report.parts.glossary import explained
from econsim.report.parts.levels import first_levels, levels_section, wanted_first
from econsim.report.parts.size import about, dates, title, trial
from econsim.report.parts.sources import Sources
from econsim.report.parts.tables import columns, table_of
from econsim.report.parts.validation import validation_section
from econsim.runs.run_result import RunResult
from econsim.scenario.event_words import day_of

_OF_FLOWS = ("sum", "per_day", "per_year")  # whose series is another thing than the metric
_MOST_PATHS = 6


def document(run: RunResult, command: str, versions: Versions) -> Document:
    """Return the report of a run; `command` makes it again, `versions` are those that it was made with."""
    sources, scenario = Sources(), run.scenario
    first, *others = _figures(run)
    made = Document(
        title=title(scenario),
        subtitle=(
            f"{about(scenario)}, alone; simulated {dates(scenario, run.epochs)}, ",
            Quantity(run.replicates, "", 0),
            f" {'run' if run.replicates == 1 else 'runs'}",
        ),
        first_page=(
            Badges((*trial(scenario, run.epochs, run.replicates), books(run.invariants))),
            Section("levels", "What comes out", (first_levels(run),)),
            Section("path", "Over time", (first,)),
            Section("events", "What happens", _happens(run)),
            Section("sure", "How sure", _sureness(run)),
            Section("reproduce", "Make it again", (Command(command),)),
        ),
        sections=(
            Section("paths", "Other time paths", tuple(others)),
            levels_section(run),
            *ballot_sections({scenario.name: ballots(scenario, run)}),
            validation_section(run, {scenario.name: TargetRows(against_targets(run))}, sources),
            limits_section(has_targets=scenario.run.market),
            _assumptions(run),
            _again(run, command, versions),
        ),
        notes=sources.notes(),
        date=f"{scenario.run.start:%Y-%m-%d}",
    )
    return explained(made)


def _figures(run: RunResult) -> list[Figure]:
    """Return the time paths of the first metrics that are levels, each series once."""
    by_series: dict[str, Metric] = {}
    for metric in wanted_first(run.scenario):
        if metric.aggregation not in _OF_FLOWS:
            by_series.setdefault(metric.series, metric)
    return [_figure(run, metric) for metric in list(by_series.values())[:_MOST_PATHS]]


def _figure(run: RunResult, metric: Metric) -> Figure:
    data = path_data(run, metric.name)

    def draw(axes: Axes) -> object:
        return time_path(run, metric.name, axes)

    found = level(metric.unit, measured(metric, run.series, float(run.scenario.run.epoch_length)))
    alt = f"{data.title}. Line chart over time; {metric.meaning}. Over the run: {level_words(metric, found.mean)}."
    return Figure(metric.name, data.title, data.subtitle, alt, draw, data=table_of(path_table(data, metric)))


def _happens(run: RunResult) -> tuple[Block, ...]:
    """Return a line for each event, each proposal and each shock that the run reaches."""
    happened = events(run.scenario, run)
    told: list[Text] = [(f"{event.name}: {event.sentence}.",) for event in happened]
    shocks = [mark for mark in marks(run.scenario, happened, run.epochs) if mark.kind == "shock"]
    told += [(f"{ballot.name}, {ballot.sentence}.",) for ballot in ballots(run.scenario, run)]
    told += [(f"{mark.name} from {_day(mark.begin, run)} on: {mark.words}.",) for mark in shocks]
    return (Items(tuple(told)),) if told else (Paragraph(("No event, and no shock that begins or ends.",)),)


def _day(moment: str, run: RunResult) -> str:
    clock = run.scenario.run
    return day_of(datetime.fromisoformat(moment), clock.start, clock.epoch_length)


def _sureness(run: RunResult) -> tuple[Block, ...]:
    chance = "One run has no interval; nothing can be told from chance."
    if run.replicates > 1:
        chance = "An interval is chance inside the model, at 95 % over the runs; doubt about the model is not in it. "
        chance = f"{chance}{same_in_every_replicate([run.series])}".rstrip()
    scenario = run.scenario
    told = [chance, beyond_the_record(scenario, run.epochs)]
    told.insert(0, begun_by_a_history(run))
    told += notes_of([scenario], run.epochs)
    told += [sentence for caveat in CAVEATS for sentence in caveat({scenario.name: scenario})]
    told.append("A run alone compares nothing: `econsim compare` holds two rules against each other.")
    return (Items(tuple((one.replace("`", ""),) for one in dict.fromkeys(told) if one)),)


def _assumptions(run: RunResult) -> Section:
    found = assumptions([run.scenario])
    rows = tuple(
        Row(((Code(row.path),), (f"{row.value} {row.unit}".strip(),), (row.status,), (row.meaning,))) for row in found
    )
    title = f"{len(found)} values that are assumed, inferred, fitted or estimated elsewhere"
    return Section(
        "assumptions", title, (Table(columns("parameter", "value", "status", "what it is"), rows),), is_folded=True
    )


def _again(run: RunResult, command: str, versions: Versions) -> Section:
    answers = (("answer", (Code(run.results_digest),)),)
    table = again_table(run.digest, answers, run.seed, run.invariants, versions)
    return Section("again", "Make it again: versions and digests", (Command(command), table), is_folded=True)
