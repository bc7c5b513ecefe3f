"""The table of many replicates: pandas itself is the measure, without its second copy of the numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from econsim.runs.joined_series import JoinedSeries


def replicate(number: int, n_series: int = 455) -> pd.DataFrame:
    """Return series of whole numbers and of others, in a mixed order."""
    draws = np.random.default_rng(number)
    dates = pd.date_range("2023-09-27", periods=7, tz="UTC")
    index = pd.MultiIndex.from_arrays([range(7), dates], names=["epoch", "date"])
    columns = {f"s{n}": draws.integers(0, 9, 7) if n % 3 == 1 else draws.random(7) for n in range(n_series)}
    frame = pd.DataFrame(columns, index=index)
    frame.attrs["units"] = {"s0": "uakt"}
    return frame


@pytest.mark.parametrize("order", [(5, 2, 9), (9, 5, 2)])
def test_replicates_stand_in_their_places_whenever_they_are_entered(order: tuple[int, ...]) -> None:
    joined = JoinedSeries([2, 5, 9])
    for number in order:
        joined.enter(number, replicate(number))
    tables = [replicate(number) for number in (2, 5, 9)]
    expected = pd.concat(tables, keys=[2, 5, 9], names=["replicate", "epoch", "date"])
    pd.testing.assert_frame_equal(joined.frame(), expected)
    assert joined.frame().attrs == expected.attrs


def test_no_number_is_held_twice() -> None:
    joined = JoinedSeries([0, 1])
    for number in (0, 1):
        joined.enter(number, replicate(number))
    first, second = joined.frame(), joined.frame()
    for name in ("s0", "s1", "s454"):
        assert np.shares_memory(first[name].to_numpy(), second[name].to_numpy())


def test_a_row_more_can_be_put_before_hundreds_of_series_without_a_warning() -> None:
    joined = JoinedSeries([0])
    joined.enter(0, replicate(0))
    assert list(joined.frame().reset_index().columns[:3]) == ["replicate", "epoch", "date"]
