"""doctor: what it finds, and what it says when something is broken."""

from __future__ import annotations

import json
import os

import pytest

from econsim.cli import call, doctor
from econsim.cli.doctor import BROKEN, GOOD, NOTE, checks_of, facts, folder_checks, self_test
from econsim.kernel_version import kernel_version
from econsim.networks import akash_model as model

HEALTHY = {
    "versions": {"econsim": "1.0", "numpy": "2.0"},
    "extras": {"notebook": {"missing": []}},
    "cores": 2,
    "memory_bytes": 8 * 2**30,
    "cache": {"dir": "/cache/numba-1", "bytes": 3_000_000, "stale": []},
    "terminal": {"encoding": "utf-8", "is_terminal": False, "columns": 80, "no_color": False},
}


def found(**changed):
    return {check.name: check for check in checks_of(HEALTHY | changed)}


def test_a_healthy_place_is_good_throughout():
    assert {check.status for check in found().values()} == {GOOD}
    assert found()["machine"].detail == "2 cores, 8.0 GiB of memory"


def test_a_missing_package_is_broken_and_named():
    check = found(versions={"econsim": "1.0", "numpy": None})["versions"]
    assert (check.status, check.detail) == (BROKEN, "missing: numpy; install econsim again")


def test_a_missing_extra_is_a_note_that_says_how_to_get_it():
    check = found(extras={"notebook": {"missing": ["jupyterlab"]}})["extra notebook"]
    assert (check.status, check.detail) == (NOTE, "missing jupyterlab; pip install -e '.[notebook]' adds it")


def test_compiled_code_of_other_versions_is_a_note_with_the_folders_to_delete():
    check = found(cache={"dir": "/cache/numba-1", "bytes": 0, "stale": ["/cache/numba-0"]})["cache"]
    assert check.status == NOTE
    assert check.detail.endswith("1 of other versions may be deleted: /cache/numba-0")


def test_an_encoding_that_lacks_signs_and_unknown_memory_are_told():
    terminal = HEALTHY["terminal"] | {"encoding": "ANSI_X3.4-1968"}
    assert found(terminal=terminal)["terminal"].status == NOTE
    assert found(memory_bytes=None)["machine"].detail == "2 cores, unknown memory"


def test_the_cache_lists_the_folders_of_other_versions_beside_it(tmp_path, monkeypatch):
    ours = tmp_path / f"numba-{kernel_version()}"
    for folder, content in ((ours, b"12345"), (tmp_path / "numba-old", b"1")):
        folder.mkdir()
        (folder / "code.nbc").write_bytes(content)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(ours))
    assert facts()["cache"] == {"dir": str(ours), "bytes": 5, "stale": [str(tmp_path / "numba-old")]}


def test_a_cache_folder_of_ones_own_choice_has_no_stale_neighbours(tmp_path, monkeypatch):
    (tmp_path / "numba-old").mkdir()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "mine"))
    assert facts()["cache"] == {"dir": str(tmp_path / "mine"), "bytes": 0, "stale": []}


def test_versions_and_extras_are_those_that_the_package_asks_for():
    told = facts()
    assert {"python", "model", "numpy", "mesa", "ruamel-yaml"} <= set(told["versions"])
    assert "jupyterlab" not in told["versions"]
    assert "notebook" in told["extras"]


def test_a_folder_that_cannot_be_written_is_broken(tmp_path):
    (tmp_path / "file").write_text("")
    results, cache = folder_checks(tmp_path / "file")
    assert (results.name, results.status) == ("results folder", BROKEN)
    assert (cache.name, cache.status) == ("cache folder", GOOD)


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_above_it_and_not_made(tmp_path):
    results, _ = folder_checks(tmp_path / "new" / "results")
    assert results.status == GOOD
    assert list(tmp_path.iterdir()) == []


def test_the_self_test_says_what_broke(monkeypatch):
    def broken(model):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setattr(model.AkashModel, "one_epoch", broken)
    check = self_test()
    assert (check.status, check.detail) == (BROKEN, "ZeroDivisionError: on purpose")


@pytest.mark.parametrize("json_or_not", [(), ("--json",)])
def test_what_is_broken_is_exit_code_1_and_named_on_stderr(capsys, monkeypatch, json_or_not):
    monkeypatch.setattr(doctor, "self_test", lambda: doctor.Check("self test", BROKEN, "on purpose"))
    assert call(["doctor", "--quiet", *json_or_not]) == 1
    printed = capsys.readouterr()
    assert printed.err == "broken: self test\n"
    if json_or_not:
        assert json.loads(printed.out)["healthy"] is False


def test_a_healthy_place_is_exit_code_0_and_the_books_of_the_self_test_balance(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert call(["doctor"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("everything works\n")
    assert ", 0 broken, " in out
    assert os.listdir(tmp_path) == []
