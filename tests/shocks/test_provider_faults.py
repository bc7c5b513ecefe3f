"""Failures by fault: who is dishonest, how often nodes fail and what is detected, against the law of their draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.contracts import Span
from econsim.draws import Streams
from econsim.shocks.provider_faults.channel import PROVIDER_FAULTS
from econsim.shocks.provider_faults.shapes import Dishonest, NoFaults
from econsim.units import SECONDS_PER_DAY

SPAN = Span(datetime(2023, 9, 1, tzinfo=UTC), 2_000, SECONDS_PER_DAY)
MANY = np.arange(10_000)


def begun(shape: Any, span: Span = SPAN) -> Any:
    return PROVIDER_FAULTS.begins(shape, span, Streams(1, 0))


@pytest.mark.parametrize("shape", [NoFaults(), Dishonest(dishonest_share=0.0)])
def test_where_nobody_is_dishonest_nobody_is(shape: Any) -> None:
    assert not begun(shape).is_dishonest(MANY).any()


def test_as_many_are_dishonest_as_is_said_and_who_is_stays_so_among_more() -> None:
    """500 and 2,000 of 10,000, sd 22 and 40."""
    few, more = (begun(Dishonest(dishonest_share=share)).is_dishonest(MANY) for share in (0.05, 0.2))
    assert few.sum() == pytest.approx(500, abs=4 * 22)
    assert more.sum() == pytest.approx(2_000, abs=4 * 40)
    assert more[few].all()


def test_nodes_fail_as_often_as_is_said() -> None:
    """1 - e^(-.05) = .048771 a day x 200 nodes x 1,000 days = 9,754, sd 96."""
    which, at = begun(Dishonest()).failures(np.arange(200), 0.0, 1_000.0)
    assert which.size == pytest.approx(9_754, abs=4 * 96)
    assert ((at >= 0.0) & (at < 1_000.0)).all()


def test_nobodys_luck_depends_on_who_else_is_asked_or_how_far_one_looks() -> None:
    faults = begun(Dishonest())
    _, alone = faults.failures(np.array([7]), 0.0, 365.0)
    which, at = faults.failures(np.arange(20), 0.0, 365.0)
    assert sorted(at[which == 7]) == sorted(alone)
    in_parts = [faults.failures(np.array([7]), day / 2, (day + 1) / 2)[1] for day in range(730)]
    assert sorted(np.concatenate(in_parts)) == sorted(alone)


def test_half_of_bad_leases_are_detected_the_same_in_whatever_order_they_come() -> None:
    """5,000 of 10,000, sd 50."""
    faults, whose = begun(Dishonest()), MANY % 100
    found = faults.is_detected(whose, MANY)
    assert found.sum() == pytest.approx(5_000, abs=4 * 50)
    assert np.array_equal(faults.is_detected(whose[::-1], MANY[::-1]), found[::-1])


def test_in_a_history_nobody_is_dishonest_yet() -> None:
    which, at = begun(Dishonest(failures_per_day=5.0), replace(SPAN, n_before=100)).failures(np.arange(9), 0.0, 105.0)
    assert which.size > 0
    assert at.min() >= 100.0


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_is_one(share: float) -> None:
    with pytest.raises(ValidationError):
        Dishonest(dishonest_share=share)
