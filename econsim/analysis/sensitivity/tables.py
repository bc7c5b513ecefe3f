"""What a sensitivity analysis shows, as tables of text: objectives, and beside each what moves it, the most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from econsim.analysis.display import about, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import wanted
from econsim.analysis.sensitivity.estimators import ElementaryEffect, VarianceShare
from econsim.analysis.sensitivity.result import Sensitivity
from econsim.analysis.sensitivity.switching import Crossing, SwitchingValues

_MORRIS = ("factor", "effect over its range", "95 % interval, +-", "with its sign", "sd of the effect")
_SOBOL = ("factor", "total order", "95 % interval, +-", "alone (first order)", "95 % interval, +-")
_SWITCHING = ("factor", "objective", "what happens", "at", "95 % interval")
_OAT = ("belief", "difference", "95 % interval", "how it stands")


class TextTable(NamedTuple):
    """A table for people: title, head, rows of text, notes below it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def tables(made: Sensitivity) -> list[TextTable]:
    """Return a table for each objective that moves, then what could not be estimated, in words, below the last one."""
    chosen = wanted(made.metrics)
    found = [_of(made, metric) for metric in chosen if _moves(made, metric)]
    silent = [f"{one.label} ({made.found.responses[one.name].why_not})" for one in chosen if _silent(made, one)]
    notes = [f"No estimate: {'; '.join(silent)}."] if silent else []
    if made.found.left_out:
        notes.append(f"Not varied: {'; '.join(one.words for one in made.found.left_out)}.")
    title = f"{made.found.variant} against {made.found.baseline}, {made.found.method}"
    last = found.pop() if found else TextTable(f"{title}: no objective moves", ("objective",), (), ())
    told = [*found, last._replace(notes=(*last.notes, *notes))]
    return [*told, *_switching(made), *_strips(made)]


def _moves(made: Sensitivity, metric: Metric) -> bool:
    if made.found.beliefs is None:
        return not made.found.responses[metric.name].why_not
    return any(row.variants[made.found.variant][metric.name].difference for row in made.found.beliefs.rows)


def _silent(made: Sensitivity, metric: Metric) -> bool:
    return made.found.beliefs is None and bool(made.found.responses[metric.name].why_not)


def _of(made: Sensitivity, metric: Metric) -> TextTable:
    unit = unit_of(metric.unit).difference
    title = f"{metric.heading}, difference of {made.found.variant} to {made.found.baseline}" + (
        f", {unit}" if unit else ""
    )
    if made.found.beliefs is not None:
        return TextTable(title, _OAT, _beliefs(made, metric), ())
    response = made.found.responses[metric.name]
    noise = "" if response.noise is None else f"; one point's mean is known to +- {_size(metric, response.noise)}"
    notes = (
        f"Over {made.found.points} points: mean {_number(metric, response.mean)}, from {_number(metric, response.low)} "
        f"to {_number(metric, response.high)}{noise}.",
    )
    if response.effects:
        return TextTable(title, _MORRIS, _effects(metric, response.effects), notes)
    return TextTable(title, _SOBOL, _shares(response.shares), notes)


def _beliefs(made: Sensitivity, metric: Metric) -> tuple[tuple[str, ...], ...]:
    asked = made.found.beliefs
    rows = []
    for row in () if asked is None else asked.rows:
        one = row.variants[made.found.variant][metric.name]
        ends = f"{_number(metric, one.ci_low)} to {_number(metric, one.ci_high)}"
        rows.append(
            (row.words, _number(metric, one.difference), ends, one.standing + (" (changes)" if one.flips else ""))
        )
    return tuple(rows)


def _effects(metric: Metric, effects: Sequence[ElementaryEffect]) -> tuple[tuple[str, ...], ...]:
    ranked = sorted(effects, key=lambda one: -one.mean_absolute)
    return tuple(
        (
            one.factor,
            _size(metric, one.mean_absolute),
            _size(metric, one.half_width),
            _number(metric, one.mean),
            _size(metric, one.sd),
        )
        for one in ranked
    )


def _shares(shares: Sequence[VarianceShare]) -> tuple[tuple[str, ...], ...]:
    ranked = sorted(shares, key=lambda one: -one.total_order)
    return tuple(
        (one.factor, *(f"{x:.2f}" for x in (
            one.total_order, one.total_order_half_width, one.first_order, one.first_order_half_width
        )))
        for one in ranked
    )  # fmt: skip


def _switching(made: Sensitivity) -> list[TextTable]:
    """Return where the difference changes sides or begins to matter, a row a crossing or `none in range`."""
    if not made.found.switching:
        return []
    rows = [row for one in made.found.switching for row in switching_rows(one, made.metrics[one.metric])]
    last = made.found.switching[-1].points
    notes = (
        f"A scan of {len(last)} points over the whole prior of each factor, then brackets halved on the same luck; an "
        "interval holds the values at which the side cannot be said, “beyond” is outside the prior.",
    )
    return [TextTable("Switching values", _SWITCHING, tuple(rows), notes)]


def switching_rows(found: SwitchingValues, metric: Metric) -> list[tuple[str, ...]]:
    """Return the rows of one factor and metric: factor, path, objective, what happens, where, the interval."""
    low, high = (about(found.points[place].value) for place in (0, -1))
    head = (found.factor, metric.heading)
    rows = [(*head, _happens(metric, one), about(one.value), _interval(one.low, one.high)) for one in found.crossings]
    if not found.is_in_range:
        rows.insert(0, (*head, "changes sides", f"none in range ({low} to {high})", ""))
    return rows


def _happens(metric: Metric, one: Crossing) -> str:
    if one.level == 0.0:
        return f"changes sides: {'higher' if one.rises else 'lower'} above it"
    begins = one.rises == (one.level > 0.0)
    side = "higher" if one.level > 0.0 else "lower"
    effect = about(abs(one.level) * unit_of(metric.unit).factor)
    return f"{'begins' if begins else 'ceases'} to matter above it ({side} by {effect})"


def _interval(low: float | None, high: float | None) -> str:
    return " to ".join("beyond" if end is None else about(end) for end in (low, high))


def _strips(made: Sensitivity) -> list[TextTable]:
    """Return the differences over two factors, a table for each objective that differs anywhere."""
    strip = made.found.strip
    found = []
    for name, rows in strip.differences.items() if strip is not None else ():
        metric = made.metrics[name]
        if strip is not None and any(one for row in rows for one in row):
            unit = unit_of(metric.unit).difference
            title = (
                f"{metric.heading}, difference{f', {unit}' if unit else ''}: {strip.across} across, {strip.down} down"
            )
            lines = zip(strip.down_values, rows, strict=True)
            cells = tuple((about(value), *(_number(metric, one) for one in row)) for value, row in lines)
            found.append(TextTable(title, ("", *(about(value) for value in strip.across_values)), cells, ()))
    return found


def _number(metric: Metric, value: float | None) -> str:
    """Return a difference to three digits in the unit of the table."""
    return "" if value is None else about(value * unit_of(metric.unit).factor, signed=True)


def _size(metric: Metric, value: float | None) -> str:
    return _number(metric, value).removeprefix("+")
