"""The glossary: one line a word, in alphabetical order, every word in use, and found where the line says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from econsim.cli.commands import app
from econsim.cli.lists import Listable

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"\| (?P<word>[^|]+) \| (?P<meaning>[^|]+) \| `(?P<place>[^`|]+)` \|")
LINES = [line for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines() if line.startswith("| ")][1:]
ROWS = [(found["word"], found["place"]) for found in map(ROW.fullmatch, LINES) if found]


def plain(text: str) -> str:
    """Return a text in small letters, its words with single spaces between them."""
    return re.sub(r"[\s_\-]+", " ", text.lower())


def in_use() -> str:
    files = [*ROOT.joinpath("econsim").rglob("*.py"), *ROOT.joinpath("scenarios").glob("*.yaml")]
    return plain(" ".join(path.read_text("utf-8") for path in files))


IN_USE = in_use()


def test_every_line_is_a_word_its_meaning_and_a_place() -> None:
    assert len(ROWS) == len(LINES) > 80


def test_words_are_in_alphabetical_order_and_none_stands_twice() -> None:
    words = [word for word, _ in ROWS]
    assert words == sorted(set(words), key=plain)


@pytest.mark.parametrize("word", [word for word, _ in ROWS])
def test_every_word_is_in_use(word: str) -> None:
    assert re.search(rf"\b{re.escape(plain(word))}", IN_USE)


@pytest.mark.parametrize(("word", "place"), ROWS)
def test_the_word_is_found_where_its_line_says(word: str, place: str) -> None:
    command, _, about = place.removeprefix("econsim ").partition(" ")
    if place.startswith("econsim "):
        assert command in set(app)
        assert (
            not about or about in get_args(Listable) or about in {path.stem for path in ROOT.glob("scenarios/*.yaml")}
        )
    else:
        assert plain(word) in plain(ROOT.joinpath(place).read_text("utf-8"))
