"""A sweep that is killed at any moment goes on, to the same dataset bit for bit; a disk that is full is one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from econsim.analysis import replicate_rows
from tests.scenario.scenario_files import written

KILLS = int(os.environ.get("ECONSIM_KILLS", "3"))
TINY = """\
schema: 1
name: tiny
extends: mainnet6
run: {market: false, epochs: 2, replicates: 2}
population: {delegators: {accounts: 100}}
sweep:
  chain.mint.goal_bonded: {values: [0.5, 0.6, 0.67, 0.7]}
  chain.staking.max_validators: {values: [85, 100]}
"""
KILLER = """
import os, random, signal, sys, time
from econsim.cli import main

kills, killed, draws = int(sys.argv[1]), 0, random.Random(sys.argv[1])
command = ["sweep", "tiny.yaml", "--workers", "1", "--quiet"]

def once(out):
    pid = os.fork()
    if pid == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        main([*command, "--out", out])
    return pid

begin = time.monotonic()
assert os.waitpid(once("at_once"), 0)[1] == 0
seconds = time.monotonic() - begin
while killed < kills:
    pid = once("killed")
    time.sleep(draws.uniform(0.2, 1.0) * seconds)
    os.kill(pid, signal.SIGKILL)
    killed += os.waitpid(pid, 0)[1] == signal.SIGKILL
    if killed < kills and draws.random() < 0.3:
        __import__("shutil").rmtree("killed", ignore_errors=True)
assert os.waitpid(once("killed"), 0)[1] == 0
"""


def test_killed_at_any_moment_and_started_again_the_dataset_is_the_same(tmp_path: Path) -> None:
    """`ECONSIM_KILLS=20` asks for more kills than three."""
    written(tmp_path, TINY, "tiny.yaml")
    words = [sys.executable, "-c", f"import econsim.analysis.sweep, econsim.networks.akash_model\n{KILLER}", str(KILLS)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    folders = [next((tmp_path / out).iterdir()) for out in ("at_once", "killed")]
    for name in ("replicates.parquet", "replicates.csv", "sweep.parquet"):
        assert folders[0].joinpath(name).read_bytes() == folders[1].joinpath(name).read_bytes()
    digests = [json.loads((folder / "sweep.json").read_text("utf-8"))["results_digest"] for folder in folders]
    assert digests[0] == digests[1]


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Note the number of each replicate that is run."""
    noted: list[int] = []
    simulate = replicate_rows.simulate

    def noting(scenario, seed, replicate, *rest, **options):
        noted.append(replicate)
        return simulate(scenario, seed, replicate, *rest, **options)

    monkeypatch.setattr(replicate_rows, "simulate", noting)
    return noted


def test_more_replicates_run_only_what_is_missing(said, tmp_path: Path, runs: list[int]) -> None:
    file = str(written(tmp_path, TINY, "tiny.yaml"))
    words = ("sweep", file, "--workers", "1", "--quiet", "--json", "--replicates")
    few = json.loads(said(*words, "1")[1])
    many = json.loads(said(*words, "2")[1])
    assert runs == [0] * 8 + [1] * 8
    assert few["dir"] == many["dir"]
    assert json.loads(said(*words, "1")[1])["results_digest"] == few["results_digest"]
    assert len(runs) == 16
    planned = json.loads(said(*words[:-1], "--replicates", "3", "--dry-run")[1])
    assert {(run["replicates_there"], run["replicates_to_run"]) for run in planned["runs"]} == {(2, 1)}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a disk that is always full is /dev/full")
def test_a_disk_that_is_full_is_one_line(said, tmp_path: Path) -> None:
    file = str(written(tmp_path, TINY, "tiny.yaml"))
    planned = json.loads(said("sweep", file, "--dry-run", "--json", "--quiet")[1])
    folder = Path(planned["dir"])
    folder.mkdir(parents=True)
    (folder / "journal.jsonl").symlink_to("/dev/full")
    code, out, err = said("sweep", file, "--workers", "1", "--quiet", "--json")
    assert (code, out) == (1, "")
    assert err == f"No space left on device: {folder / 'journal.jsonl'}\n"


def test_a_folder_that_cannot_be_written_is_one_line_before_anything_is_run(
    said, tmp_path: Path, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given, **options):
        raise PermissionError(13, "Permission denied", "results")

    file = str(written(tmp_path, TINY, "tiny.yaml"))
    monkeypatch.setattr(Path, "mkdir", refuse)
    code, out, err = said("sweep", file, "--workers", "1", "--quiet", "--json")
    assert (code, out, err, runs) == (1, "", "Permission denied: results\n", [])
