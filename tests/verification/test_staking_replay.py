"""The staking engine alone gives the supply of 2023, and would not if the unlock or the law were another."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario
from econsim.units import UAKT_PER_AKT
from econsim.verification.staking_replay import LARGEST_ERROR, LARGEST_RMS, SCENARIO, errors, rms_of


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load_scenario(SCENARIO)


def as_written(scenario: Scenario) -> tuple[float, float]:
    return scenario.genesis.inflation, scenario.timeline[0].unlocked_uakt / UAKT_PER_AKT


def test_the_shipped_scenario_gives_the_supply_of_2023(scenario: Scenario) -> None:
    for replicate in (0, 1):
        found = errors(scenario, *as_written(scenario), replicate)
        assert rms_of(found) <= LARGEST_RMS
        assert np.abs(found).max() <= LARGEST_ERROR


def test_with_another_floor_of_inflation_it_does_not(scenario: Scenario) -> None:
    """Had Prop 211 not come, inflation would have stayed near 7.5 %: half a percent for five weeks is 4.5e-4."""
    without = scenario.with_changes({"timeline.prop_211.set": {"chain.mint.inflation_min": 0.05}})
    assert rms_of(errors(without, *as_written(scenario))) > 2 * LARGEST_RMS


def test_the_unlock_goes_into_circulation_on_its_day_and_is_nobodys_stake(scenario: Scenario) -> None:
    from econsim.networks.akash_model import AkashModel

    series = AkashModel(scenario, epochs=90).run(90).series
    jump = series["supply_uakt"].diff() - series["minted_uakt"]
    assert jump.iloc[89] == scenario.timeline[0].unlocked_uakt  # 1 April is day 89
    assert (jump.iloc[1:89] == 0).all()
