"""A run is read again from its folder alone, or refused in one line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import econsim as es
from econsim.analysis.reproduce import reproduce
from econsim.errors import RunError, UsageError
from econsim.runs.kept_run import load_run
from econsim.runs.run import run
from econsim.runs.run_result import RunResult


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return run("mainnet6", replicates=2, epochs=2, workers=1, out=tmp_path_factory.mktemp("results"))


@pytest.fixture
def folder(made: RunResult, tmp_path: Path) -> Path:
    assert made.directory is not None
    return Path(shutil.copytree(made.directory, tmp_path / "run"))


def test_what_is_read_is_what_was_run(made: RunResult, folder: Path) -> None:
    found = load_run(folder)
    assert found.results_digest == made.results_digest
    assert found.digest == made.digest
    assert found.series.equals(made.series)
    assert found.series.attrs == made.series.attrs
    assert found.agents.equals(made.agents)
    assert (found.seed, found.replicates, found.epochs) == (1, 2, 2)


def test_the_first_replicates_can_be_read_alone(made: RunResult, folder: Path) -> None:
    assert load_run(folder, 1).series.equals(made.series.loc[[0]])
    with pytest.raises(UsageError, match=r"holds 2 replicates; 3 were asked for$"):
        load_run(folder, 3)


def test_a_run_that_is_not_finished_says_how_to_go_on(folder: Path) -> None:
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(told | {"results_digest": None}), "utf-8")
    with pytest.raises(UsageError, match=r"holds a run that is not finished; `econsim run .*` goes on with it$"):
        load_run(folder)


def test_a_folder_of_something_else_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is no results folder of econsim"):
        load_run(tmp_path)
    told = json.loads((folder / "manifest.json").read_text("utf-8"))
    (folder / "manifest.json").write_text(json.dumps(told | {"kind": "sweep"}), "utf-8")
    with pytest.raises(UsageError, match=r"is the folder of a sweep, not of a run$"):
        load_run(folder)


def test_a_broken_replicate_and_an_edited_scenario_are_noticed(folder: Path) -> None:
    resolved = folder / "scenario.resolved.yaml"
    text = resolved.read_text("utf-8")
    resolved.write_text(text.replace("max_validators: 100", "max_validators: 90"), "utf-8")
    assert resolved.read_text("utf-8") != text
    with pytest.raises(RunError, match="is not the scenario that was run"):
        load_run(folder)
    resolved.write_text(text, "utf-8")
    (folder / "epochs" / "replicate=0001.parquet").write_bytes(b"PAR1")
    with pytest.raises(RunError, match="is not as it was written; run the same command again"):
        load_run(folder)


@pytest.mark.parametrize("load", [es.load_run, es.load_comparison, es.load_sweep, es.load_sensitivity, reproduce])
def test_what_is_no_path_is_no_folder(load: Callable[[object], object]) -> None:
    with pytest.raises(UsageError, match=r"^the folder is 3; expected the path of a results folder$"):
        load(3)
