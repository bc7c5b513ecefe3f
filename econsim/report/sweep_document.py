"""What the report of a sweep says: a metric over the swept values, where it changes sides, every point, failures."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from matplotlib.axes import Axes

from econsim.analysis.display import listed, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.proposal import in_words
from econsim.analysis.report_data import Versions
from econsim.analysis.sweep_result import NUMBERS, Sweep
from econsim.analysis.switching import lines
from econsim.analysis.what_moves import movers
from econsim.plots import heat, scatter
from econsim.plots import sweep as sweep_lines
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
from econsim.report.parts.glossary import explained
from econsim.report.parts.levels import wanted_first
from econsim.report.parts.points import MOST_SHOWN, movers_table, points_table, switching
from econsim.report.parts.quantities import joined
from econsim.report.parts.size import about, dates, title, trial
from econsim.scenario.schema import Scenario
from econsim.scenario.values import counted


def document(made: Sweep, scenario: Scenario, command: str, versions: Versions) -> Document:
    """Return the report of a sweep of a scenario; `command` makes it again, `versions` are those it was made with."""
    first, *others = _ordered(made, scenario)
    has_numbers = _has_numbers(made, first)
    is_long = sum(bool(point.metrics) for point in made.points) > MOST_SHOWN
    heading = "The best and the worst points" if is_long else "Every point"
    points = (Section("points", heading, (points_table(made, first),)),)
    failed = (Section("failures", "Points that failed", (_failures(made),)),) if made.failures else ()
    told = Document(
        title=title(scenario),
        subtitle=(
            f"{about(scenario)} at {counted(len(made.points), 'point')} over ",
            *joined([(f"{in_words(path)} ", Code(path)) for path in made.swept]),
            f"; simulated {dates(scenario, made.epochs)}, ",
            Quantity(made.replicates, "", 0),
            f" paired {'run' if made.replicates == 1 else 'runs'} a point",
        ),
        first_page=(
            Badges((*trial(scenario, made.epochs, made.replicates), *_failed(made), books(made.invariants))),
            Section("lines", _capital(first.heading), _figures(made, first) if has_numbers else (_NOTHING,)),
            *(points if is_long else ()),
            *_what_moves(made, first),
            *(() if made.design else (Section("switching", "Where it changes sides", switching(made, first)),)),
            *failed,
            Section("sure", "How sure", (Items(_sureness(made)),)),
            Section("reproduce", "Make it again", (Command(command),)),
        ),
        sections=(
            *(() if is_long else points),
            *(_other(made, metric) for metric in others if _has_numbers(made, metric)),
            limits_section(has_targets=False),
            _again(made, command, versions),
        ),
        notes=(),
        date=f"{scenario.run.start:%Y-%m-%d}",
    )
    return explained(told)


_FIELD = "Field of colours"
_MOST_LINES, _MOST_PICTURES, _MOST_FAILURES = 8, 4, 20
_NOTHING = Paragraph(("No point of the sweep has this number.",), "warning")


def _ordered(made: Sweep, scenario: Scenario) -> list[Metric]:
    """Return the objectives and what people notice; where none is declared, what differs between points comes first."""
    found = wanted_first(scenario)
    return found if scenario.objectives else sorted(found, key=lambda metric: not _differs(made, metric))


def _differs(made: Sweep, metric: Metric) -> bool:
    return any(point.metrics[metric.name].verdict in ("higher", "lower") for point in made.points if point.metrics)


def _has_numbers(made: Sweep, metric: Metric) -> bool:
    return any(point.metrics[metric.name].mean is not None for point in made.points if point.metrics)


def _what_moves(made: Sweep, metric: Metric) -> tuple[Section, ...]:
    """Return with which swept values a metric goes, where lines over one of them cannot tell it."""
    if not _is_cloud(made) or not _has_numbers(made, metric):
        return ()
    return (Section("movers", "What moves it", (movers_table(made, metric),)),)


def _is_cloud(made: Sweep) -> bool:
    """Return whether points are better drawn as dots than as lines: those of a design, or of very many lines."""
    return made.design is not None or (len(made.swept) > 1 and len(lines(made)) > _MOST_LINES)


def _dots(made: Sweep, metric: Metric) -> tuple[Block, ...]:
    """Return a picture for each of the swept values that a metric goes with most."""
    drawn = []
    for place, one in enumerate(movers(made, metric.name)[:_MOST_PICTURES], 1):

        def draw(thing: Sweep, name: str, axes: Axes, path: str = one.path) -> object:
            return scatter(thing, name, axes, path)

        figure = _figure(made, metric, f"{metric.name}-dots-{place}", "A dot for each point", draw)
        said = f"{_capital(metric.heading)} over {in_words(one.path)}"
        drawn.append(dataclasses.replace(figure, title=said, alt=f"A dot for each point: {said}.", data=None))
    return tuple(drawn)


def _figures(made: Sweep, metric: Metric) -> tuple[Block, ...]:
    """Return the lines, and the field of colours where two paths are swept; dots where there are too many lines."""
    if made.design is not None or (_is_cloud(made) and len(made.swept) > 2):
        return _dots(made, metric)
    if _is_cloud(made):
        title = f"{_capital(metric.heading)} at each point"
        return (dataclasses.replace(_figure(made, metric, f"{metric.name}-heat", _FIELD, heat), title=title),)
    drawn = _figure(made, metric, f"{metric.name}-lines", "Lines with 95 % intervals", sweep_lines)
    if len(made.swept) != 2:
        return (drawn,)
    field = _figure(made, metric, f"{metric.name}-heat", _FIELD, heat)
    return (drawn, dataclasses.replace(field, title=f"{_capital(metric.heading)} at each point", data=None))


def _figure(made: Sweep, metric: Metric, name: str, kind: str, plot: Callable[[Sweep, str, Axes], object]) -> Figure:
    def draw(axes: Axes) -> object:
        return plot(made, metric.name, axes)

    said = f"{_capital(metric.heading)} over {listed(list(map(in_words, made.swept)))}"
    unit = f"{unit_of(metric.unit).level or 'number'}; mean of {counted(made.replicates, 'paired run')} a point"
    return Figure(name, said, unit, f"{kind}: {said}; {metric.meaning}.", draw, data=points_table(made, metric))


def _other(made: Sweep, metric: Metric) -> Section:
    flips = () if made.design else switching(made, metric)
    blocks: tuple[Block, ...] = (*flips, points_table(made, metric))
    return Section(f"points-{metric.name}", _capital(metric.heading), blocks, is_folded=True)


def _failed(made: Sweep) -> tuple[tuple[Badge, Text], ...]:
    if not made.failures:
        return ()
    return ((Badge(f"{len(made.failures)} of {counted(len(made.points), 'point')} failed", "warning"), ()),)


def _failures(made: Sweep) -> Items:
    failed = [point for point in made.points if point.error]
    more = len(failed) - _MOST_FAILURES
    rest: tuple[Text, ...] = (
        ((f"... and {more:,} more: ", Code("error"), f" in {made.dir}/{NUMBERS}"),) if more > 0 else ()
    )
    told = [(f"point {point.point} ({_at(point.values)}): {point.error}",) for point in failed[:_MOST_FAILURES]]
    return Items((*told, *rest))


def _at(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{path} = {value}" for path, value in values.items())


def _sureness(made: Sweep) -> tuple[Text, ...]:
    """Return what an interval is, and what the points do not tell."""
    alone = "Each interval stands by itself: of a hundred that hold no difference, about five would seem to."
    chance = "One run has no interval; nothing can be told from chance."
    if made.replicates > 1:
        chance = f"An interval is chance inside the model, at 95 % over runs on the same luck at every point. {alone}"
    between = "Between the points nothing was simulated: a line there joins what was."
    if len(made.points) > MOST_SHOWN:
        best = "The best of many points is partly the luckiest: before it is cited, run it again with another seed."
        return ((chance,), (between,), (best,))
    return ((chance,), (between,))


def _again(made: Sweep, command: str, versions: Versions) -> Section:
    answer = made.results_digest
    answers = (("answer", (Code(answer) if answer else "none: a point failed",)),)
    table = again_table(made.digest, answers, made.seed, made.invariants, versions)
    return Section("again", "Make it again: versions and digests", (Command(command), table), is_folded=True)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
