"""Typed results survive the way through a file to the byte, and a file of another shape is refused where it differs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from econsim.analysis.compare import compared
from econsim.analysis.comparison import load_comparison
from econsim.analysis.outcomes import Numbers
from econsim.analysis.report_data import Flow
from econsim.analysis.typed_json import KEY, json_of, read
from econsim.errors import UsageError
from tests.analysis.hand_made import hand_made_arms

EXAMPLE = Path(__file__).parents[2] / "results" / "example-mainnet6-vs-mainnet7" / "comparison.json"


@dataclass(frozen=True)
class Inner:
    sure: float
    maybe: int | None


@dataclass(frozen=True)
class Outer:
    who: str = field(metadata={KEY: "from"})
    inner: Mapping[str, Inner]
    flags: tuple[bool, ...]
    later: str | None = None


TOLD = {"from": "a", "inner": {"x": {"sure": 1.5, "maybe": None}}, "flags": [True, False], "later": None}


def refused(tmp_path: Path, content: object) -> str:
    file = tmp_path / "outer.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    with pytest.raises(UsageError) as error:
        read(Outer, file)
    return str(error.value).removeprefix(str(file))


def test_a_dataclass_is_an_object_with_its_fields_as_keys_in_their_order(tmp_path: Path) -> None:
    value = Outer("a", {"x": Inner(1.5, None)}, (True, False))
    assert json.dumps(json_of(value)) == json.dumps(TOLD)
    (tmp_path / "outer.json").write_text(json.dumps(TOLD), encoding="utf-8")
    assert read(Outer, tmp_path / "outer.json") == value


def test_a_field_with_a_default_may_be_missing_and_a_key_that_nobody_knows_may_be_there(tmp_path: Path) -> None:
    told = {name: entry for name, entry in TOLD.items() if name != "later"} | {"of_a_later_version": 1}
    (tmp_path / "outer.json").write_text(json.dumps(told), encoding="utf-8")
    assert read(Outer, tmp_path / "outer.json").later is None


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"inner": {"x": {"sure": 1.5}}}, ": inner.x.maybe is missing"),
        ({"inner": {"x": {"sure": "1", "maybe": 2}}}, ': inner.x.sure is "1"; expected a number'),
        ({"inner": {"x": {"sure": None, "maybe": 2}}}, ": inner.x.sure is null; expected a number"),
        ({"inner": {"x": {"sure": 1.5, "maybe": True}}}, ": inner.x.maybe is true; expected a whole number"),
        ({"inner": [1]}, ": inner is [1]; expected an object"),
        ({"flags": {}}, ": flags is {}; expected a list"),
        ({"flags": [True, 1]}, ": flags[1] is 1; expected true or false"),
        ({"from": 3}, ": from is 3; expected text"),
    ],
)
def test_what_is_missing_or_of_another_kind_is_named_with_file_and_place(tmp_path, changes, complaint) -> None:
    assert refused(tmp_path, TOLD | changes).startswith(complaint)


@pytest.mark.parametrize("content", ["[]", "7", "{", ""])
def test_a_file_that_holds_something_else_is_refused(tmp_path: Path, content: str) -> None:
    assert refused(tmp_path, content).startswith((" cannot be read", ": is "))


def test_a_comparison_is_read_back_as_it_was_and_written_again_to_the_byte(tmp_path: Path) -> None:
    made = compared(hand_made_arms(shifts={"net_apr": -0.002, "stake_hhi": 0.01}, moved_uakt=5_000_000))
    made.write(tmp_path)
    texts = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    found = load_comparison(tmp_path)
    assert (found.numbers, found.background) == (made.numbers, made.background)
    assert isinstance(found.background.transfer["mainnet7"].flows[0], Flow)
    found.write(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == texts


def test_the_example_of_results_has_the_shape_of_comparison_json() -> None:
    content = json.loads(EXAMPLE.read_text("utf-8"))
    paths = {name: content.pop(name) for name in ("dir", "report")}
    assert all(paths.values())
    assert json.dumps(json_of(read(Numbers, EXAMPLE))) == json.dumps(content)


@pytest.mark.parametrize(("file", "name"), [("comparison.json", "results_digest"), ("report_data.json", "targets")])
def test_the_folder_of_another_version_is_refused_with_file_and_field(tmp_path: Path, file: str, name: str) -> None:
    compared(hand_made_arms()).write(tmp_path)
    content = json.loads((tmp_path / file).read_text("utf-8"))
    del content[name]
    (tmp_path / file).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UsageError, match=f"{file}: {name} is missing: another version of econsim wrote it"):
        load_comparison(tmp_path)


def test_a_comparison_is_read_without_a_compiler_and_without_a_model() -> None:
    code = "import sys, econsim.analysis.comparison; print({'numba', 'mesa', 'econsim.world'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"
