"""Where a sweep's metric changes sides, against values worked out by hand."""

from __future__ import annotations

import pytest

from econsim.analysis.switching import switches
from tests.analysis.hand_made_sweep import SEATS, TAX, hand_made_sweep


def found(differences, **how):
    return switches(hand_made_sweep(differences, **how), "net_apr")


def test_the_sign_flips_where_the_straight_line_between_neighbours_is_zero() -> None:
    """From +2 at 15 to -1 at 20: two thirds of the way, 15 + 5 * 2 / 3."""
    (one,) = found([0.0, 1.0, 2.0, -1.0], seats=(5, 10, 15, 20))
    assert one.value == pytest.approx(15 + 10 / 3)
    assert (one.low, one.high, one.is_at_a_point, one.is_seen) == (15, 20, False, True)


def test_the_order_of_the_values_in_the_file_does_not_matter() -> None:
    (one,) = found([-1.0, 0.0, 2.0, 1.0], seats=(20, 5, 15, 10), baseline=1)
    assert one.value == pytest.approx(15 + 10 / 3)


def test_a_flip_at_the_baseline_is_said_to_be_at_that_point() -> None:
    (one,) = found([-1.0, 0.0, 3.0], seats=(85, 100, 120), baseline=1)
    assert (one.value, one.low, one.high, one.is_at_a_point) == (100, 85, 120, True)


def test_no_flip_is_none() -> None:
    assert found([0.0, 1.0, 2.0], seats=(5, 10, 15)) == []


def test_a_sign_that_chance_could_make_is_not_seen() -> None:
    (one,) = found([0.0, 1.0, -1.0], seats=(5, 10, 15), unseen=(2,))
    assert not one.is_seen


def test_a_failed_point_is_passed_over() -> None:
    """From +1 at 5 to -1 at 15: 10."""
    (one,) = found([1.0, None, -1.0, 0.0], seats=(5, 8, 15, 20), baseline=3)
    assert one.value == pytest.approx(10)


def test_values_that_are_no_numbers_have_none_between_them() -> None:
    assert found([0.0, 1.0, -1.0], seats=("a", "b", "c")) == []


def test_every_line_of_the_second_path_has_its_own() -> None:
    """At a tax of 0 from +1 to -3 over 10 to 20: 12.5; at 0.25 nowhere."""
    made = hand_made_sweep([1.0, 1.0, -3.0, 2.0, 0.0, 4.0], seats=(10, 20, 30), taxes=(0.0, 0.25), baseline=4)
    assert list(made.swept) == [SEATS, TAX]
    assert [(one.others, one.value) for one in switches(made, "net_apr")] == [("0.0", 12.5)]
