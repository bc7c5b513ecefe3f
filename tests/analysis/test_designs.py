"""Designs: points of scipy.stats.qmc over what is uncertain, fixed to the seed, beside the scenario itself."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from econsim.analysis.grid import design_of
from econsim.errors import UsageError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.schema import Scenario
from tests.scenario.scenario_files import written

TAX, SEATS = "chain.distribution.community_tax", "chain.staking.max_validators"
TEXT = f"""\
schema: 1
name: spread
extends: mainnet6
run: {{market: false, epochs: 2, replicates: 2, seed: 7}}
population: {{delegators: {{accounts: 100}}}}
uncertain:
  {TAX}: {{low: 0.0, high: 0.2}}
  {SEATS}: {{low: 20, high: 120}}
"""


@pytest.fixture
def spread(tmp_path) -> Scenario:
    return load_scenario(written(tmp_path, TEXT, "spread.yaml"))


def _quantiles(made) -> np.ndarray:
    return np.array([[point.values[TAX] / 0.2, (point.values[SEATS] - 20) / 100] for point in made.points[1:]])


def test_a_latin_hypercube_has_each_of_its_rows_once_in_every_parameter(spread: Scenario) -> None:
    values = _quantiles(design_of(spread, "latin_hypercube", 50))[:, 0]
    assert sorted((values * 50).astype(int)) == list(range(50))


def test_a_sobol_design_is_scipys_sequence_for_a_generator_with_the_seed_of_the_scenario(spread: Scenario) -> None:
    wanted = qmc.Sobol(2, rng=np.random.default_rng(7)).random(64)
    found = _quantiles(design_of(spread, "sobol", 64))
    assert found[:, 0] == pytest.approx(wanted[:, 0])
    assert found[:, 1] == pytest.approx(wanted[:, 1], abs=0.5 / 100 + 1e-12)
    assert qmc.discrepancy(wanted) < qmc.discrepancy(np.random.default_rng(7).random((64, 2)))


def test_another_seed_draws_another_design_and_the_first_point_is_the_scenario_itself(spread: Scenario) -> None:
    here, there = (design_of(one, "sobol", 8) for one in (spread, spread.with_changes({"run.seed": 8})))
    assert here.points[1].values != there.points[1].values
    assert here.points == design_of(spread, "sobol", 8).points
    assert here.scenario_at(here.points[0]).digest() == spread.digest()
    assert (here.baseline, here.points[0].values) == (0, {TAX: 0.25, SEATS: 100})
    assert all(isinstance(point.values[SEATS], int) for point in here.points)


@pytest.mark.parametrize(
    ("kind", "points", "complaint"),
    [
        ("halton", 8, r"no design 'halton': choose among sobol, latin_hypercube"),
        ("sobol", 0, r"has 0 points; expected 1 at least"),
        ("sobol", 100_001, r"100,001 points; expected 100,000 at most"),
    ],
)
def test_a_design_that_cannot_be_is_refused(spread: Scenario, kind: str, points: int, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        design_of(spread, kind, points)


def test_a_design_without_anything_uncertain_is_refused() -> None:
    with pytest.raises(UsageError, match=r"mainnet6 has nothing uncertain"):
        design_of(load_scenario("mainnet6"), "sobol", 8)


def test_a_design_is_swept_from_the_command_line_with_its_report(said, tmp_path) -> None:
    file = str(written(tmp_path, TEXT, "spread.yaml"))
    words = ("sweep", file, "--design", "sobol", "--points", "8", "--workers", "1", "--quiet")
    code, out, err = said(*words, "--json")
    made = json.loads(out)
    assert (code, err, made["design"], len(made["points"])) == (0, "", "sobol", 9)
    dataset = pd.read_parquet(made["dataset"])
    assert dataset.groupby("point").size().tolist() == [2] * 9
    assert dataset[TAX].nunique() == 9
    code, out, _ = said("report", made["dir"])
    assert code == 0
    assert "at 9 points" in out
    assert said(*words[:4], "--quiet")[0] == 2
