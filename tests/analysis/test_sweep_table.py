"""The numbers of a sweep by point, against pairs told by hand."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.sweep_rows import SweepRows
from econsim.analysis.sweep_table import table_of
from econsim.runs.journal import Row
from econsim.simulation.invariants import InvariantLog


def told_at_the_second_point(first: list[float], second: list[float]):
    """Return what a table says of the real yield at a point, the first one being the baseline; a number a replicate."""
    rows = SweepRows(2, len(first), ("real_yield",))
    for point, values in enumerate((first, second)):
        for replicate, value in enumerate(values):
            rows.add(Row(point, replicate, "digest", InvariantLog(), np.array([value])))
    return table_of(rows, 0).at(1)["real_yield"]


def test_one_replicate_has_a_difference_and_detects_nothing() -> None:
    """From .66 to 2.41 %: a pair has no spread, so there is no interval that could leave out 0."""
    found = told_at_the_second_point([0.0066], [0.0241])
    assert found.difference == pytest.approx(0.0175)
    assert (found.difference_ci_low, found.verdict) == (None, "no detectable difference")


def test_an_interval_that_holds_zero_is_no_detectable_difference() -> None:
    """Differences of -1 and +1: 0 +- 12.7."""
    assert told_at_the_second_point([1.0, 1.0], [0.0, 2.0]).verdict == "no detectable difference"


def test_a_number_that_a_point_has_not_has_no_difference() -> None:
    found = told_at_the_second_point([1.0, 1.0], [np.nan, np.nan])
    assert (found.difference, found.verdict) == (None, "no detectable difference")
