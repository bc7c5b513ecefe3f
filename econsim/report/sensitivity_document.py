"""What the report of a sensitivity analysis says: what the answer depends on, and where it changes."""

from __future__ import annotations

from matplotlib.axes import Axes

from econsim.analysis.beliefs_told import beliefs_told
from econsim.analysis.display import unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.report_data import Versions
from econsim.analysis.sensitivity.bars import belief_bars
from econsim.analysis.sensitivity.result import Sensitivity
from econsim.plots import tornado
from econsim.report.document import (
    Badge,
    Badges,
    Block,
    Code,
    Command,
    Document,
    Figure,
    Items,
    Paragraph,
    Quantity,
    Section,
    Text,
)
from econsim.report.parts.annex import again_table, limits_section
from econsim.report.parts.badges import books
from econsim.report.parts.factors import factors_table, priors_table, strip_table
from econsim.report.parts.glossary import explained
from econsim.report.parts.size import dates, title, trial
from econsim.report.parts.sureness import beliefs_table
from econsim.report.parts.switching import switching_table
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted

_METHODS = {
    "oat": "one belief at a time",
    "morris": "elementary effects (Morris)",
    "sobol": "shares of variance (Sobol')",
}


def document(made: Sensitivity, scenario: Scenario, command: str, versions: Versions) -> Document:
    """Return the report of a sensitivity analysis of a variant; `command` makes it again."""
    found = made.found
    moving = [one for one in made.found.objectives if _moves(made, one)]
    first, others = moving[:1], moving[1:]
    crossed = switching_table(found.switching, made.metrics)
    switching = (Section("switching", "Where the answer changes", (crossed,)),) if found.switching else ()
    told = Document(
        title=f"What the answer depends on: {title(scenario)}",
        subtitle=(
            f"{found.variant} against {found.baseline}, {_METHODS[found.method]}, {counted(found.points, 'point')}; "
            f"simulated {dates(scenario, found.epochs)}, ",
            Quantity(found.replicates, "", 0),
            f" paired {'run' if found.replicates == 1 else 'runs'} a point",
        ),
        first_page=(
            Badges((*trial(scenario, found.epochs, found.replicates), *_failed(made), *_books(made))),
            *(_objective(made, one, is_folded=False) for one in first),
            *(() if moving else (Paragraph(("No objective moves at any point.",), "answer"),)),
            *switching,
            Section("sure", "How sure", (Items(_sureness(made)),)),
            Section("reproduce", "Make it again", (Command(command),)),
        ),
        sections=(
            *(_objective(made, one, is_folded=True) for one in others),
            *_strips(made),
            *_priors(made),
            limits_section(has_targets=False),
            _again(made, command, versions),
        ),
        notes=(),
        date=f"{scenario.run.start:%Y-%m-%d}",
    )
    return explained(told)


def _moves(made: Sensitivity, metric: Metric) -> bool:
    if made.found.beliefs is None:
        return not made.found.responses[metric.name].why_not
    return bool(belief_bars(made.found.beliefs, made.found.variant, metric.name)[1])


def _objective(made: Sensitivity, metric: Metric, *, is_folded: bool) -> Section:
    """Return the picture of what moves an objective, with its table."""
    blocks: list[Block | Section] = [_figure(made, metric)]
    if made.found.beliefs is None:
        blocks.append(factors_table(made, metric))
    else:
        told = beliefs_told(made.found.beliefs, made.found.objectives, made.found.variant)
        blocks.append(beliefs_table([row for row in told.rows if row[0] is metric], ()))
    return Section(f"depends-{metric.name}", metric.heading[:1].upper() + metric.heading[1:], tuple(blocks), is_folded)


def _figure(made: Sensitivity, metric: Metric) -> Figure:
    def draw(axes: Axes) -> object:
        return tornado(made, metric.name, axes)

    unit = unit_of(metric.unit).difference or "number"
    said = f"What moves the difference in {metric.label} most"
    return Figure(f"{metric.name}-tornado", said, unit, f"A bar for each doubt: {said}.", draw)


def _strips(made: Sensitivity) -> tuple[Section, ...]:
    strip = made.found.strip
    if strip is None:
        return ()
    names = [name for name, rows in strip.differences.items() if any(one for row in rows for one in row)]
    blocks = tuple(strip_table(strip, made.metrics[name]) for name in names)
    return (Section("strip", f"{strip.across} and {strip.down} together", blocks or (_NOTHING,)),)


_NOTHING = Paragraph(("No objective differs at any point.",))


def _priors(made: Sensitivity) -> tuple[Section, ...]:
    if not made.found.factors:
        return ()
    return (Section("factors", "What was varied", (priors_table(made),), is_folded=True),)


def _sureness(made: Sensitivity) -> tuple[Text, ...]:
    found = made.found
    told: list[Text] = [("Every point is simulated in both arms on the same luck, whatever the factors.",)]
    if found.beliefs is not None:
        told += [(note,) for note in beliefs_told(found.beliefs, found.objectives, found.variant).notes]
        return tuple(told)
    told.append(
        (
            "The dummy changes nothing: what stands beside it is no effect. The seed is all the luck of the draws: a "
            "factor that does no more than the seed is not told from chance.",
        )
    )
    silent = [one for one in made.found.objectives if found.responses[one.name].why_not]
    if silent:
        words = "; ".join(f"{one.label} ({found.responses[one.name].why_not})" for one in silent)
        told.append((f"No estimate: {words}.",))
    if found.left_out:
        told.append((f"Not varied: {'; '.join(one.words for one in found.left_out)}.",))
    return tuple(told)


def _failed(made: Sensitivity) -> tuple[tuple[Badge, Text], ...]:
    failed = len(made.found.failures)
    return ((Badge(f"{failed} of {counted(made.found.points, 'point')} failed", "warning"), ()),) if failed else ()


def _books(made: Sensitivity) -> tuple[tuple[Badge, Text], ...]:
    return () if made.found.invariants is None else (books(made.found.invariants),)


def _again(made: Sensitivity, command: str, versions: Versions) -> Section:
    found = made.found
    answers = (("answer", (Code(found.results_digest) if found.results_digest else "none: a point failed",)),)
    table = again_table(found.digest, answers, found.seed, found.invariants, versions)
    return Section("again", "Make it again: versions and digests", (Command(command), table), is_folded=True)
