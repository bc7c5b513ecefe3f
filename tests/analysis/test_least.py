"""The least of a series: how low a ratio has fallen."""

from __future__ import annotations

import numpy as np

from econsim.analysis.metrics import aggregated, metric
from econsim.units import SECONDS_PER_DAY


def test_the_least_is_taken_of_each_replicate() -> None:
    assert aggregated(np.array([[3.0, 0.2, 1.0], [1.1, 1.2, 1.05]]), "least", SECONDS_PER_DAY).tolist() == [0.2, 1.05]


def test_the_lowest_ratio_is_the_least_of_the_collateral_ratio() -> None:
    wanted = metric("lowest_collateral_ratio")
    assert (wanted.series, wanted.aggregation) == ("collateral_ratio", "least")
