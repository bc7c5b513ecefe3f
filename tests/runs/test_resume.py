"""A run never makes again what it has kept, whatever stopped it, and its numbers do not depend on that."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from econsim.atomic_files import is_set_aside
from econsim.errors import RunError, UsageError
from econsim.model_version import PACKAGE
from econsim.networks.catalogue import load_scenario
from econsim.runs import replicates as replicates_room
from econsim.runs.run import run
from econsim.runs.run_result import RunResult
from tests.small_world import leftovers, small, small_file, started

KILLS = int(os.environ.get("ECONSIM_KILLS", "3"))


KILLER = """
import os, random, signal, sys, time
from econsim.networks.catalogue import load_scenario
from econsim.cli import main
from econsim.runs.run import run

kills = int(sys.argv[1])
n = 3 * kills
at_once = run(load_scenario("small.yaml"), replicates=n, epochs=2, workers=1)
draws, killed = random.Random(kills), 0
command = ["run", "small.yaml", "--epochs", "2", "--replicates", str(n), "--workers", "1", "--quiet"]
while killed < kills:
    pid = os.fork()
    if pid == 0:
        main(command)
    time.sleep(draws.uniform(0.0, 2.0 * at_once.wall_seconds / n))
    os.kill(pid, signal.SIGKILL)
    killed += os.waitpid(pid, 0)[1] == signal.SIGKILL
print(f"\\nkilled {killed} times")  # on a line of its own, whatever the killed have left unfinished
kept = run(load_scenario("small.yaml"), replicates=n, epochs=2, workers=1, out="results")
print(kept.results_digest)
print(at_once.results_digest)
"""
TWICE = """
import econsim
import numpy as np, pandas as pd
from econsim.networks.catalogue import load_scenario
from econsim.runs import replicates
from econsim.simulation.invariants import InvariantLog
from econsim.simulation.recorder import ReplicateResult
from econsim.runs.run import run

made = []

def simulate(scenario, seed, number, epochs, again="", checkpoint=None, past=None):
    made.append(number)
    index = pd.MultiIndex.from_arrays([[0], scenario.run.dates(1)], names=["epoch", "date"])
    series = pd.DataFrame({"price": [1.0]}, index=index)
    return ReplicateResult(seed, number, series, pd.DataFrame({"id": [0]}), InvariantLog())

replicates.simulate = simulate
found = [run(load_scenario("mainnet6"), replicates=2, epochs=1, workers=1, out="results") for _ in range(2)]
print(econsim.__file__)
print(found[1].directory)
print("made", made)
"""


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the numbers of the replicates that are really made."""
    numbers: list[int] = []
    simulate = replicates_room.simulate

    def noting(scenario, seed, replicate, *rest):
        numbers.append(replicate)
        return simulate(scenario, seed, replicate, *rest)

    monkeypatch.setattr(replicates_room, "simulate", noting)
    return numbers


def kept_run(folder: Path, replicates: int, **options) -> RunResult:
    return run(small(folder), replicates=replicates, epochs=2, workers=1, out=folder / "results", **options)


def manifest_of(kept: RunResult) -> dict:
    return json.loads((kept.directory / "manifest.json").read_text("utf-8"))


def test_more_replicates_make_only_what_is_missing_and_the_same_numbers(
    tmp_path: Path, made: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    told: list[int] = []
    kept_run(tmp_path, 2)
    with caplog.at_level(logging.INFO, logger="econsim"):
        more = kept_run(tmp_path, 4, progress=told.append)
    assert caplog.messages == ["small: kept 2 of 4 replicates"]
    assert (made, told) == ([0, 1, 2, 3], [2, 1, 1])
    at_once = run(small(tmp_path), replicates=4, epochs=2, workers=1)
    assert more.results_digest == at_once.results_digest
    assert more.digest == at_once.digest
    assert more.invariants == at_once.invariants
    assert more.agents.equals(at_once.agents)


def test_fewer_replicates_are_the_first_ones_and_nothing_is_lost(tmp_path: Path, made: list[int]) -> None:
    three = kept_run(tmp_path, 3)
    before = {path: path.read_bytes() for path in three.directory.rglob("*") if path.is_file()}
    one = kept_run(tmp_path, 1)
    assert made == [0, 1, 2]
    assert one.series.equals(three.series.loc[[0]])
    assert one.directory == three.directory
    assert {path: path.read_bytes() for path in three.directory.rglob("*") if path.is_file()} == before


def test_other_epochs_seeds_and_contents_have_folders_of_their_own(tmp_path: Path, made: list[int]) -> None:
    scenario, out = small(tmp_path), tmp_path / "results"
    other = scenario.with_changes({"chain.distribution.community_tax": 0.0})
    asked = [(scenario, 1, 1), (scenario, 2, 1), (scenario, 1, 2), (other, 1, 1)]
    folders = {run(one, epochs=n, seed=seed, replicates=1, workers=1, out=out).directory for one, n, seed in asked}
    assert (len(folders), len(made)) == (4, 4)


def test_a_damaged_file_is_set_aside_and_its_replicate_alone_is_made_again(
    tmp_path: Path, made: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    whole = kept_run(tmp_path, 3)
    path = whole.directory / "agents" / "replicate=0001.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    (whole.directory / "epochs" / ".replicate=0001.parquet.0a.part").touch()
    made.clear()
    again = kept_run(tmp_path, 3)
    assert made == [1]
    assert again.results_digest == whole.results_digest
    assert "set aside as _set_aside_1_replicate=0001.parquet.damaged" in caplog.text
    assert [found.name for found in path.parent.iterdir() if is_set_aside(found)] == [
        "_set_aside_1_replicate=0001.parquet.damaged"
    ]
    assert not leftovers(tmp_path)


def test_the_manifest_is_enough_to_make_it_again(tmp_path: Path) -> None:
    kept = kept_run(tmp_path, 2)
    told = manifest_of(kept)
    assert (told["kind"], told["seed"], told["replicates"], told["epochs"]) == ("run", 1, 2, 2)
    assert (told["digest"], told["results_digest"]) == (kept.digest, kept.results_digest)
    assert told["scenarios"]["small"]["digest"] == kept.scenario.digest()
    assert told["scenarios"]["small"]["content"]["population"]["delegators"]["accounts"] == 100
    assert told["libraries"]["numpy"]
    resolved = kept.directory / "scenario.resolved.yaml"
    assert load_scenario(resolved).digest() == kept.scenario.digest()
    assert told["command"] == f"econsim run {resolved} --replicates 2 --epochs 2 --seed 1"
    assert manifest_of(kept_run(tmp_path, 3, command="econsim run mine"))["command"] == "econsim run mine"


def test_the_commit_is_that_of_the_source_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from econsim.runs import manifest

    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b.c"]
    (tmp_path / "econsim").mkdir()
    monkeypatch.setattr(manifest, "PACKAGE", tmp_path / "econsim")
    assert manifest.commit() is None
    subprocess.run([*git, "init", "-q"], check=True)
    assert manifest.commit() is None
    subprocess.run([*git, "commit", "-q", "--allow-empty", "-m", "first"], check=True)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    assert manifest.commit() == {"hash": head, "is_dirty": False}
    (tmp_path / "econsim" / "mint.py").touch()
    assert manifest.commit() == {"hash": head, "is_dirty": True}


def test_a_replicate_that_fails_leaves_the_others_kept_and_says_how_to_repeat_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from econsim.networks import akash_model as model_room

    one_epoch = model_room.AkashModel.one_epoch

    def broken(model) -> None:
        if model.recorder._number == 1 and model.epoch == 1:
            raise ZeroDivisionError("on\npurpose")
        one_epoch(model)

    monkeypatch.setattr(model_room.AkashModel, "one_epoch", broken)
    with pytest.raises(RunError) as failed:
        kept_run(tmp_path, 3)
    (folder,) = (tmp_path / "results").iterdir()
    again = f"econsim run {folder / 'scenario.resolved.yaml'} --epochs 2 --seed 1 --only-replicate 1"
    assert str(failed.value) == (
        "small, seed 1, replicate 1, epoch 1: ZeroDivisionError: on purpose "
        f"(to repeat it alone: {again} --out {tmp_path / 'results'})"
    )
    assert [path.name for path in (folder / "epochs").iterdir()] == ["replicate=0000.parquet"]
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["results_digest"] is None
    with pytest.raises(RunError, match=r"econsim.run\(scenario, seed=1, epochs=2, only_replicate=1\)"):
        run(small(tmp_path), replicates=3, epochs=2, workers=1)


def test_one_replicate_alone_is_the_same_as_among_others_and_is_kept_for_them(tmp_path: Path, made: list[int]) -> None:
    alone = kept_run(tmp_path, 3, only_replicate=2)
    assert manifest_of(alone)["results_digest"] is None
    together = kept_run(tmp_path, 3)
    assert made == [2, 0, 1]
    assert alone.series.equals(together.series.loc[[2]])
    assert alone.digest not in {together.digest, kept_run(tmp_path, 1).digest}
    with pytest.raises(UsageError, match="expected 0 to 99999"):
        kept_run(tmp_path, 3, only_replicate=-1)


def test_a_folder_that_cannot_be_is_found_out_before_anything_is_made(tmp_path: Path, made: list[int]) -> None:
    (tmp_path / "results").touch()
    with pytest.raises(OSError, match="results"):
        kept_run(tmp_path, 1)
    assert not made


def test_killed_at_any_moment_and_started_again_the_answer_is_the_same(tmp_path: Path) -> None:
    """`ECONSIM_KILLS=20` asks for more kills than three."""
    small_file(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", KILLER, str(KILLS)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    killed, kept, at_once = done.stdout.splitlines()[-3:]
    assert killed == f"killed {KILLS} times"
    assert kept == at_once
    assert not leftovers(tmp_path)
    assert not [path for path in tmp_path.rglob("*") if is_set_aside(path)]


def files_in(results: Path) -> list[Path]:
    return list(results.rglob("replicate=*.parquet"))


def test_two_identical_jobs_at_once_both_end_well_with_one_answer(tmp_path: Path) -> None:
    command = ["run", str(small_file(tmp_path)), "--epochs", "2", "--replicates", "4", "--workers", "1", "--json"]
    places = [tmp_path / "first", tmp_path / "second"]
    for place in places:
        place.mkdir()
    jobs = [started(place, *command, "--out", str(tmp_path / "results")) for place in places]
    assert [job.wait() for job in jobs] == [0, 0]
    first, second = (json.loads((place / "out").read_text()) for place in places)
    assert first["results_digest"] == second["results_digest"]
    assert not leftovers(tmp_path)
    assert len(files_in(tmp_path / "results")) == 2 * 4


def test_one_number_edited_in_a_mechanism_makes_everything_new(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "econsim", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE.parent / "scenarios", tmp_path / "scenarios")
    mint = tmp_path / "econsim" / "mechanisms" / "mint" / "rules.py"
    before = _made_by_a_copy(tmp_path)
    mint.write_text(mint.read_text("utf-8").replace(" / 2", " / 3", 1), "utf-8")
    after = _made_by_a_copy(tmp_path)
    assert [made for _, made in (before, after)] == ["made [0, 1]", "made [0, 1]"]
    assert before[0] != after[0]


def _made_by_a_copy(folder: Path) -> list[str]:
    """Run 2 replicates twice with the econsim in a folder; return their folder, and which were really made."""
    environment = os.environ | {"PYTHONPATH": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", TWICE], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    file, *told = done.stdout.splitlines()
    assert Path(file).is_relative_to(folder)
    return told
