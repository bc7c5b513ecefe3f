"""Who reads a parameter: the files of the model that ask for its section and for it by name."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import cache

from econsim.model_version import PACKAGE

# what happens in a run happens here
THE_MODEL = ("world", "genesis", "mechanisms", "policies", "shocks", "simulation", "measures", "runs")

_DECLARES = ("parameters.py", "population.py", "law.py", "catalogue.py")  # say that a parameter is there


def attributes_read(source: str) -> set[str]:
    """Return every attribute that a source file reads, in plain sight or by a string that names it."""
    read = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
            read.add(node.attr)
        elif isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name):
            read.add(_section_of(node.annotation.id))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            read.add(node.value)
    return read


def _section_of(taken: str) -> str:
    """Return the section that an argument of a class holds: `staking` for Staking, `tenants` for TenantPopulation."""
    return f"{taken.removesuffix('Population')}{'s' * taken.endswith('Population')}".lower()


def files_reading(path: Sequence[str]) -> tuple[str, ...]:
    """Return the files of the model, relative to the package, that read a parameter and the section it stands in."""
    section, name = path[-2:]
    return tuple(file for file, read in _names_read().items() if name in read and section in read)


@cache
def _names_read() -> Mapping[str, set[str]]:
    files = (
        path for room in THE_MODEL for path in sorted((PACKAGE / room).rglob("*.py")) if path.name not in _DECLARES
    )
    return {path.relative_to(PACKAGE).as_posix(): attributes_read(path.read_text("utf-8")) for path in files}
