"""The command line in every surrounding: pipes, narrow terminals, other encodings, full disks, other folders."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys

import pytest
from cyclopts import App

from econsim.cli import app, call, progress, show
from econsim.runs.progress import duration
from tests.scenario.scenario_files import SHIPPED

COMMAND = [sys.executable, "-m", "econsim"]
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3[0-7]|9[0-7]|38)")


def run(*arguments: str, environment: dict[str, str] | None = None, **options) -> subprocess.CompletedProcess:
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(
        [*COMMAND, *arguments], env=os.environ | (environment or {}), text=True, check=False, **streams
    )


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """Return what a command prints on a terminal of its own."""
    import pty

    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *arguments],
        env={name: value for name, value in os.environ.items() if name != "NO_COLOR"} | environment,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ):
        os.close(theirs)
        parts = []
        while part := _read(ours):
            parts.append(part)
        os.close(ours)
    return b"".join(parts).decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # Linux: the other end is closed
        return b""


def test_a_reader_that_goes_away_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    answer = run("list", "params", stdout=writer)
    os.close(writer)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_a_stdout_that_cannot_be_written_is_one_line_and_exit_code_1(tmp_path):
    (tmp_path / "read").write_text("")
    with (tmp_path / "read").open() as only_read:
        answer = run("list", stdout=only_read)
    assert (answer.returncode, answer.stderr.count("\n")) == (1, 1)
    assert answer.stderr.startswith("Bad file descriptor")


def test_closed_streams_are_no_error():
    answer = subprocess.run(["sh", "-c", '"$@" >&- 2>&-', "sh", *COMMAND, "list"], check=False)
    assert answer.returncode == 0


@pytest.mark.parametrize(
    "environment", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_no_encoding_makes_a_command_fail(environment):
    for arguments, code in ((("show", "Ж"), 2), (("--help",), 0)):
        answer = run(*arguments, environment=environment, encoding="utf-8", errors="replace")
        assert answer.returncode == code
        assert answer.stderr.count("\n") == (1 if code else 0)


def test_a_minus_that_an_encoding_lacks_is_a_hyphen(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    show.speak_any_encoding()
    show.put("−0.21 – “small” → Ж \udce9")
    assert raw.getvalue() == b'-0.21 - "small" -> ? \xe9\n'


@pytest.mark.parametrize("environment", [{"FORCE_COLOR": "1", "COLUMNS": "40"}, {"PYTHONWARNINGS": "error"}])
def test_a_pipe_gets_no_codes_and_unfolded_rows(environment):
    answer = run("list", environment=environment)
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "\x1b" not in answer.stdout
    assert [line.split()[0] for line in answer.stdout.splitlines()] == ["scenarios", "name", *SHIPPED]


def test_a_terminal_gets_a_table_as_wide_as_it_is():
    printed = on_a_terminal("list", COLUMNS="40", TERM="xterm-256color")
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in printed.splitlines()]
    assert max(map(len, lines)) <= 40
    assert len(lines) > 5, "long titles are folded"


def test_no_color_is_respected():
    assert COLOUR.search(on_a_terminal("--help", TERM="xterm-256color"))
    assert not COLOUR.search(on_a_terminal("--help", TERM="xterm-256color", NO_COLOR="1"))


def leaves(commands: App, *path: str) -> list[tuple[str, ...]]:
    """Return the words of every command, of those in groups too."""
    found = []
    for name in (name for name in commands if not name.startswith("-")):
        is_group = commands[name].default_command is None
        found += leaves(commands[name], *path, name) if is_group else [(*path, name)]
    return found


@pytest.mark.parametrize("words", leaves(app), ids=" ".join)
def test_every_command_has_help_with_an_example(capsys, words):
    assert call([*words, "--help"]) == 0
    assert f"Example: econsim {' '.join(words)}" in " ".join(capsys.readouterr().out.split())


def test_a_scenario_is_found_from_another_folder(tmp_path):
    answer = run("show", "mainnet7", cwd=tmp_path, environment={"PYTHONPATH": os.pathsep.join(sys.path)})
    assert answer.returncode == 0
    assert "name: mainnet7" in answer.stdout


def test_a_number_that_is_none_is_null(capsys):
    show.print_json({"a": [float("nan"), float("inf"), 1.5], "b": {"c": (-float("inf"),)}})
    assert json.loads(capsys.readouterr().out) == {"a": [None, None, 1.5], "b": {"c": [None]}}


def test_progress_is_a_plain_line_now_and_then_with_the_time_left(capsys, monkeypatch):
    """4 were kept; of the others the first is there after 6 s, which is the start, and then one comes every 2 s."""
    clock = iter([0.0, 1.0, 6.0, 8.0, 10.0, 12.0, 14.0, 16.0, 18.0, 20.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.progress_of("study", 12, quiet=False) as advance:
        for n in (4, 1, 1, 1, 1, 1, 1, 1, 1):
            advance(n)
    out, err = capsys.readouterr()
    assert out == ""
    told = ["study: 5 of 12 replicates", "study: 8 of 12 replicates", "study: 11 of 12 replicates, about 2 s left"]
    assert err.splitlines() == [*told, "study: 12 of 12 replicates"]


def test_progress_of_what_is_done_at_once_is_silent_and_quiet_is_always(capsys, monkeypatch):
    with progress.progress_of("study", 1, quiet=False) as advance:
        advance(1)
    with progress.progress_of("study", 1, quiet=True) as advance:
        advance(1)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("seconds", "words"), [(0.4, "0 s"), (40.2, "40 s"), (170.0, "3 min"), (9000.0, "2.5 h")])
def test_a_duration_is_told_as_people_say_it(seconds, words):
    assert duration(seconds) == words
