"""What a sensitivity analysis shows, as tables of text: objectives, and beside each what moves it, the most first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from econsim.analysis.display import about, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.objectives import objectives_of
from econsim.analysis.sensitivity.estimators import ElementaryEffect, VarianceShare
from econsim.analysis.sensitivity.result import Sensitivity

_MORRIS = ("factor", "effect over its range", "95 % interval, +-", "with its sign", "sd of the effect")
_SOBOL = ("factor", "total order", "95 % interval, +-", "alone (first order)", "95 % interval, +-")
_OAT = ("belief", "difference", "95 % interval", "how it stands")


class TextTable(NamedTuple):
    """A table for people: title, head, rows of text, notes below it."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def tables(made: Sensitivity) -> list[TextTable]:
    """Return a table for each objective that moves, then what could not be estimated, in words, below the last one."""
    wanted = objectives(made)
    found = [_of(made, metric) for metric in wanted if _moves(made, metric)]
    told = [f"{one.label} ({made.found.responses[one.name].why_not})" for one in wanted if _silent(made, one)]
    notes = [f"No estimate: {'; '.join(told)}."] if told else []
    if made.found.left_out:
        notes.append(f"Not varied: {'; '.join(one.words for one in made.found.left_out)}.")
    title = f"{made.found.variant} against {made.found.baseline}, {made.found.method}"
    last = found.pop() if found else TextTable(f"{title}: no objective moves", ("objective",), (), ())
    return [*found, last._replace(notes=(*last.notes, *notes))]


def objectives(made: Sensitivity) -> list[Metric]:
    """Return the metrics that have a better side, in order."""
    return [one for alike in objectives_of(made.metrics).values() for one in alike]


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


def _number(metric: Metric, value: float | None) -> str:
    """Return a difference to three digits in the unit of the table."""
    return "" if value is None else about(value * unit_of(metric.unit).factor, signed=True)


def _size(metric: Metric, value: float | None) -> str:
    return _number(metric, value).removeprefix("+")
