"""Notebooks run, and the source (.py) and the executed copy for reading (.ipynb) tell the same."""

from __future__ import annotations

from pathlib import Path

import pytest

jupytext = pytest.importorskip("jupytext", reason="the extra `notebook` is not installed")
nbclient = pytest.importorskip("nbclient", reason="the extra `notebook` is not installed")

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
NEEDS = {"07_results": ("duckdb", "polars")}
SOURCES = sorted(NOTEBOOKS.glob("*.py"))


def cells(notebook) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells if cell.source.strip()]


def test_there_are_notebooks() -> None:
    assert SOURCES


def test_no_notebook_stands_alone() -> None:
    assert {path.stem for path in NOTEBOOKS.glob("*.ipynb")} == {path.stem for path in SOURCES}


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_has_an_exercise_that_can_be_checked_and_all_but_the_first_say_how_sure(source: Path) -> None:
    told = cells(jupytext.read(source))
    place = next(place for place, (_, text) in enumerate(told) if "## Exercise" in text)
    check = "".join(text for kind, text in told[place:] if kind == "code")
    assert "right" in check or "enough" in check or "is not None" in check
    assert source.stem.startswith("00") or any("## How sure?" in text or "# How sure?" in text for _, text in told)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_source_and_copy_agree(source: Path) -> None:
    copy = jupytext.read(source.with_suffix(".ipynb"))
    assert cells(copy) == cells(jupytext.read(source))


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_the_copy_was_executed_from_top_to_bottom_without_errors(source: Path) -> None:
    code = [cell for cell in jupytext.read(source.with_suffix(".ipynb")).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.output_type == "error"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_a_notebook_runs(source: Path, tmp_path: Path) -> None:
    for package in NEEDS.get(source.stem, ()):
        pytest.importorskip(package, reason="the extra `notebook` is not installed")
    notebook = jupytext.read(source)
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
