"""Scenarios load from names and files, and refuse what is no scenario in one line."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from econsim.errors import ScenarioError, UsageError
from econsim.networks.catalogue import load_scenario
from econsim.scenario.content import diff
from econsim.scenario.load import shipped_folder
from econsim.scenario.run import Run


@pytest.mark.parametrize("name", ["mainnet5", "mainnet6", "mainnet7"])
def test_a_shipped_scenario_loads(name: str) -> None:
    assert load_scenario(name).name == name


def test_mainnet7_differs_from_mainnet6_by_one_event_in_epoch_27() -> None:
    mainnet7 = load_scenario("mainnet7")
    assert [path for path, _, _ in diff(load_scenario("mainnet6"), mainnet7)] == ["timeline.mainnet_7"]
    assert [event.name for event in mainnet7.events_at(27)] == ["mainnet_7"]


def test_mainnet5_has_no_floor_no_take_and_no_gpus() -> None:
    mainnet5 = load_scenario("mainnet5")
    assert mainnet5.chain.staking.min_commission_rate == 0.0
    assert (mainnet5.chain.take.default_take_rate, dict(mainnet5.chain.take.denom_take_rates)) == (0, {"uakt": 0})
    assert not mainnet5.release.rules.gpu_orders_accepted


def test_a_file_that_only_extends_has_its_parents_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copy.yaml").write_text("schema: 1\nextends: mainnet6\n")
    monkeypatch.chdir(tmp_path)
    assert load_scenario("copy.yaml").digest() == load_scenario("mainnet6").digest()


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"- 1\n", b"hello\n"])
def test_a_file_that_is_no_scenario_gives_one_line(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "bad.yaml"
    file.write_bytes(data)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(file)
    assert len(caught.value.mistakes) == 1


def test_a_misspelt_parameter_gets_a_hint(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("schema: 1\nextends: mainnet6\nchain: {staking: {min_commision_rate: 0.05}}\n")
    with pytest.raises(ScenarioError, match="did you mean min_commission_rate"):
        load_scenario(file)


def test_a_rate_in_percent_gets_a_hint() -> None:
    with pytest.raises(ScenarioError, match=r"did you mean 0\.05"):
        load_scenario("mainnet6", ["chain.staking.min_commission_rate=5"])


def test_garbled_files_only_raise_our_own_errors(tmp_path: Path) -> None:
    folder = shipped_folder()
    assert folder is not None
    lines = (folder / "mainnet6.yaml").read_text("utf-8").splitlines()
    dice, file = random.Random(1), tmp_path / "garbled.yaml"
    for _ in range(40):
        changed, n = list(lines), dice.randrange(len(lines))
        changed[n : n + 1] = dice.choice([[], [lines[n]] * 2, [lines[n][::-1]]])
        file.write_text("\n".join(changed), "utf-8")
        try:
            load_scenario(file)
        except (ScenarioError, UsageError):
            continue


@pytest.mark.parametrize(
    ("asked", "by_name"),
    [("chain.staking", "scenario.chain.staking"), ("staking", "scenario.run"), (Path, "scenario.run")],
)
def test_a_part_is_asked_for_by_its_class(asked: object, by_name: str) -> None:
    scenario = load_scenario("mainnet7")
    assert scenario.part(Run) is scenario.run
    with pytest.raises(
        UsageError, match=rf"^part was given .*; expected a class, one of AkashRun, Law, .*; by name it is {by_name}$"
    ):
        scenario.part(asked)
