"""`econsim.sweep` in Python: over what is given, kept or not, read again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import econsim as es
from econsim.errors import ScenarioError, UsageError
from tests.scenario.scenario_files import written

SEATS = "chain.staking.max_validators"
SMALL = {"epochs": 2, "replicates": 2, "workers": 1}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory):
    return es.sweep("mainnet6", {SEATS: np.array([85, 100])}, out=tmp_path_factory.mktemp("results"), **SMALL)


def test_values_may_be_an_array_and_the_point_that_is_the_scenario_is_the_baseline(kept) -> None:
    assert kept.swept == {SEATS: (85, 100)}
    assert kept.baseline_point == 1
    assert kept.replicates == 2
    assert kept.frame()[SEATS].unique().tolist() == [85, 100]


def test_a_kept_sweep_is_read_again_from_its_folder(kept) -> None:
    assert es.load_sweep(kept.dir) == kept
    dataset = pd.read_parquet(Path(kept.dir) / "sweep.parquet")
    for name in ("mean", "difference", "difference_ci_high"):
        assert np.array_equal(dataset[name], kept.frame()[name], equal_nan=True)


def test_nothing_is_written_where_no_folder_is_named(kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = es.sweep("mainnet6", {SEATS: [85, 100]}, **SMALL)
    assert (made.dir, made.dataset) == (None, None)
    assert list(tmp_path.iterdir()) == []
    assert made.results_digest == kept.results_digest


def test_what_is_given_takes_the_place_of_the_scenarios_own_sweep(tmp_path: Path) -> None:
    text = "schema: 1\nname: own\nextends: mainnet6\nsweep: {chain.mint.goal_bonded: {values: [0.6, 0.7]}}\n"
    made = es.sweep(written(tmp_path, text, "own.yaml"), {SEATS: [85]}, **SMALL)
    assert made.swept == {SEATS: (85,)}


def test_a_slip_is_told_with_the_nearest_name() -> None:
    with pytest.raises(ScenarioError, match=r"no such field; did you mean max_validators\?"):
        es.sweep("mainnet6", {"chain.staking.max_validatos": [85, 100]})
    with pytest.raises(ScenarioError, match=r"sweep\.chain\.staking\.max_validators"):
        es.sweep("mainnet6", {SEATS: 85})


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"epochs": -1}, "epochs is -1; expected 1 to 100000"),
        ({"replicates": True}, "replicates is true; expected a whole number"),
        ({"seed": -1}, "seed is -1; expected 0 to 9223372036854775807"),
        ({"workers": -3}, "workers is -3; expected 1 to 1024"),
    ],
)
def test_a_size_that_cannot_be_is_refused_by_the_name_it_was_given_by(asked, told) -> None:
    with pytest.raises(UsageError, match=f"^{told}$"):
        es.sweep("mainnet6", {SEATS: [85]}, **asked)


def test_a_folder_without_a_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is not the folder of a sweep: it has no sweep.json$"):
        es.load_sweep(tmp_path)
