"""Imports go down the floors only; rooms on one floor do not know each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "econsim"
FLOORS = {
    "units": 0, "errors": 0, "draws": 0, "contracts": 0, "columns": 0, "decisions": 0, "answers": 0, "faults": 0,
    "model_version": 0, "atomic_files": 0, "user_cache": 0, "kernel_version": 0, "compiled": 0, "sources": 0,
    "normal": 0, "later": 0, "stops": 0, "cores": 0,
    "scenario": 1,
    "world": 2,
    "mechanisms": 3, "policies": 3, "shocks": 3,
    "simulation": 4, "measures": 4, "genesis": 4,
    "networks": 5,
    "runs": 6,
    "analysis": 7, "verification": 7,
    "plots": 8,
    "report": 9,
    "cli": 10,
    "__main__": 11,
}  # fmt: skip
ONE_ROOM = {room for room, floor in FLOORS.items() if floor == 0}  # floor 0 is one room
DOORS = {
    ("verification", "analysis"),  # the statistics of comparisons are verified, too
}
NO_ROOM = {"__init__", "data"}  # the public words, and files that are read and never run


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(source: str) -> Iterator[str]:
    """Return the room of every import of econsim, wherever in the file it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            modules = []
        for module in modules:
            package, _, rest = module.partition(".")
            if package == "econsim":
                yield rest.split(".")[0]


def may_import(room: str, other: str) -> bool:
    """Return whether a room may know another; the package itself and its data are open to all."""
    if other not in FLOORS or other == room:
        return True
    if room == "reference":
        return FLOORS[other] == 0
    if room in ONE_ROOM and other in ONE_ROOM:
        return True
    return FLOORS[other] < FLOORS[room] or (room, other) in DOORS


FILES = sorted(path for path in PACKAGE.rglob("*.py") if room_of(path) not in NO_ROOM)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_file_imports_from_lower_floors_only(path: Path) -> None:
    room = room_of(path)
    assert room in FLOORS or room == "reference", f"which floor is {room} on?"
    wrong = {other for other in imported_rooms(path.read_text("utf-8")) if not may_import(room, other)}
    assert not wrong, f"{room} may not know {sorted(wrong)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_only_verification_imports_the_reference_chain(path: Path) -> None:
    if room_of(path) not in {"reference", "verification"}:
        assert "reference" not in set(imported_rooms(path.read_text("utf-8")))


@pytest.mark.parametrize(
    ("room", "other", "is_allowed"),
    [
        ("policies", "mechanisms", False),
        ("mechanisms", "shocks", False),
        ("world", "policies", False),
        ("contracts", "scenario", False),
        ("simulation", "analysis", False),
        ("policies", "contracts", True),
        ("simulation", "mechanisms", True),
        ("contracts", "units", True),
        ("reference", "world", False),
        ("reference", "units", True),
    ],
)
def test_the_walls_stand_where_the_plan_has_them(room: str, other: str, is_allowed: bool) -> None:
    assert may_import(room, other) is is_allowed


def test_an_import_is_found_wherever_it_stands() -> None:
    source = "import numpy\nfrom econsim import units\ndef f():\n    import econsim.world.ledger as x\n"
    assert list(imported_rooms(source)) == ["units", "world"]


def test_nothing_is_imported_relatively() -> None:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), path
