"""Bands over what a scenario says is uncertain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario
from econsim.verification.bands import at, band, draws_of, paths

RESPONSE, RESTAKED = "policies.bonding.bonding_response_per_year", "policies.reward_use.restaked_share"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario("akash_history_bands", ["run.epochs=3", "population.delegators.accounts=300"])


def test_of_ten_draws_each_tenth_of_a_prior_has_one(scenario: Scenario) -> None:
    drawn = draws_of(scenario, 10)
    assert all(set(one) == set(scenario.uncertain) for one in drawn)
    assert sorted(int(10 * one[RESTAKED] / 0.4) for one in drawn) == list(range(10))  # uniform from 0 to .4
    assert [one[RESPONSE] for one in drawn] != sorted(one[RESPONSE] for one in drawn)


def test_a_path_is_the_run_of_its_draw(scenario: Scenario) -> None:
    found = paths(scenario, ["supply_uakt"], 2)["supply_uakt"]
    second = AkashModel(scenario.with_changes(draws_of(scenario, 2)[1]), replicate=1).run(3)
    assert found.shape == (2, 3)
    assert found[1].tolist() == second.series["supply_uakt"].tolist()


def test_what_holds_at_the_end_of_an_epoch_is_read_there_and_halfway_between_two(scenario: Scenario) -> None:
    path = np.array([[10.0, 20.0, 40.0], [0.0, 2.0, 4.0]])
    after = [scenario.run.start + timedelta(days=days) for days in (1.0, 2.5, 3.0)]
    assert [at(scenario, path, date).tolist() for date in after] == [[10.0, 0.0], [30.0, 3.0], [40.0, 4.0]]


def test_a_date_outside_of_the_run_is_refused(scenario: Scenario) -> None:
    with pytest.raises(UsageError, match="2024-01-01 lies outside of akash_history_bands"):
        at(scenario, np.zeros((1, 3)), datetime(2024, 1, 1, tzinfo=UTC))


def test_a_band_is_the_middle_four_fifths() -> None:
    found = band(np.arange(101.0))
    assert found == (10.0, 50.0, 90.0)
    assert [found.holds(value) for value in (9.9, 10.0, 90.0, 90.1)] == [False, True, True, False]


def test_nothing_uncertain_has_no_band() -> None:
    with pytest.raises(UsageError, match="mainnet6 names nothing uncertain"):
        draws_of(load_scenario("mainnet6"), 3)
