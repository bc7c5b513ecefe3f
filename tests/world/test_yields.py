"""Yields by hand arithmetic: 1,000,000 bonded of a supply of 2,000,000, 500 minted, 1,000 earned after commission."""

from __future__ import annotations

import pytest

from econsim.units import SECONDS_PER_DAY
from econsim.world.yields import yields_of


def of_an_epoch(days: float, rewards: float = 1_000.0, bonded: int = 1_000_000, minted: int = 500):
    return yields_of(rewards, rewards + 250.0, bonded, minted, 2_000_000, days * SECONDS_PER_DAY)


def test_a_day_of_rewards_is_a_yield_of_365_and_a_quarter_of_them():
    """r = .001 and g = .00025 a day: (1.001 / 1.00025)^365.25 - 1 and (1 + .36525) / 1.00025^365.25 - 1."""
    found = of_an_epoch(1)
    assert found.net_apr == pytest.approx(0.36525, rel=1e-12)
    assert found.gross_apr == pytest.approx(0.45656250, rel=1e-12)
    assert found.real_yield == pytest.approx(0.31490762, abs=1e-8)
    assert found.real_yield_unrestaked == pytest.approx(0.24612218, abs=1e-8)


def test_the_same_in_a_week_counts_a_seventh_as_often():
    """(1.001 / 1.00025)^(365.25 / 7) - 1, and (1 + .0521786) / 1.00025^(365.25 / 7) - 1."""
    found = of_an_epoch(7)
    assert found.net_apr == pytest.approx(0.36525 / 7, rel=1e-12)
    assert found.real_yield == pytest.approx(0.03988433, abs=1e-8)
    assert found.real_yield_unrestaked == pytest.approx(0.03854410, abs=1e-8)


def test_who_earns_nothing_loses_share_by_what_is_minted():
    found = of_an_epoch(1, rewards=0.0)
    assert found.net_apr == 0.0
    assert found.real_yield == found.real_yield_unrestaked == pytest.approx(1.00025**-365.25 - 1.0, rel=1e-12)


def test_where_nothing_is_bonded_nobody_earns():
    found = of_an_epoch(1, rewards=0.0, bonded=0)
    assert (found.gross_apr, found.net_apr) == (0.0, 0.0)
    assert found.real_yield < 0.0


def test_a_yield_beyond_what_a_float_holds_stays_a_number():
    found = of_an_epoch(1, rewards=1e18, bonded=1)
    assert 1e300 < found.real_yield < float("inf")
