"""Inside a room: no two files know each other, a chain module goes from its law to its series, no file is long."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "econsim"
MOST_LINES = 265
# files of a module in mechanisms/, each of which may know those before it; others (rules, kernels) stand in the middle
BEGINNING, END = ("parameters",), ("messages", "series")


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(source: str, known: Mapping[str, Path]) -> Iterator[str]:
    """Return every module of ours that a source imports: inside functions and for type checkers alone, too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                if (found := whole if whole in known else node.module) in known:
                    yield found


def imports() -> dict[str, set[str]]:
    return {name: set(imported(path.read_text("utf-8"), FILES)) - {name} for name, path in FILES.items()}


def rank(name: str) -> int:
    last = name.rsplit(".", 1)[-1]
    if last in BEGINNING:
        return 0
    return 2 + END.index(last) if last in END else 1


def backwards(graph: Mapping[str, set[str]]) -> list[tuple[str, str]]:
    """Return the imports inside a chain module that run against its order."""
    return [
        (name, other)
        for name, others in graph.items()
        for other in others
        if name.startswith("econsim.mechanisms.")
        and name.split(".")[:3] == other.split(".")[:3]
        and len(name.split(".")) == len(other.split(".")) == 4
        and rank(other) > rank(name)
    ]


def test_no_files_know_each_other_in_a_circle() -> None:
    tuple(TopologicalSorter(imports()).static_order())


def test_a_circle_is_found() -> None:
    with pytest.raises(CycleError):
        tuple(TopologicalSorter({"a": {"b"}, "b": {"c"}, "c": {"a"}}).static_order())


def test_an_import_for_type_checkers_counts() -> None:
    source = "if TYPE_CHECKING:\n    from econsim.world.world import World\ndef f():\n    from econsim import units\n"
    assert set(imported(source, FILES)) == {"econsim.world.world", "econsim.units"}


def test_a_module_goes_from_its_law_over_its_rules_to_messages_and_series() -> None:
    assert not backwards(imports())


def test_a_rule_that_reads_its_series_is_found() -> None:
    graph = {
        "econsim.mechanisms.mint.rules": {"econsim.mechanisms.mint.series", "econsim.mechanisms.mint.parameters"},
        "econsim.mechanisms.mint.parameters": {"econsim.mechanisms.mint.rules"},
    }
    assert len(backwards(graph)) == 2


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_in_one_go(name: str) -> None:
    assert len(FILES[name].read_text("utf-8").splitlines()) <= MOST_LINES
