"""Every command's JSON against docs/output.md, key by key: what it says is printed, and what is printed it says."""

from __future__ import annotations

import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cyclopts import App

from econsim.cli import app, call
from econsim.model_version import PACKAGE
from econsim.networks.catalogue import load_scenario
from econsim.runs.run import run
from tests.scenario.scenario_files import written

DOCUMENT = (Path(__file__).resolve().parents[1] / "docs" / "output.md").read_text("utf-8")
SIZE = ("--epochs", "2", "--replicates", "2", "--workers", "1", "--quiet")
ONCE = ("--epochs", "2", "--replicates", "1", "--workers", "1", "--quiet")
NO_MARKET = ("--set", "run.market=false")
TINY = ("--set", "population.delegators.accounts=200", "--set", "population.tenants.accounts=50")
OVER = (
    "--baseline", "mainnet6", "--over", "exit_rate", "--epochs", "2", "--replicates", "1", "--workers", "1", "--quiet",
    *TINY,
)  # fmt: skip
FILE = """\
schema: 1
name: floors
extends: mainnet6
variants: {tight: {chain.staking.max_validators: 85}}
sweep: {chain.staking.min_commission_rate: {values: [0.05, 0.10]}}
"""
TWO_CHANGES = """\
schema: 1
name: two
extends: mainnet6
chain: {staking: {max_validators: 85}, distribution: {community_tax: 0.0}}
"""
UNSURE = """\
schema: 1
name: unsure
extends: mainnet7
run: {epochs: 10, market: false}
population: {delegators: {accounts: 200}}
uncertain: {policies.bonding.bonding_response_per_year: {low: 0, high: 60}}
"""
AIMS = """\
name,series,period_start,value,standard_error,discrepancy_sd
september,bonded_ratio,2023-09-08,0.656,0.004,0.01
"""
SEEN = """\
date,metric,value
2023-09-02,bonded_ratio,0.6561
2023-09-03,bonded_ratio,0.6560
2023-09-05,bonded_ratio,0.6563
2023-09-08,bonded_ratio,0.6550
2023-09-08,happiness,3
"""
LAW = {
    "id": "ratio",
    "law": "mint.blocks_ratio",
    "parameters": {"block_seconds": 6.0, "blocks_per_year": 5_000_000, "year_seconds": 30_000_000},
    "expected": {"blocks_ratio": 1.0},
    "tolerance": {"formula_rtol": 1e-9},
}
VECTORS = PACKAGE / "data" / "vectors" / "public.json"
COMMANDS = {  # the heading of a section -> what is run for it
    "econsim run NAME --json": [("run", "mainnet6", *SIZE), ("run", "mainnet6", "--only-replicate", "1", *SIZE)],
    "econsim compare BASELINE [VARIANT...] --json": [
        ("compare", "FILE", *SIZE, *TINY),
        ("compare", "mainnet6", "TWO", "--switching", "--one-by-one", *ONCE, *TINY, *NO_MARKET),
    ],
    "econsim sweep FILE --json": [("sweep", "FILE", *SIZE)],
    "econsim sensitivity VARIANT --baseline A --json": [
        ("sensitivity", "TWO", *OVER, "--method", "morris", "--trajectories", "2", "--switching", "exit_rate"),
        ("sensitivity", "TWO", *OVER, "--method", "sobol", "--samples", "2"),
        ("sensitivity", "mainnet7", "--baseline", "mainnet6", *ONCE, *TINY, *NO_MARKET),
    ],
    "econsim run NAME --dry-run --json": [
        ("run", "FILE", "--dry-run", "--epochs", "2", "--set", "chain.staking.max_validators=85"),
        ("run", "governed_floor", "--dry-run", "--epochs", "2"),
        ("compare", "FILE", "--dry-run", *SIZE),
        ("sweep", "FILE", "--dry-run", *SIZE),
    ],
    **{f"econsim list {what} --json": [("list", what)] for what in ("scenarios", "policies", "shocks", "series")},
    "econsim list params --json": [("list", "params")],
    "econsim list metrics --json": [("list", "metrics")],
    "econsim show NAME --json": [("show", "governed_floor"), ("show", "mainnet7", "--origin", "--diff", "mainnet6")],
    "econsim validate FILE... --json": [("validate", "FILE", "nowhere.yaml")],
    "econsim calibrate genesis --json": [("calibrate", "genesis")],
    "econsim calibrate market --json": [
        ("calibrate", "market", "--evaluations", "1", "--replicates", "1", "--workers", "1", "--quiet")
    ],
    "econsim calibrate NAME --json": [
        (
            "calibrate",
            "UNSURE",
            "--targets",
            "AIMS",
            "--points",
            "4",
            "--waves",
            "1",
            "--replicates",
            "2",
            "--draws",
            "20",
            "--predictive",
            "2",
            "--workers",
            "1",
            "--quiet",
        ),
    ],
    "econsim backtest --json": [
        (
            "backtest",
            "SEEN",
            "--train-until",
            "2023-09-05",
            "--scenario",
            "UNSURE",
            "--replicates",
            "2",
            "--workers",
            "1",
            "--quiet",
        ),
    ],
    "econsim verify --json": [("verify", "--quiet", "--vectors", str(VECTORS), "--theory", "ROWS")],
    "econsim doctor --json": [("doctor",)],
    "econsim results list --json": [("results", "list")],
    "econsim results show DIR --json": [("results", "show", "DIR")],
    "econsim reproduce DIR --json": [("reproduce", "DIR", "--workers", "1", "--quiet")],
    "econsim results clean --json": [("results", "clean")],
}
KINDS = {
    "text": lambda value: isinstance(value, str),
    "whole number": lambda value: type(value) is int,
    "number": lambda value: type(value) in (int, float),
    "true": lambda value: value is True,
    "false": lambda value: value is False,
    "null": lambda value: value is None,
    "map": lambda value: isinstance(value, dict),
    "list": lambda value: isinstance(value, list),
    "anything": lambda value: True,
    "absent": lambda value: False,  # the key itself may be missing
}
MAY_BE_EMPTY = (
    ".scenarios[].variants[]",
    ".cache.stale[]",
    ".extras.*.missing[]",
    ".results[]",
    ".differs[]",
    ".outside[]",
    ".files[].notes[]",
    ".notes[]",
    ".left_out[]",
    ".failures[]",
    ".switching[].crossings[]",
    ".switching[].other_paths[]",
    ".what_if.switching.*[].crossings[]",
    ".claims[]",
)  # all is well
WORD = re.compile(r"\[\]|[^.\[\]]+")


class Key:
    """One key of a description: the types it may have (none: it has keys below it), and those keys."""

    def __init__(self) -> None:
        self.types: list[str] = []
        self.below: dict[str, Key] = {}

    def add(self, path: str, types: str) -> None:
        here = self
        for word in WORD.findall(path):
            here = here.below.setdefault(word, Key())
        here.types = re.split(r", | or ", types)

    def check(self, value: Any, path: str, seen: set[str]) -> None:
        """Fail where a value is not as described; note every key that was met."""
        seen.add(path)
        if self.types:
            assert any(KINDS[kind](value) for kind in self.types), f"{path} is {value!r}; expected {self.types}"
        if not self.below or (value is None and self.types):
            return
        if "[]" in self.below:
            assert isinstance(value, list), path
            for entry in value:
                self.below["[]"].check(entry, f"{path}[]", seen)
        else:
            assert isinstance(value, dict), path
            if "*" not in self.below:
                may_lack = {name for name, key in self.below.items() if "absent" in key.types}
                assert set(self.below) - may_lack <= set(value) <= set(self.below), path
            for name, entry in value.items():
                word = "*" if "*" in self.below else name
                self.below[word].check(entry, f"{path}.{word}", seen)

    def paths(self, path: str = "") -> set[str]:
        found = {path}
        for word, key in self.below.items():
            found |= key.paths(f"{path}[]" if word == "[]" else f"{path}.{word}")
        return found


def printers_of_json(commands: App, path: str = "") -> list[str]:
    """Return every command with an option --json, those of groups with the name of their group."""
    found = []
    for name in (name for name in commands if not name.startswith("-")):
        command, whole = commands[name], f"{path} {name}".strip()
        if command.default_command is None:
            found += printers_of_json(command, whole)
        elif "json" in inspect.signature(command.default_command).parameters:
            found.append(whole)
    return found


def sections() -> dict[str, str]:
    """Return the text of every section about a command, by the command in its heading."""
    parts = re.split(r"^## `(econsim [^`]+)`$", DOCUMENT, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def described(section: str) -> Key:
    top = Key()
    for path, types in re.findall(r"^\| `([^`]+)` \| ([^|]+) \|", section, flags=re.MULTILINE):
        top.add(path, types.strip())
    return top


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a scenario file and a run in it, in which all commands are run."""
    made = tmp_path_factory.mktemp("output")
    written(made, FILE, "floors.yaml")
    written(made, TWO_CHANGES, "two.yaml")
    written(made, UNSURE, "unsure.yaml")
    written(made, AIMS, "aims.csv")
    written(made, SEEN, "seen.csv")
    (made / "rows.json").write_text(json.dumps([LAW]))
    run(load_scenario("mainnet6"), epochs=2, replicates=1, workers=1, out=made / "results")
    return made


@pytest.fixture
def printed(folder, monkeypatch, capsys):
    """Run a command with --json and return the one object that it prints."""
    monkeypatch.chdir(folder)

    words = {
        "FILE": "floors.yaml",
        "TWO": "two.yaml",
        "ROWS": "rows.json",
        "UNSURE": "unsure.yaml",
        "AIMS": "aims.csv",
        "SEEN": "seen.csv",
        "DIR": str(next(one for one in (folder / "results").glob("mainnet6-*") if "-vs-" not in one.name)),
    }

    def command(*arguments: str) -> Any:
        call([*(words.get(word, word) for word in arguments), "--json"])
        out = capsys.readouterr().out

        def refuse(word: str) -> None:
            raise AssertionError(f"{word} is no JSON")

        assert out.isascii()
        return json.loads(out, parse_constant=refuse)

    return command


def test_the_document_has_a_section_for_every_command_that_is_run_here():
    assert set(sections()) == set(COMMANDS)


def test_every_command_that_prints_json_is_described():
    described_commands = {" ".join(section.split()[1:3]) for section in sections()}
    for name in printers_of_json(app):
        assert any(found.startswith(name) for found in described_commands), (
            f"docs/output.md lacks econsim {name} --json"
        )


@pytest.mark.parametrize("section", COMMANDS)
def test_a_command_prints_what_the_document_says(printed, section):
    top, seen = described(sections()[section]), set[str]()
    for arguments in COMMANDS[section]:
        top.check(printed(*arguments), "", seen)
    never_printed = top.paths() - seen
    assert not {path for path in never_printed if not path.startswith(MAY_BE_EMPTY)}


@pytest.mark.parametrize("section", COMMANDS)
def test_the_example_in_the_document_is_as_the_document_says(section):
    text = sections()[section]
    (example,) = re.findall(r"^```json\n(.*?)^```$", text, flags=re.MULTILINE | re.DOTALL)
    described(text).check(json.loads(example), "", set())


def test_a_description_refuses_what_it_does_not_say():
    top = Key()
    top.add("a.*.mean", "number or null")
    top.add("b[].name", "text")
    for wrong in ({"a": {}}, {"a": {"x": {"mean": "1"}}, "b": []}, {"a": {}, "b": [], "c": 1}, {"a": {}, "b": [{}]}):
        with pytest.raises(AssertionError):
            top.check(wrong, "", set())
    top.check({"a": {"x": {"mean": None}}, "b": [{"name": ""}]}, "", set())
