"""The normal quantile, against the bell curve itself."""

from __future__ import annotations

import math

import pytest

from econsim.normal import normal_quantile


@pytest.mark.parametrize("z", [-6.0, -2.5, -1.0, -0.1, 0.0, 0.3, 1.96, 4.0])
def test_below_z_lies_what_it_is_the_quantile_of(z: float) -> None:
    below = math.erfc(-z / 2.0**0.5) / 2.0
    assert float(normal_quantile(below)) == pytest.approx(z, abs=1e-11)
