"""`econsim verify`: tables for people, one object for programs, exit codes for scripts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from econsim.cli import call
from econsim.verification.result import Result
from econsim.verification.vectors import ALL_SHIPPED

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


def test_the_vectors_that_ship_pass_all_of_them(said: Any) -> None:
    code, out, err = said("--vectors")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "chain vectors: 167 of 167 passed"
    assert out.splitlines()[-1] == "167 of 167 chain vectors"


def test_the_shipped_files_named_give_the_same_as_none(said: Any) -> None:
    assert said("--vectors", "--json") == said("--vectors", *map(str, ALL_SHIPPED), "--json")


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Note which checks are made, and of what file, instead of making them."""
    noted: list[Any] = []

    def noting(name: str, status: str) -> Any:
        def check(file: Any = None) -> list[Result]:
            noted.append((name, file))
            return [Result(f"{name}.1", name, status, "worst 0.5"), Result(f"{name}.2", name, "unsupported", "not yet")]

        return check

    monkeypatch.setattr("econsim.verification.vectors.run_file", noting("vectors", "passed"))
    monkeypatch.setattr("econsim.verification.theory_table.check", noting("theory", "passed"))
    monkeypatch.setattr("econsim.verification.history.check", noting("history", "passed"))
    monkeypatch.setattr("econsim.verification.replications.check", lambda: noted.append(("chains", None)) or [])
    monkeypatch.setattr("econsim.verification.fast_equals_slow.check", noting("twins", "passed"))
    return noted


def test_bare_verify_checks_everything_that_ships_and_says_so_in_short(said: Any, checked: list[Any]) -> None:
    code, out, err = said()
    assert code == 0
    vectors = [("vectors", file) for file in ALL_SHIPPED]
    assert checked == [*vectors, ("theory", None), ("history", None), ("chains", None), ("twins", None)]
    assert [line.split()[1] for line in err.splitlines()] == ["chain", "theory", "history", "fast"]
    assert "passed history.1: worst 0.5" in out.splitlines()
    of_vectors = f"{len(vectors)} of {len(vectors)} chain vectors ({len(vectors)} unsupported)"
    others = (f"1 of 1 {what} (1 unsupported)" for what in ("theory", "history", "fast equals slow"))
    assert out.splitlines()[-1] == "; ".join([of_vectors, *others])
    assert said("--quiet")[2] == ""


@pytest.mark.parametrize(
    ("options", "made"),
    [
        (("--theory",), [("theory", None)]),
        (("--theory", "rows.json", "more.json"), [("theory", Path("rows.json")), ("theory", Path("more.json"))]),
        (("--history", "2024.csv"), [("history", Path("2024.csv"))]),
        (("--fast-equals-slow",), [("twins", None)]),
        (("--vectors", "a.json", "--history"), [("vectors", Path("a.json")), ("history", None), ("chains", None)]),
    ],
)
def test_only_what_is_named_is_checked(said: Any, checked: list[Any], options: Any, made: list[Any]) -> None:
    assert said(*options)[0] == 0
    assert checked == made


def test_rows_of_theory_are_about_laws(said: Any, checked: list[Any]) -> None:
    rows = json.loads(said("--theory", "--json")[1])["results"]
    assert {row["law"] for row in rows} == {"theory"}


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
    assert out.splitlines()[-3] == "unsupported u: econsim does not know mechanism 'dec_roots'"
    assert said("--strict", files=([PASSES, UNKNOWN],))[0] == 1
    assert said("--strict", files=([PASSES],))[0] == 0


def test_several_files_are_joined(said: Any) -> None:
    code, out, _ = said("--json", files=([PASSES], [FAILS]))
    assert code == 1
    assert [row["id"] for row in json.loads(out)["results"]] == ["p", "f"]


def test_a_failure_is_named_with_what_differs(said: Any) -> None:
    _, out, _ = said(files=([FAILS],))
    assert out.splitlines()[-3] == "failed f: add is '3.000000000000000000', expected '4'"


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
    assert out.splitlines()[-3].startswith(r"unsupported \ud800\x1b\n: ")
    assert out.splitlines()[-4] == r"failed p: \ud800\x1b\n is not reported"
