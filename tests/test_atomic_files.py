"""Files are whole or not there, whoever is killed and whatever is full."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest

from econsim.atomic_files import is_set_aside, remove_leftovers, set_aside, write_bytes, write_json, write_text


def test_a_file_is_written_whole_and_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file.json"
    write_json(path, {"a": 1})
    write_text(path, "other")
    assert path.read_text("utf-8") == "other"
    assert [found.name for found in path.parent.iterdir()] == ["file.json"]


NO_ROOM = """
import resource, sys
from pathlib import Path
from econsim.atomic_files import write_bytes
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
try:
    write_bytes(Path(sys.argv[1]), b"new" * 10_000)
except OSError as error:
    print(error.filename, error.strerror)
"""  # in a process of its own: the limit holds for whatever it writes, the report of these tests included


def test_where_there_is_no_room_the_old_file_stays_and_nothing_is_left_half_written(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_bytes(path, b"old")
    answer = subprocess.run([sys.executable, "-c", NO_ROOM, str(path)], capture_output=True, text=True, check=True)
    assert answer.stdout.split(maxsplit=1) == [str(path), "File too large\n"]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_number_that_json_cannot_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "file", {"a": float("nan")})
    assert not list(tmp_path.iterdir())


def test_what_dead_processes_left_is_removed_and_what_live_ones_write_is_not(tmp_path: Path) -> None:
    (tmp_path / "epochs").mkdir()
    dead, live = tmp_path / ".manifest.json.01.part", tmp_path / "epochs" / ".replicate=0000.parquet.02.part"
    dead.touch()
    with live.open("xb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert remove_leftovers(tmp_path) == 1
        assert (dead.exists(), live.exists()) == (False, True)
    assert remove_leftovers(tmp_path) == 1


def test_a_file_whose_unfinished_form_was_tidied_away_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from econsim import atomic_files as store

    thieves = [remove_leftovers, lambda folder: None]

    def replace(part: Path, path: Path) -> None:
        thieves.pop(0)(tmp_path)
        part.rename(path)

    monkeypatch.setattr(store.os, "replace", replace)
    write_text(tmp_path / "file", "whole")
    assert (tmp_path / "file").read_text("utf-8") == "whole"
    assert not thieves


def test_a_folder_that_is_a_file_is_an_error_and_not_tried_for_ever(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        write_text(tmp_path / "file" / "below", "text")


def test_files_set_aside_keep_their_content_and_do_not_push_each_other_out(tmp_path: Path) -> None:
    path = tmp_path / "replicate=0003.parquet"
    for content in ("first", "second"):
        path.write_text(content)
        aside = set_aside(path)
        assert is_set_aside(aside)
        assert not path.exists()
    assert not list(tmp_path.glob("*.parquet"))
    assert [found.read_text() for found in sorted(tmp_path.iterdir())] == ["first", "second"]
