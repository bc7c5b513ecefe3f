"""The spot market: prices, and instances that are taken back alone or together, against the law of their draws."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError

from econsim.contracts import Span
from econsim.draws import Streams
from econsim.shocks.spot_market.channel import SPOT_MARKET
from econsim.shocks.spot_market.shapes import CalmSpot, Interruptions
from econsim.units import SECONDS_PER_DAY

SPAN = Span(datetime(2023, 9, 1, tzinfo=UTC), 2_000, SECONDS_PER_DAY)


def begun(shape: Any, replicate: int = 0) -> Any:
    return SPOT_MARKET.begins(shape, SPAN, Streams(1, replicate))


def test_a_calm_market_takes_nothing_back_and_its_price_stands() -> None:
    spot = begun(CalmSpot())
    assert {spot.price_over_start(epoch) for epoch in range(0, 2_000, 100)} == {1.0}
    assert spot.taken_back(np.arange(50), np.ones(50, np.int64), 0.0, 365.0)[0].size == 0


def test_instances_are_taken_back_as_often_as_is_said() -> None:
    """1 - e^(-.025) alone and as often together a day: 2 x .024690 x 200 x 2,000 = 19,752 of them.

    Together 10 hyperscalers are struck .02469 x 2,000 x 10 = 493.8 times, sd 21.9, each 20 instances: sd 439, with 98
    of those alone.
    """
    identity, cloud = np.arange(200), np.repeat(np.arange(1, 11), 20)
    which, at = begun(Interruptions()).taken_back(identity, cloud, 0.0, 2_000.0)
    assert which.size == pytest.approx(19_752, abs=4 * 450)
    assert (at >= 0.0).all()
    assert (at < 2_000.0).all()


def test_of_a_hyperscaler_all_go_at_once_and_of_another_none() -> None:
    identity, cloud = np.arange(30), np.repeat([1, 2], 15)
    which, at = begun(Interruptions(common_share=1.0)).taken_back(identity, cloud, 0.0, 365.0)
    for moment in np.unique(at):
        assert np.unique(cloud[which[at == moment]]).size == 1
        assert np.count_nonzero(at == moment) == 15


def test_nobodys_luck_depends_on_who_else_rents_or_how_far_one_asks() -> None:
    spot = begun(Interruptions())
    _, alone = spot.taken_back(np.array([7]), np.array([1]), 0.0, 365.0)
    which, at = spot.taken_back(np.arange(20), np.ones(20, np.int64), 0.0, 365.0)
    assert sorted(at[which == 7]) == sorted(alone)
    in_parts = [spot.taken_back(np.array([7]), np.array([1]), day / 2, (day + 1) / 2)[1] for day in range(730)]
    assert sorted(np.concatenate(in_parts)) == sorted(alone)


def test_the_log_of_the_price_has_the_spread_and_the_half_life_that_are_given() -> None:
    """Over replicates: on day 200 the spread is .2; of a deviation of day 200 half is left on day 215."""
    prices = np.log([begun(Interruptions(), number).prices for number in range(400)])
    assert (prices[:, 0] == 0.0).all()
    assert prices[:, 200].std() == pytest.approx(0.2, abs=4 * 0.2 / np.sqrt(800))
    slope = (prices[:, 200] * prices[:, 215]).sum() / (prices[:, 200] ** 2).sum()
    assert slope == pytest.approx(0.5, abs=4 * np.sqrt(0.75 / 400))


def test_a_spike_lifts_the_price_to_that_on_demand_and_takes_back_more() -> None:
    shape = Interruptions(spike_start_day=100.0, spike_days=10.0, spike_interruptions_per_day=0.2)
    spot, days = begun(shape), np.array([99, 100, 109, 110])
    assert spot.price_over_start(105) == pytest.approx(1.0 / 0.57)
    own, common = shape.taken_back_per_day(days)
    assert (own + common).tolist() == pytest.approx([0.05, 0.2, 0.2, 0.05])
    lasting = shape.lasting()
    assert lasting is not None
    assert (lasting.begin, lasting.end) == (100.0, 110.0)
    assert Interruptions().lasting() is None


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValidationError):
        Interruptions(common_share=1.1)


def test_a_spot_market_that_begins_later_counts_its_days_from_there_and_is_calm_before() -> None:
    """A spike from day 3 to 5 of a run that begins on day 100: 1 / .4 = 2.5 times the price of the start."""
    shape = Interruptions(spike_start_day=3.0, spike_days=2.0, ratio=0.4, spike_ratio=1.0, ratio_log_sd=0.0)
    spot = SPOT_MARKET.begins(shape, replace(SPAN, n_before=100), Streams(1, 0))
    assert [spot.price_over_start(epoch) for epoch in (0, 99, 100, 102, 103, 104, 105)] == [1, 1, 1, 1, 2.5, 2.5, 1]
    identity, cloud = np.arange(500), np.ones(500, np.int64)
    assert spot.taken_back(identity, cloud, 0.0, 100.0)[0].size == 0
    assert spot.taken_back(identity, cloud, 0.0, 110.0)[1].min() >= 100.0


def test_what_it_does_is_said_without_a_spike_too() -> None:
    assert Interruptions().told() == "each spot instance is taken back 0.05 times a day"
    assert Interruptions(spike_start_day=3.0).told() == "spot prices spike to 1 of on demand"
