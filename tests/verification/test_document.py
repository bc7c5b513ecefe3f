"""docs/verification.md names every law of the shipped file, and the script that writes its numbers counts right."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from econsim.verification import fast_equals_slow
from econsim.verification import theory_table as theory
from econsim.verification.result import Result
from econsim.verification.vectors import ALL_SHIPPED, run_file

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_verification", DOCS / "make_verification.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_has_a_line_for_every_law_of_the_shipped_file() -> None:
    page = (DOCS / "verification.md").read_text("utf-8")
    rows = json.loads(theory.SHIPPED.read_text("utf-8"))
    for law in {row["law"] for row in rows}:
        assert f"| `{law}` | {sum(row['law'] == law for row in rows)} |" in page
    assert f"| all | {len(rows)} |" in page


def test_the_page_has_a_line_for_every_mechanism_of_the_vectors_and_of_the_engine() -> None:
    page = (DOCS / "verification.md").read_text("utf-8")
    vectors = Counter(result.subject for file in ALL_SHIPPED for result in run_file(file))
    for mechanism, n_vectors in vectors.items():
        assert f"| `{mechanism}` | {n_vectors} | {n_vectors} |" in page
    for twin in fast_equals_slow.TWINS:
        assert f"| {twin.name} | passed | {twin.compares}; allowed: {twin.allowed}; " in page


def test_a_law_is_one_line_with_its_counts_and_its_worst_agreement(script: ModuleType) -> None:
    table = script.theory_table(
        [
            Result("a", "one", "passed", measured={"x": [1.0, 2.2]}, standard_error={"x": [1.0, 0.1]},
                   expected={"x": [1.0, 2.0]}),
            Result("b", "one", "unsupported", "not yet"),
            Result("c", "two", "failed", measured={"y": 1.1, "never": None}, expected={"y": 1.0, "never": None}),
        ]
    )  # fmt: skip
    assert "| `one` | 2 | 1 | 0 | 1 | largest abs(z) 2.0; not yet |" in table
    assert "| `two` | 1 | 0 | 1 | 0 | largest relative error 1e-01 |" in table
    assert "| all | 3 | 1 | 1 | 1 | |" in table
