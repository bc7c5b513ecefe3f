"""No number changes unnoticed: whole numbers of two runs, against what they were (`same_numbers.py`)."""

from __future__ import annotations

import json

import pytest

from tests.networks.same_numbers import KEPT, digests


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, str]]:
    return digests()


@pytest.mark.parametrize("run", ["calm", "mainnet7"])
def test_every_whole_number_is_what_it_was(found, run: str) -> None:
    kept = json.loads(KEPT.read_text("utf-8"))[run]
    differing = [name for name in kept.keys() | found[run].keys() if kept.get(name) != found[run].get(name)]
    assert not differing, f"{run}: {sorted(differing)} changed; if it was meant: python -m tests.networks.same_numbers"


def test_enough_is_kept_to_notice_a_change(found) -> None:
    """A column that stays 0 all along notices nothing."""
    assert len(set(found["calm"].values())) > 50
    assert len(set(found["mainnet7"].values())) > 30
