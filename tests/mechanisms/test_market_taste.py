"""Tastes are standard Gumbel variates; the bound by which bids are ruled out is never below them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from econsim.mechanisms.market.taste import gumbel, gumbel_at_most
from econsim.units import FloatArray

LARGEST = 1.0 - 2.0**-53


@pytest.mark.parametrize(("uniform", "variate"), [(math.exp(-1.0), 0.0), (0.5, 0.36651292058166435)])
def test_a_taste_is_minus_the_logarithm_of_minus_the_logarithm(uniform: float, variate: float) -> None:
    """-ln(-ln(1/2)) = -ln(0.693147...), the median of the standard Gumbel distribution."""
    assert gumbel(uniform) == pytest.approx(variate, abs=1e-15)


@given(st.floats(0.0, LARGEST) | st.integers(0, 1023).map(lambda part: part / 1024))
def test_no_taste_lies_above_its_bound(uniform: float) -> None:
    assert gumbel(uniform) <= gumbel_at_most(uniform) < math.inf


def test_the_bound_is_close_where_bids_are_decided() -> None:
    """Between the first and the 99th percentile it is at most a tenth too high, so that few bids are looked at."""
    uniforms: FloatArray = np.linspace(0.01, 0.99, 5_001)
    assert max(gumbel_at_most(each) - gumbel(each) for each in uniforms.tolist()) < 0.1
