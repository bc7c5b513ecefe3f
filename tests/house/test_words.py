"""Names say what things are, and the repository says nothing about the machine it was written on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = re.compile(r"\.git|\.venv.*|\..*_cache|\.hypothesis|__pycache__|\.ipynb_checkpoints|build|dist|results")
NO_FILE_IS_CALLED = {"utils", "util", "core", "base", "helpers", "helper", "misc", "common"}
GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|omicron|pi|rho|sigma|tau|upsilon|phi|"
    "chi|psi|omega"
)
NOT_FOR_THE_PUBLIC = {
    "a path of one machine": re.compile(r"(?<![\w.:/~-])/(home|root|Users|tmp|work|workspace|mnt|private)/\w"),
    "a package registry": re.compile(
        r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|crates\.io|proxy\.golang\.org|conda\.(io|anaconda\.org)"
    ),
    "a folder beside the repository": re.compile(r"(?<![\w-])share[d]/"),
}


def our_files() -> Iterator[Path]:
    """Return every text file of the repository but results and what tools leave behind."""
    for path in sorted(ROOT.rglob("*")):
        if path.is_file() and not any(NOT_OURS.fullmatch(part) for part in path.relative_to(ROOT).parts):
            yield path


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = [path for path in our_files() if path.suffix == ".py"]


def names_given(source: str) -> Iterator[str]:
    """Return every name that a source file gives to something of its own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname


def greek_in(name: str) -> bool:
    return not name.isascii() or any(GREEK.fullmatch(part) for part in name.lower().split("_"))


@pytest.mark.parametrize("path", [p for p in SOURCES if not name_of(p).startswith("tests/")], ids=name_of)
def test_no_name_is_a_greek_letter(path: Path) -> None:
    assert sorted({name for name in names_given(path.read_text("utf-8")) if greek_in(name)}) == []


def test_greek_letters_are_found_and_words_are_left_alone() -> None:
    source = "def f(gamma_rate, timedelta): x.sigma = 1\nfor mean, etas in y: pass\nimport z as pi\n"
    assert sorted(name for name in names_given(source) if greek_in(name)) == ["gamma_rate", "pi", "sigma"]


def test_no_file_is_where_everything_unclaimed_lands() -> None:
    assert [name_of(path) for path in our_files() if path.stem.strip("_") in NO_FILE_IS_CALLED] == []


@pytest.mark.parametrize("path", [p for p in SOURCES if name_of(p).startswith("econsim/")], ids=name_of)
def test_every_file_of_the_package_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


@pytest.mark.parametrize("what", NOT_FOR_THE_PUBLIC)
def test_no_file_holds(what: str) -> None:
    pattern, found = NOT_FOR_THE_PUBLIC[what], []
    for path in our_files():
        text = path.read_bytes().decode("utf-8", errors="replace")
        found += [f"{name_of(path)}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []
