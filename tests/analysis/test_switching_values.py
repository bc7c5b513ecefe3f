"""Switching values: every crossing of a scan, found by halving, with the values at which the side cannot be said."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from econsim.analysis.metrics import metric
from econsim.analysis.sensitivity.switching import Scanned, switching_values
from econsim.analysis.statistics import paired

INDEX = dataclasses.replace(metric("stake_hhi"), smallest_effect=0.0)  # so that 0 alone is a level


def found(law, *, noise=0.0, wanted=INDEX, ends=(0.0, 100.0), replicates=4):
    """Scan a law of the quantile whose replicates differ by `noise`; values go from one end to the other."""
    asked = []

    def ask(quantile):
        asked.append(quantile)
        centre = law(quantile)
        if centre is None:
            return None
        return paired(np.zeros(replicates), centre + noise * np.linspace(-1.0, 1.0, replicates))

    low, high = ends
    scanned = Scanned("rate", "the rate", "chain.rate", "", ("chain.twin",), lambda q: (low + q * (high - low), 10 * q))
    made = switching_values(scanned, wanted, ask)
    return made, asked


def test_a_line_crosses_once_where_it_does() -> None:
    made, asked = found(lambda q: q - 0.3)
    (crossing,) = made.crossings
    assert crossing.value == pytest.approx(30.0)
    assert crossing.others == pytest.approx((3.0,)), "the other path that moves with it"
    assert crossing.rises
    assert len(made.points) == 9
    assert len(asked) == 9 + 4


def test_a_parabola_crosses_twice_and_the_bracket_is_a_128th_of_the_range() -> None:
    """(q - .2)(q - .7) is 0 at .2 and .7; a curve between points a 128th apart is all but a line."""
    made, _ = found(lambda q: (q - 0.2) * (q - 0.7))
    assert [one.value for one in made.crossings] == pytest.approx([20.0, 70.0], abs=100 / 128 / 10)
    assert [one.rises for one in made.crossings] == [False, True]


def test_what_stays_on_one_side_has_none_in_range() -> None:
    made, asked = found(lambda q: q + 0.1)
    assert (made.crossings, made.is_in_range, len(asked)) == ((), False, 9)


def test_what_is_always_0_crosses_nothing() -> None:
    assert found(lambda q: 0.0)[0].crossings == ()


def test_a_point_that_lies_on_the_level_is_the_crossing() -> None:
    (crossing,) = found(lambda q: q - 0.5)[0].crossings
    assert crossing.value == pytest.approx(50.0)


def test_the_interval_holds_the_values_whose_side_cannot_be_said() -> None:
    """Four replicates a sd apart: half the 95 % interval is t(.975; 3) s / 2 = 3.182 s / 2 wherever one looks."""
    noise = 0.02
    sd = np.std(noise * np.linspace(-1.0, 1.0, 4), ddof=1)
    half = 3.182446 * sd / math.sqrt(4)
    (crossing,) = found(lambda q: q - 0.3, noise=noise)[0].crossings
    assert crossing.low == pytest.approx(100 * (0.3 - half), rel=1e-4)
    assert crossing.high == pytest.approx(100 * (0.3 + half), rel=1e-4)


def test_an_end_beyond_the_range_is_none_and_so_are_both_of_a_single_pair() -> None:
    (crossing,) = found(lambda q: q - 0.99, noise=0.1)[0].crossings
    assert crossing.low is not None
    assert crossing.high is None
    (alone,) = found(lambda q: q - 0.3, replicates=1)[0].crossings
    assert (alone.low, alone.high) == (None, None)


def test_where_it_begins_to_matter_is_a_level_too() -> None:
    """A line from -.3 to .7: it stops mattering at -.1 (20), changes sides (30), matters again at .1 (40)."""
    wanted = dataclasses.replace(INDEX, smallest_effect=0.1)
    made, _ = found(lambda q: q - 0.3, wanted=wanted)
    assert [(one.level, one.value) for one in made.crossings] == [
        (-0.1, pytest.approx(20.0)),
        (0.0, pytest.approx(30.0)),
        (0.1, pytest.approx(40.0)),
    ]


def test_undefined_points_are_told_and_passed_over() -> None:
    made, _ = found(lambda q: None if q == 0.5 else q - 0.8)
    assert [one.quantile for one in made.points if one.difference is None] == [0.5]
    assert [one.value for one in made.crossings] == pytest.approx([80.0])
