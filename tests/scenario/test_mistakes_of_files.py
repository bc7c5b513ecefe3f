"""A file that is no scenario, cannot be read, lacks what a scenario has, or takes over what is not there."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from econsim.errors import EconsimError, ScenarioError, UsageError
from econsim.networks.catalogue import load_scenario
from tests.scenario.scenario_files import SHIPPED, written


@pytest.mark.parametrize("text", ["name: alone", "chain:\n  mint: {inflation_min: 0.0}", "timeline: {x: null}"])
def test_a_file_that_lacks_most_of_a_scenario_is_told_one_thing_to_write(tmp_path, text):
    path = written(tmp_path, f"schema: 1\n{text}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.mistakes == [f"{path}:1:1: no extends; write `extends: mainnet7`"]


def test_what_is_missing_in_a_whole_scenario_is_named_where_it_should_be(tmp_path):
    whole = load_scenario("mainnet6").content()
    del whole["chain"]["mint"]["goal_bonded"], whole["shocks"]
    path = written(tmp_path, json.dumps(whole))
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert [line.partition(" ")[2] for line in caught.value.mistakes] == [
        "shocks: missing; extend mainnet6 or give it",
        "chain.mint.goal_bonded: missing; extend mainnet6 or give it",
    ]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "is empty; a scenario begins with schema: 1"),
        (b"# nothing but a comment\n", "is empty; a scenario begins with schema: 1"),
        (b"- 1\n", "is not a map"),
        (b"just words\n", "is not a map"),
        (b"a: b: c\n", "1:5: is not YAML: mapping values are not allowed here"),
        (b"a: [1, 2\n", "is not YAML"),
        (b"a: \x00\n", "is not YAML"),
        (b"schema: 1\n---\nschema: 1\n", "2:1: is not YAML: but found another document"),
        (b"schema: \xff\n", "is not UTF-8 text (byte 8)"),
        (b"schema: 1\nname: a\nname: b\n", "3:1 name is given twice; first in line 2"),
        (b"schema: 1\nname: !mine 3\n", "2:1 name: has the tag !mine; a scenario has plain values only"),
        (b"schema: 1\nrun: &a {<<: *b}\n", "found undefined alias"),
        (b"schema: 1\nrun: {<<: {epochs: 3}}\n", "2:7 run: merge keys (<<) are no part of scenarios; use extends"),
        (b"schema: 1\n? [1, 2]\n: 3\n", "2:3: a key is a name"),
        (b"schema: 1\nrun: &a [*a]\n", "is nested too deeply or repeats itself too often"),
        (b"schema: 1\nrun: " + b"[" * 2_000, "is nested too deeply"),
        (b"schema: 1\nrun: " + b"[" * 40 + b"]" * 40, "is nested too deeply"),
        (b"schema: 1\nname: " + b"a" * 200_001, "has 200,017 bytes; a scenario has 200,000 at most"),
        (b"schema: 1\nrun: {seed: " + b"9" * 5_000 + b"}", "2:7 run.seed is '9999"),
        (b"extends: mainnet6\n", "1:1 schema: missing; begin with schema: 1"),
        (b"schema: 2\nextends: mainnet6\n", "1:1 schema is 2; this econsim reads schema 1"),
        (b"schema: true\nextends: mainnet6\n", "1:1 schema is true; this econsim reads schema 1"),
        (b"schema: 1\nextends: [a, b]\n", "2:1 extends is a list; expected one shipped name or path"),
        (b"schema: 1\nextends: mainet6\n", "2:1 extends is 'mainet6'; no such shipped scenario, no such file; did you"),
    ],
)
def test_a_file_that_is_no_scenario_is_refused_in_words(tmp_path, content, complaint):
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert any(complaint in line for line in caught.value.mistakes), caught.value.mistakes
    assert all(line.startswith(str(path)) for line in caught.value.mistakes)


def test_aliases_that_multiply_are_refused(tmp_path):
    lines = ["schema: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    path = written(tmp_path, "\n".join(lines))
    with pytest.raises(ScenarioError, match="repeats itself too often"):
        load_scenario(path)


@pytest.mark.parametrize("name", ["nowhere.yaml", "no/such/folder.yaml", "a\0b.yaml", "x" * 5_000 + ".yaml"])
def test_a_file_that_cannot_be_read_is_one_line(tmp_path, name):
    with pytest.raises(EconsimError) as caught:
        load_scenario(tmp_path / name)
    assert "cannot be read" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_folder_is_no_scenario(tmp_path):
    folder = tmp_path / "folder.yaml"
    folder.mkdir()
    with pytest.raises(ScenarioError, match="cannot be read: Is a directory"):
        load_scenario(folder)


def test_a_file_that_is_not_there_is_told_with_the_one_whose_name_is_near(tmp_path):
    (tmp_path / "floor8.yaml").write_text("schema: 1\n")
    (tmp_path / "floor.txt").write_text("")
    with pytest.raises(ScenarioError, match=r"No such file or directory; did you mean .*floor8\.yaml\?$"):
        load_scenario(tmp_path / "floor9.yaml")
    with pytest.raises(ScenarioError, match=r"No such file or directory$"):
        load_scenario(tmp_path / "nothing.yaml")


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(UsageError, match="no scenario 'mainet7'; did you mean mainnet7"):
        load_scenario("mainet7")
    with pytest.raises(
        UsageError,
        match=f"shipped are {', '.join(SHIPPED)}",
    ):
        load_scenario("atlantis")


def test_mistakes_of_a_parent_are_told_with_the_parents_lines(tmp_path):
    parent = written(tmp_path, "schema: 1\nextends: mainnet6\nchain: {mint: {goal_bonded: 67}}", "parent.yaml")
    path = written(tmp_path, "schema: 1\nextends: parent.yaml\nrun: {epochs: 0}")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert caught.value.mistakes == [
        f"{path}:3:7 run.epochs is 0; expected 1 to 100000",
        f"{parent}:3:16 chain.mint.goal_bonded is 67; expected 0.01 to 1; did you mean 0.67?",
    ]


def test_extends_in_a_circle_shows_the_chain(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        written(tmp_path, f"schema: 1\nextends: {parent}.yaml\n", f"{name}.yaml")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("a.yaml")
    assert "c.yaml:2:1 extends: goes in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml" in caught.value.mistakes


def test_a_scenario_that_extends_itself_is_refused(tmp_path):
    path = written(tmp_path, "schema: 1\nextends: mine.yaml\n")
    with pytest.raises(ScenarioError, match="goes in a circle"):
        load_scenario(path)


@pytest.mark.skipif(os.name != "posix" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_a_file_without_permission_is_one_line(tmp_path: Path):
    path = written(tmp_path, "schema: 1\n")
    path.chmod(0)
    with pytest.raises(ScenarioError, match="cannot be read: Permission denied"):
        load_scenario(path)


def test_a_parent_that_is_missing_hides_no_mistake_and_makes_none(tmp_path):
    text = "schema: 1\nextends: mainet6\nrun: {epochs: 0, sed: 1}\ntimeline: {axlusdc_accepted: null}\n"
    path = written(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert [line.removeprefix(f"{path}:") for line in caught.value.mistakes] == [
        "2:1 extends is 'mainet6'; no such shipped scenario, no such file; did you mean mainnet6?",
        "3:7 run.epochs is 0; expected 1 to 100000",
        "3:18 run.sed: no such field; did you mean seed?",
    ]
