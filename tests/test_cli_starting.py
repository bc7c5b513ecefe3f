"""The commands to begin with: a starter study that runs, and the schema for editors."""

from __future__ import annotations

import json

import pytest

from econsim.networks.akash_model import AkashModel
from econsim.networks.catalogue import load_scenario

FILES = ["README.md", "scenario.schema.json", "study.yaml"]


def test_the_starter_study_loads_with_its_variants_and_runs(said, tmp_path):
    folder = tmp_path / "new" / "my study"
    code, out, err = said("init", str(folder))
    assert (code, err) == (0, "")
    assert f"econsim compare '{folder}/study.yaml'" in out
    assert sorted(file.name for file in folder.iterdir()) == FILES
    study = load_scenario(folder / "study.yaml")
    assert (list(study.variants), len(study.objectives), len(study.sweep)) == (["floor_10", "fewer_validators"], 2, 1)
    for scenario in (study, *map(study.variant, study.variants)):
        small = scenario.with_changes({"population.delegators.accounts": 300, "population.tenants.accounts": 100})
        assert len(AkashModel(small, epochs=2).run(2).series) == 2


def test_what_stands_in_the_starters_comments_is_right_too(said, tmp_path):
    said("init", str(tmp_path))
    lines = (tmp_path / "study.yaml").read_text("utf-8").splitlines()
    begin = next(number for number, line in enumerate(lines) if line.startswith("# Maps merge")) + 2
    end = next(number for number, line in enumerate(lines) if number > begin and not line.startswith("#"))
    shown = [line.removeprefix("# ") for line in lines[begin:end]]
    (tmp_path / "study.yaml").write_text("\n".join([*lines[:begin], *shown, *lines[end:]]), "utf-8")
    study = load_scenario(tmp_path / "study.yaml")
    assert study.population.tenants.uusdc_share == 0.5
    assert [event.name for event in study.timeline] == ["mainnet_7", "more_validators"]
    (day,) = [line.rpartition("or start_day: ")[2] for line in shown if "or start_day: " in line]
    counted = study.with_changes({"timeline.more_validators.start_day": int(day)})
    assert counted.timeline[1].epoch == study.timeline[1].epoch


def test_an_empty_folder_that_is_there_already_is_filled(said, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said("init", ".")[0] == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == FILES


@pytest.mark.parametrize("is_file", [True, False])
def test_nothing_that_is_there_is_touched(said, tmp_path, is_file):
    (tmp_path / "there").write_text("mine", "utf-8")
    code, out, err = said("init", str(tmp_path / "there" if is_file else tmp_path))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.endswith(f"{'is a file' if is_file else 'is not empty'}; name a new folder\n")
    assert [file.name for file in tmp_path.iterdir()] == ["there"]
    assert (tmp_path / "there").read_text("utf-8") == "mine"


def test_a_folder_that_cannot_be_written_leaves_nothing_half_done(said, tmp_path, monkeypatch):
    def full(*names):
        raise OSError(28, "No space left on device", "study")

    monkeypatch.setattr("os.rename", full)
    code, out, err = said("init", str(tmp_path / "study"))
    assert (code, out, err) == (1, "", "No space left on device: study\n")
    assert list(tmp_path.iterdir()) == []


def test_schema_prints_one_json_object_of_the_dialect_editors_read(said):
    code, out, err = said("schema")
    assert (code, err) == (0, "")
    assert json.loads(out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"
