"""Scenarios that are alike but for dated events share their past: lived once, with the bits of each alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import econsim as es
from econsim.analysis import branching
from econsim.analysis.branching import NEVER, apart, pasts
from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario
from econsim.runs.replicates import Past, simulate
from econsim.scenario.schema import Scenario
from econsim.simulation.side_by_side import Epoch
from tests.small_world import as_small

EPOCHS, LATE = 16, 12  # the events below are of noon of 2023-09-12, nearest to the boundary of epoch 12
EVENT = {"date": "2023-09-12T12:00:00Z"}
DOES: dict[str, dict[str, Any]] = {
    "release": {"upgrade": "v0.26.0"},
    "seats": {"set": {"chain.staking.max_validators": 40}},
    "tax": {"set": {"chain.distribution.community_tax": 0.5}},
    "deposit": {"set": {"chain.deployment.min_deposits.uakt": "50 AKT"}},
}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the number of every epoch that is lived."""
    noted: list[int] = []
    in_turns = AkashModel.in_turns

    def noting(self: Any) -> Epoch:
        noted.append(self.epoch)
        return in_turns(self)

    monkeypatch.setattr(AkashModel, "in_turns", noting)
    return noted


@pytest.fixture(scope="module")
def world() -> Scenario:
    return as_small(load_scenario("mainnet6")).with_changes({"run.epochs": EPOCHS})


@pytest.mark.parametrize("name", DOES)
def test_a_run_that_branches_off_is_the_run_that_lived_its_past_itself(world: Scenario, name: str) -> None:
    changed = world.with_changes({f"timeline.{name}": EVENT | DOES[name]})
    assert apart(world, changed) == LATE
    alone = simulate(changed, 5, 1, EPOCHS)
    for _ in ("lived", "from the file"):
        branched = simulate(changed, 5, 1, EPOCHS, past=Past(world, LATE))
        pd.testing.assert_frame_equal(branched.series, alone.series, check_exact=True)
        pd.testing.assert_frame_equal(branched.agents, alone.agents, check_exact=True)
        assert branched.invariants == alone.invariants
    unchanged = simulate(world, 5, 1, EPOCHS).series
    assert not alone.series.equals(unchanged)
    assert alone.series.iloc[:LATE].equals(unchanged.iloc[:LATE])


def test_scenarios_are_apart_from_their_first_different_event_and_from_the_beginning_where_anything_else_differs(
    world: Scenario,
) -> None:
    late = world.with_changes({"timeline.tax": EVENT | DOES["tax"]})
    sooner = late.with_changes({"timeline.tax.date": "2023-09-04T12:00:00Z"})
    assert apart(world, world.with_changes({}, name="another_name")) == NEVER
    assert (apart(world, late), apart(late, sooner), apart(world, sooner)) == (LATE, 4, 4)
    assert apart(late, late.with_changes({"timeline.tax.set": {"chain.distribution.community_tax": 0.1}})) == LATE
    assert apart(world, late.with_changes({"chain.distribution.community_tax": 0.5})) == 0
    assert apart(world, world.with_changes({"policies.bonding": {"kind": "fixed"}})) == 0


def test_a_past_is_shared_where_it_is_long_enough_to_pay(world: Scenario) -> None:
    late = world.with_changes({"timeline.tax": EVENT | DOES["tax"]})
    assert pasts([world, late], EPOCHS) == [None, None]
    long = {"timeline.tax.date": "2023-12-01T12:00:00Z"}
    shared = pasts([world, late, late.with_changes(long)], 365)
    assert shared == [Past(world, 92), None, Past(world, 92)]
    assert pasts([world, late.with_changes(long)], 92) == [None, None], "it acts after the end"


def test_a_sweep_and_a_comparison_over_a_late_event_live_the_common_past_once(
    world: Scenario, monkeypatch: pytest.MonkeyPatch, steps: list[int]
) -> None:
    late = world.with_changes({"timeline.tax": EVENT | DOES["tax"]})
    over = {"timeline.tax.set": [{"chain.distribution.community_tax": tax} for tax in (0.1, 0.5, 0.9)]}
    alone, plain = es.sweep(late, over, replicates=1, workers=1), es.compare(world, late, replicates=2, workers=1)
    assert len(steps) == (3 + 2 * 2) * EPOCHS
    monkeypatch.setattr(branching, "WORTH_IT", LATE)
    steps.clear()
    shared = es.sweep(late, over, replicates=1, workers=1)
    assert len(steps) == LATE + 3 * (EPOCHS - LATE)
    assert shared.results_digest == alone.results_digest
    assert shared.first_epoch == LATE
    assert np.array_equal(shared.frame()["mean"], alone.frame()["mean"], equal_nan=True)
    steps.clear()
    assert es.compare(world, late, replicates=2, workers=1).numbers.results_digest == plain.numbers.results_digest
    assert len(steps) == 2 * (LATE + 2 * (EPOCHS - LATE))
