"""The normal quantile, against scipy's and against the bell curve itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.special import ndtri

from econsim.normal import normal_quantile

DRAWS = np.random.default_rng(1)
EVERYWHERE = np.concatenate([
    DRAWS.random(20_000),
    10.0 ** -DRAWS.uniform(0.0, 300.0, 20_000),
    1.0 - 10.0 ** -DRAWS.uniform(0.0, 15.0, 20_000),
    [2.0**-54, 0.5, math.exp(-2.0), 1.0 - math.exp(-2.0), math.exp(-32.0), 1.0 - 2.0**-53],
])  # fmt: skip


def test_it_is_scipys_to_the_last_bits_everywhere() -> None:
    assert normal_quantile(EVERYWHERE) == pytest.approx(ndtri(EVERYWHERE), rel=1e-15, abs=0.0)


@pytest.mark.parametrize("z", [-6.0, -2.5, -1.0, -0.1, 0.0, 0.3, 1.96, 4.0])
def test_below_z_lies_what_it_is_the_quantile_of(z: float) -> None:
    below = math.erfc(-z / 2.0**0.5) / 2.0
    assert float(normal_quantile(below)) == pytest.approx(z, abs=1e-11)


def test_what_is_given_stays_as_it_is() -> None:
    given = np.array([[0.25, 0.5], [0.75, 0.9]])
    assert normal_quantile(given).shape == (2, 2)
    assert given.tolist() == [[0.25, 0.5], [0.75, 0.9]]
