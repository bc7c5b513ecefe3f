"""Policy `path`: what a path may be, and that stake follows it."""

from __future__ import annotations

import numpy as np
import pytest

from econsim.errors import ScenarioError
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario

STEEP = {"kind": "path", "days": [0, 20, 40], "bonded_ratios": [0.656, 0.60, 0.68]}


def following(path: dict[str, object]) -> Scenario:
    return load_scenario("mainnet6").with_changes(
        {"run.market": False, "population.delegators.accounts": 2000, "policies.bonding": path}
    )


def test_the_bonded_ratio_follows_a_path_down_and_up() -> None:
    """By .28 points a day down and .4 up; what moves beside it is put right the day after."""
    series = AkashModel(following(STEEP), epochs=39).run(39).series
    wanted = np.interp(np.arange(39) + 1.5, STEEP["days"], STEEP["bonded_ratios"])
    assert np.abs(series["bonded_ratio"].to_numpy() - wanted).max() < 0.01
    assert abs(float(np.mean(series["bonded_ratio"].to_numpy() - wanted))) < 0.001


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ({"days": [0, 20, 20], "bonded_ratios": [0.6, 0.6, 0.6]}, "ascend"),
        ({"days": [5, 20], "bonded_ratios": [0.6, 0.6]}, "0 first"),
        ({"days": [0], "bonded_ratios": [0.6]}, "two days"),
        ({"days": [0, 20], "bonded_ratios": [0.6]}, "1 entries for 2 days"),
        ({}, "policies.bonding.days: missing; give `days` and `bonded_ratios`, or take kind required_yield"),
    ],
)
def test_what_is_no_path_is_refused(path: dict[str, object], words: str) -> None:
    with pytest.raises(ScenarioError, match=words):
        following({"kind": "path", **path})
