"""Where an observation is expected: the runs with error and discrepancy added, by the law of a mixture of normals."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import norm

from econsim.analysis.calibration.result import spread, spread_with_error


def test_one_place_with_error_is_a_normal():
    found = spread_with_error(np.array([0.75, 0.75]), 0.01)
    assert (found.mean, found.median) == (pytest.approx(0.75), pytest.approx(0.75))
    assert found.sd == pytest.approx(0.01)
    assert (found.low_90, found.high_90) == (
        pytest.approx(0.75 - 0.016449, abs=1e-6),
        pytest.approx(0.766449, abs=1e-6),
    )


def test_two_places_far_apart_have_a_tenth_of_each_outside():
    """Below the 5 % point lies a tenth of the lower normal: 1.2816 standard deviations below its middle."""
    found = spread_with_error(np.array([0.0, 1.0]), 0.01)
    assert found.low_90 == pytest.approx(-0.012816, abs=1e-6)
    assert found.high_90 == pytest.approx(1.012816, abs=1e-6)
    assert found.sd == pytest.approx(math.hypot(0.5, 0.01))


def test_normal_runs_with_normal_error_vary_by_both():
    """Of N(0, 3^2) with an error of 4 the 95 % point is 1.6449 x 5."""
    runs = 3.0 * norm.ppf((np.arange(4_000) + 0.5) / 4_000)
    found = spread_with_error(runs, 4.0)
    assert found.high_90 == pytest.approx(8.224, abs=0.01)
    assert found.low_90 == pytest.approx(-8.224, abs=0.01)


@pytest.mark.parametrize("number", [2, 5, 20, 100])
@pytest.mark.parametrize("error", [0.0001, 0.0104])
def test_few_runs_with_error_hold_what_they_hold_without(number, error):
    """Drawn once a run, the same error had moved all of five such runs down, to 0.7139 to 0.7506."""
    runs = np.linspace(0.7202, 0.7554, number)
    without, found = spread(runs), spread_with_error(runs, error)
    assert found.low_90 < without.low_90
    assert found.high_90 > without.high_90
    assert found.mean == without.mean
