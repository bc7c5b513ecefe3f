"""A dot a point, medians, the baseline's ring; the rank correlation is Spearman's, worked out by SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.figure import Figure
from scipy.stats import spearmanr

import econsim as es
from econsim.analysis.metrics import metric
from econsim.analysis.what_moves import movers, rank_correlation, ranked
from econsim.errors import UsageError
from tests.analysis.hand_made_sweep import LEVEL, SEATS, hand_made_sweep

DIFFERENCES = [0.0, 3.0, 1.0, 2.0, 2.0, 5.0, 4.0, 7.0, 6.0, 9.0, 8.0]


@pytest.fixture
def made():
    return hand_made_sweep(DIFFERENCES, seats=range(80, 91))


def test_dots_stand_at_their_values_in_the_unit_shown_and_the_baseline_has_a_ring(made) -> None:
    drawn = es.plots.scatter(made, "net_apr", Figure().subplots())
    dots = drawn.collections[0].get_offsets()
    assert np.allclose(dots[:, 0], range(80, 91))
    assert np.allclose(dots[:, 1], [LEVEL + one for one in DIFFERENCES])
    medians, ring = drawn.get_lines()
    assert len(medians.get_xdata()) == len(DIFFERENCES) // 5
    assert (ring.get_xdata().tolist(), ring.get_ydata().tolist()) == ([80.0], [pytest.approx(LEVEL)])


def test_the_rank_correlation_is_spearmans_ties_at_their_mean_rank(made) -> None:
    (one,) = movers(made, "net_apr")
    assert (one.path, one.low, one.high) == (SEATS, 80.0, 90.0)
    assert one.correlation == pytest.approx(spearmanr(range(11), DIFFERENCES).statistic)
    assert rank_correlation(np.arange(5.0), np.ones(5)) is None


def test_ranks_begin_with_the_better_side(made) -> None:
    best, worst = ranked(made, metric("net_apr"), 2)
    assert ([point.point for point in best], [point.point for point in worst]) == ([9, 10], [2, 0])
    best, worst = ranked(made, metric("stake_hhi"), 2)
    assert ([point.point for point in best], [point.point for point in worst]) == ([0, 2], [10, 9])


def test_what_was_not_swept_is_refused(made) -> None:
    with pytest.raises(UsageError, match="was not swept; there are chain"):
        es.plots.scatter(made, "net_apr", path="chain.mint.goal_bonded")
