"""Crashes and rallies of the AKT price: their paths by hand, and what a run is told."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.contracts import Lasting, Span
from econsim.draws import Streams
from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.values import moment_of
from econsim.shocks.akt_move.channel import AKT_MOVE
from econsim.shocks.akt_move.shapes import Crash, Rally

FEW = {"population.delegators.accounts": 100, "population.tenants.accounts": 40}


def test_a_crash_takes_the_same_part_every_day_and_comes_back_the_same_way():
    """A quarter is left after 20 days, so half after 10; it stays 5 days; half of the way back is half again."""
    crash = Crash(start_day=10.0, days=20.0, size=-0.75, stays_days=5.0, back_days=40.0)
    days = np.array([0.0, 10.0, 20.0, 30.0, 35.0, 55.0, 75.0, 500.0])
    assert crash.multiplier(days).tolist() == pytest.approx([1.0, 1.0, 0.5, 0.25, 0.25, 0.5, 1.0, 1.0], rel=1e-12)
    assert crash.lasting() == Lasting(10.0, 75.0)
    assert crash.told() == "AKT price 0.25 times what it would be within 20 days, and comes back within 40 days"


def test_a_rally_at_once_that_stays():
    rally = Rally(start_day=10.0, size=2.0)
    assert rally.multiplier(np.array([9.0, 10.0, 99.0])).tolist() == [1.0, 3.0, 3.0]
    assert rally.lasting() == Lasting(10.0, None)
    short = Rally(start_day=10.0, size=2.0, back_days=4.0)
    assert short.multiplier(np.array([9.0, 10.0, 12.0, 14.0])).tolist() == pytest.approx([1.0, 3.0, 3.0**0.5, 1.0])


def test_moves_multiply_and_count_from_the_start_of_a_run_that_goes_on_from_a_history():
    span = Span(moment_of("2024-01-01T00:00:00Z"), 8, 43_200.0, n_before=2)
    found = AKT_MOVE.begins(
        {"a": Crash(start_day=1.0, size=-0.5), "b": Rally(start_day=2.0, size=2.0)}, span, Streams(1, 0)
    )
    assert [found.ratio(epoch) for epoch in range(8)] == [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 1.5, 1.5]


def test_the_price_of_a_run_is_that_of_its_path_times_the_move():
    scenario = load_scenario("mainnet6").with_changes(FEW)
    crash = {"kind": "crash", "date": "2023-09-02", "size": -0.5}
    runs = [
        AkashModel(each, epochs=4).run(4) for each in (scenario, scenario.with_changes({"shocks.akt_move.c": crash}))
    ]
    path, moved = (run.series["akt_price_usd"].to_numpy() for run in runs)
    assert (moved / path).tolist() == [1.0, 1.0, 0.5, 0.5]  # the first epochs begin on 31 August and 1 September


def test_a_crash_does_not_rise():
    with pytest.raises(ScenarioError, match=r"shocks\.akt_move\.c\.size is 0\.5; expected -0\.99 to 0"):
        load_scenario("mainnet6").with_changes({"shocks.akt_move.c": {"kind": "crash", "start_day": 1, "size": 0.5}})
