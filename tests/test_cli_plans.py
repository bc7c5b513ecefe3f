"""Dry runs: what would be run, what is there already, what it would take; nothing is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from econsim.analysis.compare import compare
from econsim.analysis.plan import Planned, Rate, measured_start, plan
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import written
from tests.small_world import SHORT


def test_a_dry_run_writes_nothing_and_tells_what_is_there_already(said, tmp_path):
    changed = ("--set", "chain.staking.max_validators=85", *SHORT)
    code, out, _ = said("run", "mainnet7", *changed, "--dry-run", "--json")
    planned = json.loads(out)
    assert code == 0
    assert list(tmp_path.iterdir()) == []
    (run,) = planned["runs"]
    assert (planned["command"], planned["epochs"], planned["replicates"], planned["workers"]) == ("run", 2, 2, 1)
    assert run["against"] == "mainnet7"
    assert run["changes"] == [{"path": "chain.staking.max_validators", "baseline": 100, "variant": 85}]
    assert (run["replicates_there"], run["replicates_to_run"]) == (0, 2)
    assert planned["estimate"]["seconds"] > 0
    made = json.loads(said("run", "mainnet7", *changed, "--json")[1])
    assert made["dir"] == planned["dir"] == run["dir"]
    size = sum(file.stat().st_size for file in (tmp_path / made["dir"]).rglob("*.parquet"))
    assert size <= planned["estimate"]["bytes"] <= 5 * size
    done = json.loads(said("run", "mainnet7", *changed, "--dry-run", "--json")[1])
    assert done["runs"][0]["replicates_there"] == 2
    assert done["estimate"] == {"seconds": 0.0, "bytes": 0, "probe_epochs": 0, "seconds_per_epoch": None}
    more = ("--set", "chain.staking.max_validators=85", "--epochs", "2", "--replicates", "5", "--workers", "1")
    later = json.loads(said("run", "mainnet7", *more, "--dry-run", "--json")[1])
    assert (later["runs"][0]["replicates_there"], later["runs"][0]["replicates_to_run"]) == (2, 3)


def test_a_dry_run_of_a_file_tells_what_differs_from_the_shipped_scenario_it_comes_from(said, tmp_path):
    written(tmp_path, "schema: 1\nextends: mainnet7\nchain: {staking: {max_validators: 85}}\n", "parent.yaml")
    child = written(tmp_path, "schema: 1\nextends: parent.yaml\nrun: {epochs: 3}\n", "child.yaml")
    code, out, _ = said("run", str(child), *SHORT, "--dry-run")
    assert code == 0
    assert "child against mainnet7: chain.staking.max_validators: 100 -> 85" in out.splitlines()
    assert "nothing was written" in out


def test_a_dry_run_of_a_comparison_names_its_folder_and_counts_a_shared_folder_once(said):
    code, out, _ = said("compare", "mainnet6", "mainnet6", *SHORT, "--dry-run", "--json")
    planned = json.loads(out)
    assert code == 0
    assert [run["replicates_to_run"] for run in planned["runs"]] == [2, 0]
    made = compare("mainnet6", "mainnet6", epochs=2, replicates=2, workers=1, out="results")
    assert str(made.directory) == planned["dir"]


def test_an_estimate_counts_the_start_of_the_command_of_its_workers_and_the_report(monkeypatch):
    """4 replicates in 2 lanes are 2 turns of .5 + 10 x .1 s; a start of 3 s each for the command and its workers."""
    rate = Rate(epochs=20, first_seconds=43.0, genesis_seconds=0.5, epoch_seconds=0.1, fixed_bytes=100, epoch_bytes=10)
    monkeypatch.setattr("econsim.analysis.plan.measured_rate", lambda scenario: rate)
    monkeypatch.setattr("econsim.analysis.plan.measured_start", lambda: 3.0)
    monkeypatch.setattr("econsim.analysis.plan.n_cores", lambda: 2)
    scenario = load_scenario("mainnet6", ["run.epochs=10", "run.replicates=4"])
    planned = [Planned("mainnet6", scenario, None, None)]
    for workers, seconds, start in (
        (2, 6 + 2 * 1.5 + 1, 6.0),
        (1, 3 + 4 * 1.5 + 1, 3.0),
        (4, 3 + 6 + 2 * 1.5 + 1, 9.0),
    ):
        found = plan(planned, workers, Path("nowhere"), closing_seconds=1.0)
        assert found.estimate.seconds == pytest.approx(seconds)
        assert (found.start.seconds, found.start.compile_seconds) == pytest.approx((start, 40.0))


def test_a_start_is_that_of_a_process_of_its_own():
    assert measured_start() > 0.2  # numpy, pandas and numba alone take longer to import


def test_a_dry_run_still_refuses_what_a_run_would_refuse(said):
    assert said("run", "mainnet6", "--dry-run", "--fail-if", "net_appr < 1")[0] == 2
    assert said("run", "mainnet6", "--dry-run", "--replicates", "0")[0] == 2
    assert said("compare", "mainnet6", "--dry-run")[0] == 2


def test_a_plan_of_what_if_counts_its_runs_too_and_none_twice(said):
    """Six replicates of each belief and arm; the first two of what is as compared are those of the comparison."""
    code, out, _ = said("compare", "mainnet6", "mainnet7", *SHORT, "--what-if", "--dry-run", "--json", "--quiet")
    to_run = {row["name"]: row["replicates_to_run"] for row in json.loads(out)["runs"]}
    assert code == 0
    assert (to_run["mainnet6"], to_run["mainnet6, base"]) == (2, 4)
    # in two epochs no upgrade acts: mainnet7 asks for another timeline all the same, and has runs of its own
    assert (to_run["mainnet7, base"], to_run["mainnet7, old_rates_0"]) == (4, 6)


TWO_CHANGES = """\
schema: 1
name: two
extends: mainnet6
timeline:
  proposal:
    date: 2023-09-01
    set: {chain.staking.min_commission_rate: 0.10, chain.distribution.community_tax: 0.0}
"""
LATE = "schema: 1\nname: late\nextends: mainnet6\ntimeline: {late: {date: 2024-08-30, migrations: [lift_to_floor]}}\n"


def test_a_plan_of_one_by_one_counts_the_run_of_each_change_alone(said, tmp_path):
    written(tmp_path, TWO_CHANGES, "two.yaml")
    code, out, _ = said("compare", "mainnet6", "two.yaml", *SHORT, "--one-by-one", "--dry-run", "--json", "--quiet")
    to_run = {row["name"]: row["replicates_to_run"] for row in json.loads(out)["runs"]}
    assert code == 0
    alone = "two, timeline.proposal: chain.{} alone"
    names = ["mainnet6", "two", *map(alone.format, ("staking.min_commission_rate", "distribution.community_tax"))]
    assert to_run == dict.fromkeys(names, 2)


def test_a_plan_says_what_each_event_does_and_what_may_not_be_meant(said, tmp_path):
    written(tmp_path, LATE, "late.yaml")
    code, out, _ = said("compare", "mainnet6", "late.yaml", *SHORT, "--dry-run", "--quiet")
    assert code == 0
    late = "dated 2024-08-30 00:00 UTC, after the end of the run (2 epochs): nothing of it is seen here"
    assert f"late: timeline.late: lifts every validator below 5 % to it; {late}\n" in out
    assert "timeline.late acts at epoch 364 (2024-08-30), after the end of this run: nothing of it is seen here;" in out
    assert out.count("timeline.axlusdc_accepted: sets min_deposits.uusdc to 5 USDC (not set before); ") == 1
