"""Concentration against closed values: equal stakes, 1 to 10, and the five-validator example, both Nakamoto rules."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.measures.concentration import gini, hhi, nakamoto, top_share

VECTORS = {
    "equal100": np.ones(100, dtype=np.int64),
    "equal99": np.ones(99, dtype=np.int64),
    "one_to_ten": np.arange(1, 11),
    "five": np.array([25, 15, 20, 25, 15]),
}


@pytest.mark.parametrize(
    ("name", "expected_gini", "expected_hhi", "top_10", "strict", "at_least"),
    [
        ("equal100", 0.0, 0.01, 0.1, 34, 34),
        ("equal99", 0.0, 1 / 99, 10 / 99, 34, 33),
        ("one_to_ten", 0.3, 7 / 55, 1.0, 2, 2),
        ("five", 0.12, 0.21, 1.0, 2, 2),
    ],
)
def test_measures_agree_with_their_definitions(name, expected_gini, expected_hhi, top_10, strict, at_least):
    stake = VECTORS[name] * 10**12
    assert gini(stake) == pytest.approx(expected_gini, abs=1e-12)
    assert hhi(stake) == pytest.approx(expected_hhi, abs=1e-12)
    assert top_share(stake, 10) == pytest.approx(top_10, abs=1e-12)
    assert nakamoto(stake) == strict
    assert nakamoto(stake, strictly=False) == at_least


def test_nobody_with_stake_is_no_concentration():
    nothing = np.zeros(3, dtype=np.int64)
    assert (gini(nothing), hhi(nothing), top_share(nothing, 10), nakamoto(nothing)) == (0.0, 0.0, 0.0, 0)
