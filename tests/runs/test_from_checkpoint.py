"""`run --from`: the replicate of a checkpoint goes on to the numbers that it would have had from its beginning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import econsim
from econsim.cli import call
from econsim.errors import UsageError
from econsim.networks.akash_model import AkashModel
from econsim.runs.run import run

SMALL = {"population.delegators.accounts": 300, "population.tenants.accounts": 200}


@pytest.fixture(scope="module")
def aside(tmp_path_factory: pytest.TempPathFactory) -> tuple[econsim.Scenario, Path]:
    scenario = econsim.load_scenario("mainnet7").with_changes(SMALL)
    model = AkashModel(scenario, seed=5, replicate=2, epochs=20).run(8)
    return scenario, model.save(tmp_path_factory.mktemp("aside") / "file")


def test_a_run_from_a_checkpoint_has_the_numbers_of_the_whole_run(aside, tmp_path: Path) -> None:
    scenario, path = aside
    whole = run(scenario, seed=5, epochs=20, only_replicate=2, workers=1)
    split = run(scenario, checkpoint=path, workers=1, out=tmp_path)
    assert split.results_digest == whole.results_digest
    assert split.digest == whole.digest
    assert split.agents.equals(whole.agents)


def test_what_it_is_not_of_is_refused_by_name(aside) -> None:
    scenario, path = aside
    other = scenario.with_changes({"chain.staking.max_validators": 90})
    with pytest.raises(UsageError, match=r"differs in chain\.staking\.max_validators; name the scenario"):
        run(other, checkpoint=path)
    for asked, told in (
        ({"seed": 6}, "seed 5; 6"),
        ({"epochs": 30}, "epochs 20; 30"),
        ({"only_replicate": 0}, "replicate 2; 0"),
    ):
        with pytest.raises(UsageError, match=told):
            run(scenario, checkpoint=path, **asked)


def test_the_command_goes_on_from_a_file(aside, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scenario, path = aside
    whole = run(scenario, seed=5, epochs=20, only_replicate=2, workers=1)
    changes = [word for name, value in SMALL.items() for word in ("--set", f"{name}={value}")]
    there = ("--from", str(path), "--out", str(tmp_path), "--workers", "1", "--quiet")
    assert call(["run", "mainnet7", *changes, *there, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results_digest"] == whole.results_digest
    assert call(["run", "mainnet6", *there]) == 2
    assert "name the scenario that it was saved from" in capsys.readouterr().err
