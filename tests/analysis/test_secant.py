"""Least squares by secants: known minima are found, within bounds, in few evaluations."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.analysis.secant import least_squares

WIDE = np.full(2, 2.0)


def test_the_root_of_a_curved_map_is_found_in_few_evaluations() -> None:
    def residuals(x: np.ndarray) -> np.ndarray:
        return np.array([np.exp(x[0]) - 1.5, np.exp(0.5 * x[1]) * (1.0 + 0.3 * x[0]) - 0.7])

    found = least_squares(residuals, -WIDE, WIDE, 20)
    assert found.point[0] == pytest.approx(np.log(1.5), abs=1e-2)
    assert found.point[1] == pytest.approx(2.0 * np.log(0.7 / (1.0 + 0.3 * np.log(1.5))), abs=2e-2)
    assert found.evaluations <= 20


def test_contradicting_rows_meet_where_their_tolerances_say() -> None:
    """(x - 1) / 1 and (x + 1) / .5: least squares at (1 - 4) / 5."""
    found = least_squares(lambda x: np.array([x[0] - 1.0, 2.0 * (x[0] + 1.0)]), -WIDE[:1], WIDE[:1], 20)
    assert found.point[0] == pytest.approx(-0.6, abs=0.01)


def test_a_bound_holds_and_the_other_unknown_makes_the_best_of_it() -> None:
    """x + y = 2 and y = 0 with x at most .5: y is (2 - .5) / 2."""
    found = least_squares(lambda x: np.array([x[0] + x[1] - 2.0, x[1]]), -WIDE, np.array([0.5, 2.0]), 30)
    assert found.point == pytest.approx([0.5, 0.75], abs=0.01)


def test_no_more_points_are_tried_than_asked_for() -> None:
    tried = []

    def residuals(x: np.ndarray) -> np.ndarray:
        tried.append(x.copy())
        return np.array([np.sin(3.0 * x[0]) + 2.0, np.cos(x[1] * x[0])])

    for evaluations, expected in ((1, 1), (3, 1), (6, 6)):
        tried.clear()
        assert least_squares(residuals, -WIDE, WIDE, evaluations).evaluations == expected == len(tried)
