"""The points of a sweep as tables, all of them or the best and the worst, and where a metric changes sides."""

from __future__ import annotations

from typing import Any

from econsim.analysis.display import MISSING, plain, unit_of
from econsim.analysis.metrics import Metric
from econsim.analysis.proposal import in_words
from econsim.analysis.sweep_result import DATASET_CSV, TABLE, Sweep, SweepPoint
from econsim.analysis.switching import Switch, is_along_numbers, switches
from econsim.analysis.what_moves import Mover, movers, ranked
from econsim.report.document import Block, Code, Items, Paragraph, Quantity, Row, Table, Text
from econsim.report.parts.quantities import change, interval, level, level_interval
from econsim.report.parts.tables import columns

MOST_SHOWN = 60  # points of a table; of more the best and the worst
_MOST_RANKED, _MOST_FLIPS = 10, 10


def points_table(made: Sweep, metric: Metric) -> Table:
    """Return a metric at every point that is not failed, and its difference to the baseline point.

    Of many points it is the ten best, the baseline and the ten worst.
    """
    unit = unit_of(metric.unit)
    heads: list[str | tuple[str, str]] = [
        "point",
        *map(in_words, made.swept),
        (metric.heading, unit.level),
        "95 % interval",
    ]
    heads += [("difference", unit.difference), "95 % interval of it", "verdict"]
    first = 1 + len(made.swept)
    notes: list[Text] = [("Difference: to the baseline point, paired by run.",)]
    shown = [point for point in made.points if point.metrics]
    if len(shown) > MOST_SHOWN:
        count, shown = len(shown), _best_and_worst(made, metric)
        sides = "highest and the ten lowest" if metric.better == "-" else "best and the ten worst"
        notes.append((f"The ten {sides} of {count:,} points, and the baseline; all: ", *_whole(made), "."))
    rows = tuple(_row(made, point, metric) for point in shown)
    return Table(columns(*heads, numbers=range(first, first + 4)), rows, notes=tuple(notes))


def _best_and_worst(made: Sweep, metric: Metric) -> list[SweepPoint]:
    best, worst = ranked(made, metric, _MOST_RANKED)
    base = [point for point in made.points if point.point == made.baseline_point and point.metrics]
    return [*best, *(point for point in base if point not in (*best, *worst)), *worst]


def _whole(made: Sweep) -> Text:
    """Return where all points stand."""
    if made.dir is None:
        return (Code(".frame()"), " of the sweep")
    return (Code(f"{made.dir}/{TABLE}"), ", and by run ", Code(f"{made.dir}/{DATASET_CSV}"))


def movers_table(made: Sweep, metric: Metric) -> Table:
    """Return how far a metric goes with each swept value, the one that it goes with most first."""
    rows = tuple(
        Row(((in_words(one.path),), (Code(one.path),), (Quantity(one.low),), (Quantity(one.high),), (_rank(one),)))
        for one in movers(made, metric.name)
    )
    heads = columns("what is swept", "path", "from", "to", "rank correlation", numbers=range(2, 5))
    note = f"Spearman's rank correlation with {metric.label} over the points; others vary with it."
    return Table(heads, rows, notes=((note,),))


def _rank(one: Mover) -> Quantity | str:
    return MISSING if one.correlation is None else Quantity(one.correlation, "", 2, True)


def _row(made: Sweep, point: SweepPoint, metric: Metric) -> Row:
    found, is_base = point.metrics[metric.name], point.point == made.baseline_point
    return Row(
        (
            (f"{point.point}, the baseline" if is_base else f"{point.point}",),
            *((_written(value, made),) for value in point.values.values()),
            (level(metric, found.mean, has_unit=False),),
            (level_interval(metric, found.ci_low, found.ci_high),),
            (MISSING,) if is_base else (change(metric, found.difference, has_unit=False),),
            (MISSING,) if is_base else (interval(metric, found.difference_ci_low, found.difference_ci_high),),
            (MISSING if is_base else found.verdict or MISSING,),
        )
    )


def _written(value: Any, made: Sweep) -> str:
    """Return a swept value as it was written; one that a design has drawn to four digits."""
    return f"{value:.4g}" if isinstance(value, float) and made.design is not None else str(value)


def switching(made: Sweep, metric: Metric) -> tuple[Block, ...]:
    """Return where the sign of the metric's difference to the baseline point flips, or that it nowhere does.

    It is of a grid, whose points lie on lines; those of a design do not.
    """
    found = switches(made, metric.name)
    if found:
        more = len(found) - _MOST_FLIPS
        rest: tuple[Text, ...] = ((f"... and {more:,} more flips on other lines.",),) if more > 0 else ()
        return (Items((*(_switch(made, metric, one) for one in found[:_MOST_FLIPS]), *rest)),)
    known = any(one.metrics and one.metrics[metric.name].difference is not None for one in made.points)
    path = in_words(next(iter(made.swept)))
    why = f"In {metric.label} no difference to the baseline point is known, so there is no switching value."
    if known and not is_along_numbers(made):
        why = f"The {path} is swept over words, between which nothing can change sides."
    elif known:
        why = f"In {metric.label} the difference to the baseline point changes sides at no value of the {path}."
    return (Paragraph((why,)),)


def _switch(made: Sweep, metric: Metric, one: Switch) -> Text:
    path, *rest = made.swept
    where = f" (with {' and '.join(map(in_words, rest))} at {one.others})" if rest else ""
    at, low, high = (plain(value, _decimals(value)) for value in (one.value, one.low, one.high))
    how = (
        f"that point has no difference, {low} and {high} have opposite ones"
        if one.is_at_a_point
        else f"linear between its neighbours {low} and {high}"
    )
    sure = (
        "at both the 95 % interval leaves out 0" if one.is_seen else "chance alone could move it: an interval holds 0"
    )
    head = f"In {metric.label} the sign of the difference to the baseline point flips"
    return (f"{head} at a {in_words(path)} of {at}{where}; {how}; {sure}.",)


def _decimals(value: float) -> int:
    """Return the decimals of a value written with up to four digits."""
    return len(f"{value:.4g}".partition("e")[0].partition(".")[2])
