"""Where a metric of a sweep changes sides: the swept value at which its difference to the baseline point flips."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from econsim.analysis.sweep_result import Sweep, SweepPoint


class Switch(NamedTuple):
    """A flip: the value at which it is, between which neighbours, and whether chance leaves the sign of both.

    `others` are the values of the other swept paths, as written. `is_at_a_point`: the difference is 0 at a point
    between the two, as it is at the baseline point itself; otherwise the value is linear between them.
    """

    others: str
    value: float
    low: float
    high: float
    is_at_a_point: bool
    is_seen: bool


def switches(made: Sweep, metric: str) -> list[Switch]:
    """Return where the difference of a metric flips along the first swept path, for each line of the others.

    Nothing where the values of that path are no numbers. Points without a number are passed over.
    """
    if not is_along_numbers(made):
        return []
    path = next(iter(made.swept))
    return [found for others, points in lines(made).items() for found in _along([*points], path, metric, others)]


def is_along_numbers(made: Sweep) -> bool:
    """Return whether the values of the first swept path are numbers, so that there is something between them."""
    first = made.swept[next(iter(made.swept))]
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in first)


def lines(made: Sweep) -> dict[str, list[SweepPoint]]:
    """Return the points by the values of all swept paths but the first."""
    _, *rest = made.swept
    found: dict[str, list[SweepPoint]] = {}
    for point in made.points:
        found.setdefault(", ".join(str(point.values[path]) for path in rest), []).append(point)
    return found


def _along(points: Sequence[SweepPoint], path: str, metric: str, others: str) -> list[Switch]:
    known = [(float(point.values[path]), point.metrics[metric]) for point in points if point.metrics]
    known = sorted(((at, one) for at, one in known if one.difference is not None), key=lambda pair: pair[0])
    zeros = [at for at, one in known if one.difference == 0.0]
    apart = [(at, one) for at, one in known if one.difference]
    found = []
    for (low, before), (high, after) in pairwise(apart):
        left, right = before.difference or 0.0, after.difference or 0.0
        if left * right < 0.0:
            between = [at for at in zeros if low < at < high]
            at = between[0] if between else low + (high - low) * left / (left - right)
            is_seen = all(one.verdict in ("higher", "lower") for one in (before, after))
            found.append(Switch(others, at, low, high, bool(between), is_seen))
    return found
