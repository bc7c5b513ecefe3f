"""Why money moves is a constant beside its rule."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "econsim"
ROOMS = ("mechanisms", "simulation", "genesis", "networks")
FILES = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]


def reasons_written_out(source: str) -> Iterator[str]:
    """Return every text that is handed to the ledger as a reason where money moves."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"move", "mint", "burn", "Move"}:
                texts = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "why")]
                yield from (each.value for each in texts if isinstance(each, ast.Constant) and type(each.value) is str)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_reason_is_a_constant(path: Path) -> None:
    assert list(reasons_written_out(path.read_text("utf-8"))) == []


def test_a_reason_written_out_is_found() -> None:
    source = 'ledger.move(a, b, 1, "gift")\nledger.post([Move(a, b, 1, GIFT), Move(a, None, 1, why="fire")])\n'
    assert list(reasons_written_out(source)) == ["gift", "fire"]
