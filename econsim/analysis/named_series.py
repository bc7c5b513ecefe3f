"""A series by its own name or by that of a metric that reads it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from econsim.analysis.metrics import metrics
from econsim.errors import UsageError
from econsim.scenario.merge import closest
from econsim.scenario.values import shown


class NamedSeries(NamedTuple):
    """A recorded series: the column, its unit (as recorded, '' where unknown) and what it is called in a title."""

    column: str
    unit: str
    title: str


def named_series(name: str, columns: Iterable[str], units: Mapping[str, str]) -> NamedSeries:
    """Return the series that is meant; raises UsageError with the nearest name.

    Arguments: the name of a metric or of a series, the series that were recorded, and their units.
    """
    if not isinstance(name, str):
        raise UsageError(f"{shown(name)} is given; expected the name of one metric or series, such as 'net_apr'")
    recorded = list(columns)
    known = metrics().get(name)
    column = name if known is None or name in recorded else known.series
    if column not in recorded:
        names = [*metrics(), *recorded]
        hint = closest(name, names) or "; `econsim list series` prints them all"
        raise UsageError(f"{name}: no such metric or series{hint}")
    from econsim.networks.akash import SERIES  # results are read without it

    meanings = {one.name: one.meaning for one in SERIES}
    title = known.heading if known is not None else meanings.get(column, column)
    return NamedSeries(column, units.get(column, known.unit if known else ""), title[:1].upper() + title[1:])
