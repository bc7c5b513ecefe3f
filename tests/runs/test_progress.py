"""What is told while replicates run: what was asked for, a notebook's line, or nothing."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from econsim.runs import progress
from econsim.runs.progress import duration, told


class Notebook:
    """Stands in for IPython: a shell with a kernel, and what a cell shows."""

    def __init__(self) -> None:
        self.shown: list[str] = []

    def get_ipython(self) -> SimpleNamespace:
        return SimpleNamespace(kernel=object())

    def display(self, content, *, raw: bool, display_id: bool) -> Notebook:
        assert raw
        assert display_id
        self.update(content, raw=True)
        return self

    def update(self, content, *, raw: bool) -> None:
        self.shown.append(content["text/plain"])


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    made = Notebook()
    monkeypatch.setitem(sys.modules, "IPython", made)
    monkeypatch.setitem(sys.modules, "IPython.display", made)
    return made


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    now = SimpleNamespace(seconds=0.0)
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def test_a_notebook_shows_a_line_that_changes_in_its_place(notebook: Notebook, clock: SimpleNamespace) -> None:
    """One replicate every two seconds: after the second of them eight more take 16 s."""
    with told("mainnet7", 10, None) as tell:
        for number in range(1, 11):
            clock.seconds = 2.0 * number
            tell(1)
    assert notebook.shown[1] == "mainnet7: 2 of 10 replicates, about 16 s left"
    assert notebook.shown[-1] == "mainnet7: 10 of 10 replicates"


def test_a_notebook_shows_nothing_for_what_is_done_at_once(notebook: Notebook, clock: SimpleNamespace) -> None:
    with told("mainnet7", 2, None) as tell:
        clock.seconds = 0.9
        tell(2)
    assert notebook.shown == []


def test_nothing_is_told_outside_a_notebook_nor_where_a_progress_was_asked_for(
    notebook: Notebook, clock: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counted: list[int] = []
    with told("mainnet7", 1, counted.append) as tell:
        clock.seconds = 5.0
        tell(1)
    assert (counted, notebook.shown) == ([1], [])
    monkeypatch.setattr(notebook, "get_ipython", lambda: None)
    with told("mainnet7", 1, None) as tell:
        tell(1)
    assert notebook.shown == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(("seconds", "words"), [(40, "40 s"), (180, "3 min"), (9_000, "2.5 h")])
def test_times_are_told_as_people_say_them(seconds: float, words: str) -> None:
    assert duration(seconds) == words
