"""Where values come from: a tree of everything that was written, every entry with its origin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from econsim.errors import ScenarioError

Path = tuple[str, ...]


@dataclass(frozen=True)
class Origin:
    """A place in a file, a `--set` or a change made in Python; `order` sorts files and changes."""

    source: str
    line: int = 0
    column: int = 0
    order: int = 0
    variant: str = ""

    @property
    def place(self) -> str:
        """Return `file:line:column`, or the name of the change."""
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source

    def __str__(self) -> str:
        return f"variant {self.variant} ({self.place})" if self.variant else self.place


@dataclass(frozen=True)
class Node:
    """Something that was written: a map of nodes, a list of nodes or a single value."""

    value: Any
    origin: Origin

    @property
    def is_map(self) -> bool:
        """Return whether this is a map."""
        return isinstance(self.value, dict)

    @property
    def is_tagged(self) -> bool:
        """Return whether this is a map that names its `kind`."""
        return self.is_map and "kind" in self.value

    def entries(self) -> Mapping[str, Node]:
        """Return what a map or a list holds, by name or by number; nothing for a single value."""
        if isinstance(self.value, list):
            return {str(number): node for number, node in enumerate(self.value)}
        return self.value if self.is_map else {}

    def without(self, *names: str) -> Node:
        """Return a map without some entries."""
        return Node({name: node for name, node in self.value.items() if name not in names}, self.origin)


def as_node(value: Any, origin: Origin) -> Node:
    """Return a Python value as a node; numpy numbers become plain ones."""
    if isinstance(value, Mapping):
        return Node({str(name): as_node(entry, origin) for name, entry in value.items()}, origin)
    if isinstance(value, list | tuple):
        return Node([as_node(entry, origin) for entry in value], origin)
    return Node(value.item() if hasattr(value, "item") else value, origin)


def bare(node: Node) -> Any:
    """Return what was written, without origins; lists become tuples, as frozen models want them."""
    if isinstance(node.value, list):
        return tuple(bare(entry) for entry in node.value)
    return {name: bare(entry) for name, entry in node.value.items()} if node.is_map else node.value


def nearest(node: Node, path: Path) -> Origin:
    """Return the origin of a path, or of the longest part of it that was written."""
    for name in path:
        found = node.entries().get(name)
        if found is None:
            break
        node = found
    return node.origin


def written(node: Node, path: Path) -> Origin | None:
    """Return the origin of a path, None when it was not written."""
    for name in path:
        found = node.entries().get(name)
        if found is None:
            return None
        node = found
    return node.origin


def leaves(content: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Return the path and value of every single value; an empty map or list is one."""
    if isinstance(content, Mapping) and content:
        for name, entry in content.items():
            yield from leaves(entry, (*path, str(name)))
    elif isinstance(content, list) and any(isinstance(entry, Mapping) for entry in content):
        for number, entry in enumerate(content):
            yield from leaves(entry, (*path, str(number)))
    else:
        yield path, content


class Mistakes:
    """The mistakes found so far, one for each path at most."""

    def __init__(self) -> None:
        """Begin without any."""
        self._found: dict[Path, tuple[Origin, str]] = {}

    def add(self, origin: Origin, path: Path, message: str) -> None:
        """Note a mistake unless something was already said about the same path."""
        self._found.setdefault(path, (origin, message))

    def __bool__(self) -> bool:
        return bool(self._found)

    def lines(self) -> list[str]:
        """Return one line a mistake, by file and line."""

        def place(found: tuple[Path, tuple[Origin, str]]) -> tuple[int, float, int]:
            origin = found[1][0]
            return origin.order, origin.line or math.inf, origin.column

        return [_line(path, *found) for path, found in sorted(self._found.items(), key=place)]

    def raise_if_any(self) -> None:
        """Raise them all together."""
        if self._found:
            raise ScenarioError(self.lines())


def _line(path: Path, origin: Origin, message: str) -> str:
    where = f"{origin.place} {'.'.join(path)}" if path else origin.place
    return f"{where} {message}" if path and message.startswith("is ") else f"{where}: {message}"
