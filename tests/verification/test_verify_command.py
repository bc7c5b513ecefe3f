"""`econsim verify`: tables for people, one object for programs, exit codes for scripts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from econsim.cli import call
from econsim.verification.vectors import SHIPPED

PASSES = {"id": "p", "mechanism": "dec_arithmetic", "inputs": {"a": "1", "b": "2"}, "expected": {"add": "3"}}
FAILS = PASSES | {"id": "f", "expected": {"add": "4"}}
UNKNOWN = PASSES | {"id": "u", "mechanism": "dec_roots"}


@pytest.fixture
def said(capsys: Any, tmp_path: Any) -> Any:
    """Run verify on files made of these vectors and return its exit code, stdout and stderr."""

    def run(*options: str, files: tuple[list[Any], ...] = ()) -> tuple[int, str, str]:
        named: list[str] = []
        for place, vectors in enumerate(files):
            file = tmp_path / f"{place}.json"
            file.write_text(json.dumps({"vectors": vectors}))
            named += ["--vectors", str(file)]
        code = call(["verify", *named, *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


def test_bare_verify_runs_what_ships_and_all_of_it_passes(said: Any) -> None:
    code, out, err = said()
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "chain vectors: 140 of 140 passed"
    assert out.splitlines()[-1].split() == ["all", "140", "0", "0"]


def test_the_shipped_file_named_gives_the_same_as_none(said: Any) -> None:
    assert said("--json") == said("--vectors", str(SHIPPED), "--json")


def test_json_counts_and_names_every_result(said: Any) -> None:
    code, out, err = said("--json", files=([PASSES, FAILS, UNKNOWN],))
    assert code == 1
    assert err == "1 passed, 1 failed, 1 unsupported\n"
    found = json.loads(out)
    assert (found["passed"], found["failed"], found["unsupported"]) == (1, 1, 1)
    keys = {"id", "mechanism", "status", "detail", "measured", "standard_error", "expected"}
    assert all(set(row) == keys for row in found["results"])
    passed, failed, unsupported = found["results"]
    assert (passed["id"], passed["mechanism"], passed["status"]) == ("p", "dec_arithmetic", "passed")
    assert (failed["status"], failed["measured"], failed["expected"]) == ("failed", "3.000000000000000000", "4")
    assert (unsupported["status"], unsupported["detail"]) == (
        "unsupported",
        "econsim does not know mechanism 'dec_roots'",
    )


def test_unsupported_is_shown_and_fails_only_when_strict(said: Any) -> None:
    code, out, _ = said(files=([PASSES, UNKNOWN],))
    assert code == 0
    assert out.splitlines()[-1] == "unsupported u: econsim does not know mechanism 'dec_roots'"
    assert said("--strict", files=([PASSES, UNKNOWN],))[0] == 1
    assert said("--strict", files=([PASSES],))[0] == 0


def test_several_files_are_joined(said: Any) -> None:
    code, out, _ = said("--json", files=([PASSES], [FAILS]))
    assert code == 1
    assert [row["id"] for row in json.loads(out)["results"]] == ["p", "f"]


def test_a_failure_is_named_with_what_differs(said: Any) -> None:
    _, out, _ = said(files=([FAILS],))
    assert out.splitlines()[-1] == "failed f: add is '3.000000000000000000', expected '4'"


def test_a_file_without_vectors_is_bad_usage_in_one_line(said: Any, tmp_path: Any) -> None:
    code, out, err = said("--vectors", str(tmp_path / "none.json"))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said(files=([],))[0] == 2


def test_any_name_can_be_printed(said: Any) -> None:
    """JSON can hold half of a character, which no terminal takes, and what moves its cursor."""
    half = "\ud800\x1b\n"
    unknown, failing = PASSES | {"id": half, "mechanism": half}, PASSES | {"expected": {half: 1}}
    code, out, err = said(files=([unknown, failing],))
    assert (code, err) == (1, "0 passed, 1 failed, 1 unsupported\n")
    assert out.splitlines()[-2].startswith(r"unsupported \ud800\x1b\n: ")
    assert out.splitlines()[-1] == r"failed p: \ud800\x1b\n is not reported"
