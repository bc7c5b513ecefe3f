"""sweep: a grid of points on the same draws, each in its own run folder, and one dataset."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from econsim.analysis import replicate_rows
from econsim.analysis.compare import compare
from econsim.analysis.grid import grid_of
from econsim.errors import RunError
from econsim.networks.catalogue import load_scenario
from econsim.runs.run import run
from tests.scenario.scenario_files import written

SMALL = ("--epochs", "2", "--replicates", "2", "--workers", "1", "--quiet")
ONE_PATH = """\
schema: 1
name: sizes
extends: mainnet6
population: {fixed: true}
sweep: {chain.staking.max_validators: {values: [85, 100]}}
"""
TWO_PATHS = """\
schema: 1
name: grid
extends: mainnet6
sweep:
  chain.staking.unbonding_time: {values: [21 days, 14 days]}
  chain.staking.max_validators: {values: [85, 100, 90]}
"""


def test_the_grid_is_every_combination_with_the_last_path_turning_fastest(tmp_path):
    grid = grid_of(load_scenario(written(tmp_path, TWO_PATHS, "grid.yaml")))
    assert [tuple(point.values.values()) for point in grid.points] == [
        ("21 days", 85), ("21 days", 100), ("21 days", 90), ("14 days", 85), ("14 days", 100), ("14 days", 90),
    ]  # fmt: skip
    assert [grid.scenario_at(point).chain.staking.max_validators for point in grid.points] == [85, 100, 90] * 2
    assert grid.baseline == 1, "21 days and 100 validators are what the file itself has"


def test_the_first_point_is_the_baseline_where_none_is_the_file_itself(tmp_path):
    file = written(tmp_path, ONE_PATH.replace("[85, 100]", "[85, 90]"), "sizes.yaml")
    assert grid_of(load_scenario(file)).baseline == 0


def test_a_sweep_gives_the_numbers_of_ordinary_runs_paired_with_the_baseline_point(said, tmp_path):
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    code, out, _ = said("sweep", file, *SMALL, "--json")
    made = json.loads(out)
    low, base = made["points"]
    assert (code, made["baseline_point"], made["swept"]) == (0, 1, {"chain.staking.max_validators": [85, 100]})
    assert {found["verdict"] for found in base["metrics"].values()} == {"identical"}
    assert low["metrics"]["stake_hhi"]["verdict"] == "higher"
    scenario = load_scenario(file, ["run.epochs=2", "run.replicates=2"])
    alone = run(scenario.with_changes({"chain.staking.max_validators": 85}), workers=1, out="results")
    assert alone.results_digest == low["results_digest"], "a point is an ordinary run of its scenario"
    found = compare(run(scenario, workers=1, out="results"), alone).outcomes("sizes#2")["stake_hhi"]
    assert low["metrics"]["stake_hhi"]["mean"] == found.variant
    assert [found.difference, found.ci_low, found.ci_high, found.verdict] == [
        low["metrics"]["stake_hhi"][name]
        for name in ("difference", "difference_ci_low", "difference_ci_high", "verdict")
    ]


def test_a_sweep_leaves_one_dataset_by_point_and_replicate_and_a_table_by_point_and_metric(said, tmp_path):
    file = str(written(tmp_path, TWO_PATHS, "grid.yaml"))
    size = ("--epochs", "1", "--replicates", "2", "--workers", "1", "--quiet")
    code, out, _ = said("sweep", file, *size, "--json")
    made = json.loads(out)
    folder, dataset = Path(made["dir"]), pd.read_parquet(made["dataset"])
    assert code == 0
    assert (folder.parent, folder.name[:11]) == (Path("results"), "grid-sweep-")
    for point in made["points"]:
        point["metrics"] = {}
    assert json.loads((folder / "sweep.json").read_text("utf-8")) == made
    assert list(dataset.columns[:5]) == [
        "scenario", "point", "replicate", "chain.staking.unbonding_time", "chain.staking.max_validators",
    ]  # fmt: skip
    assert len(dataset) == 6 * 2
    assert dataset.attrs["units"]["bonded_ratio"] == "fraction"
    row = dataset.query("point == 3 and replicate == 1").iloc[0]
    assert (row["chain.staking.unbonding_time"], row["chain.staking.max_validators"]) == ("14 days", 85)
    pd.testing.assert_frame_equal(pd.read_csv(folder / "replicates.csv"), dataset)
    table = pd.read_parquet(folder / "sweep.parquet").set_index(["point", "metric"])
    assert list(table.columns) == [
        "chain.staking.unbonding_time", "chain.staking.max_validators", "unit", "mean", "ci_low", "ci_high",
        "difference", "difference_ci_low", "difference_ci_high", "verdict",
    ]  # fmt: skip
    both = dataset.query("point == 3")["bonded_ratio"]
    assert table.loc[3, "bonded_ratio"]["mean"] == pytest.approx(both.mean())


def test_the_first_page_of_its_report_is_printed_with_a_row_for_each_point(said, tmp_path):
    code, out, err = said("sweep", str(written(tmp_path, ONE_PATH, "sizes.yaml")), *SMALL)
    assert (code, err) == (0, "")
    rows = [re.split(r"\s{2,}", line.strip())[:2] for line in out.splitlines()]
    assert ["0", "85"] in rows
    assert ["1, the baseline", "100"] in rows
    assert "Where it changes sides" in out
    assert out.splitlines()[-1].startswith("dataset: results/sizes-sweep-")


@pytest.fixture
def failing(monkeypatch) -> list[tuple[int, int]]:
    """Let point 0 fail and note point and replicate of all that is run."""
    noted: list[tuple[int, int]] = []
    ordinary = replicate_rows.simulate

    def simulate(scenario, seed, replicate, epochs, **options):
        noted.append((scenario.chain.staking.max_validators, replicate))
        if scenario.chain.staking.max_validators == 85:
            raise RunError(f"sizes, seed 1, replicate {replicate}, epoch 1: on purpose")
        return ordinary(scenario, seed, replicate, epochs, **options)

    monkeypatch.setattr(replicate_rows, "simulate", simulate)
    return noted


def test_a_point_that_fails_is_tried_once_more_and_listed_with_exit_code_1_and_the_others_are_kept(
    said, tmp_path, failing
):
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    code, out, err = said("sweep", file, *SMALL, "--json")
    made = json.loads(out)
    assert code == 1
    assert failing == [(85, 0), (100, 0), (85, 1), (100, 1), (85, 0), (85, 1)]
    assert made["results_digest"] is None
    assert (made["points"][0]["metrics"], made["points"][0]["results_digest"]) == ({}, None)
    assert made["points"][1]["metrics"]["bonded_ratio"]["mean"] > 0
    assert err.splitlines() == [
        "2 replicates failed; trying once more",
        "point 0: sizes, seed 1, replicate 0, epoch 1: on purpose",
        "1 of 2 points failed, the others are kept",
    ]
    assert pd.read_parquet(made["dataset"])["point"].tolist() == [1, 1]


def test_what_failed_is_run_again_by_the_same_command_and_nothing_else(said, tmp_path, failing, monkeypatch):
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    assert said("sweep", file, *SMALL)[0] == 1
    failing.clear()
    assert said("sweep", file, *SMALL)[0] == 1
    assert failing == [(85, 0), (85, 1)] * 2


def test_a_sweep_of_which_nothing_is_left_still_ends_with_exit_code_1(said, tmp_path, monkeypatch):
    def failing(scenario, *size, **options):
        raise RunError("on purpose")

    monkeypatch.setattr(replicate_rows, "simulate", failing)
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    for json_or_not in ((), ("--json",)):
        code, _, err = said("sweep", file, *SMALL, *json_or_not)
        assert code == 1
        assert err.endswith("2 of 2 points failed, the others are kept\n")


def test_points_that_make_no_scenario_are_refused_before_anything_is_run(said, tmp_path):
    text = ONE_PATH.replace("[85, 100]", "[85, 0, -1]")
    code, out, err = said("sweep", str(written(tmp_path, text, "sizes.yaml")), *SMALL)
    assert (code, out) == (2, "")
    assert err.count("chain.staking.max_validators is ") == 2
    assert not (tmp_path / "results").exists()


def test_a_point_whose_values_are_wrong_only_together_fails_and_the_rest_goes_on(said, tmp_path):
    text = """\
schema: 1
extends: mainnet6
run: {market: false}
sweep:
  genesis.bonded_ratio: {values: [0.5, 0.8]}
  genesis.unbonding_ratio: {values: [0.01, 0.3]}
"""
    code, out, err = said("sweep", str(written(tmp_path, text, "both.yaml")), *SMALL, "--json")
    assert code == 1
    assert [bool(point["metrics"]) for point in json.loads(out)["points"]] == [True, True, True, False]
    assert re.match(
        r"point 3: .* genesis\.total_supply_uakt is less than .*\n1 of 4 points failed, the others are kept\n$", err
    )


@pytest.mark.parametrize(
    ("condition", "code", "line"),
    [
        ("bonded_ratio < 0", 0, ""),
        ("nakamoto_coefficient > 0", 3, r".* nakamoto_coefficient > 0: it is [\d.]+ in point 0\n.*point 1\n"),
        ("difference(stake_hhi) > 0", 3, r"check failed: difference\(stake_hhi\) > 0: it is .* in point 0\n"),
    ],
)  # fmt: skip
def test_a_check_is_held_against_every_point(said, tmp_path, condition, code, line):
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    found, _, err = said("sweep", file, *SMALL, "--fail-if", condition)
    assert found == code
    assert re.fullmatch(line, err)


def test_a_check_is_held_against_the_points_that_are_left_where_others_failed(said, tmp_path, failing):
    """Point 0 has failed twice and is passed over; that a point failed is the exit code, as not all was done."""
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    code, _, err = said("sweep", file, *SMALL, "--fail-if", "bonded_ratio > 0")
    assert code == 1
    told = [line.split(": it is")[0] for line in err.splitlines() if line.startswith("check failed")]
    assert told == ["check failed: bonded_ratio > 0"]
    assert "in point 1\n" in err
    assert err.endswith("1 of 2 points failed, the others are kept\n")


@pytest.mark.parametrize(
    ("sweep", "complaint"),
    [
        ("", "has nothing to sweep"),
        ("sweep: {run.epochs: {values: [2, 3]}}", "a sweep cannot go over run.epochs"),
        ("sweep: {run.epoch_length: {values: [1 day, 2 days]}}", "a sweep cannot go over run.epoch_length"),
    ],
)
def test_what_cannot_be_swept_is_one_line_and_exit_code_2(said, tmp_path, sweep, complaint):
    file = written(tmp_path, f"schema: 1\nextends: mainnet6\n{sweep}\n", "file.yaml")
    code, _, err = said("sweep", str(file), "--quiet")
    assert (code, err.count("\n")) == (2, 1)
    assert complaint in err


def test_a_grid_that_is_too_large_is_refused(said, tmp_path):
    many = list(range(10, 60))
    text = "schema: 1\nextends: mainnet6\nsweep:\n"
    text += f"  chain.staking.max_validators: {{values: {many}}}\n"
    text += f"  population.validators.waiting_candidates: {{values: {many}}}\n"
    text += f"  chain.staking.unbonding_time: {{values: [{', '.join(f'{n} days' for n in many)}]}}\n"
    code, _, err = said("sweep", str(written(tmp_path, text, "large.yaml")), "--quiet")
    assert code == 2
    assert "125,000 points; expected 100,000 at most" in err


def test_a_dry_run_of_a_sweep_names_every_point_and_writes_nothing(said, tmp_path):
    file = str(written(tmp_path, ONE_PATH, "sizes.yaml"))
    code, out, _ = said("sweep", file, *SMALL, "--dry-run", "--json")
    planned = json.loads(out)
    assert code == 0
    assert not (tmp_path / "results").exists()
    assert [run["name"] for run in planned["runs"]] == [
        "point 0 (chain.staking.max_validators=85)",
        "point 1 (chain.staking.max_validators=100)",
    ]
    assert [run["replicates_to_run"] for run in planned["runs"]] == [2, 2]
    assert json.loads(said("sweep", file, *SMALL, "--json")[1])["dir"] == planned["dir"]
