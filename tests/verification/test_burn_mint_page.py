"""docs/burn_mint.md: every case and test that it names is there, every published case stands on it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from econsim.verification.vectors import BURN_MINT, read_vectors
from tests.verification.burn_mint_cases import CASES
from tests.verification.burn_mint_scripts import SCRIPTS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "burn_mint.md").read_text("utf-8")
TESTS = ("reference/test_burn_mint_laws.py", "reference/test_escrow_of_deposits.py")
NAMES = [name for file in TESTS for name in re.findall(r"def (test_\w+)", (ROOT / "tests" / file).read_text("utf-8"))]
CHOICES = sorted(set(re.findall(r"-k \"?([\w ]+?)\"?`", PAGE)))


def test_every_case_named_is_published() -> None:
    published = {vector["id"] for vector in read_vectors(BURN_MINT)}
    named = set(re.findall(r"`(bme\.\w+\.\w+)`", PAGE))
    assert named <= published
    assert len(named) > 15


@pytest.mark.parametrize("choice", CHOICES)
def test_every_choice_of_tests_finds_some(choice: str) -> None:
    words = [word for word in choice.split() if word not in ("and", "or")]
    join = any if " or " in choice else all
    assert any(join(word in name for word in words) for name in [*NAMES, *CASES, *SCRIPTS])


def test_files_and_laws_named_are_there() -> None:
    for name in re.findall(r"`([\w/]+\.(?:py|json))`", PAGE):
        assert any((ROOT / place / name).exists() for place in ("", "econsim/reference", "tests/verification")), name
    assert {f"b{number}" for number in (1, 2, 3, 4)} <= set(CHOICES)


def test_the_page_says_what_it_does_not_say() -> None:
    flat = " ".join(PAGE.split())
    assert "approved in November 2026" in flat
    assert "AEP-76 is the text" in flat
    assert "no number of a run is to be read as one" in flat
