"""Where values come from: a tree of everything that was written, every entry with its origin."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, NoReturn

from econsim.errors import ScenarioError
from econsim.scenario.codes import Code

Path = tuple[str, ...]
NOT_INHERITED = "null removes an inherited entry, and there is none"
_INHERITED = ("missing", "nothing-to-remove")  # what may be wrong only because a parent cannot be found
_LONGEST_SHOWN = 80


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
    """Return a Python value as a node; numpy numbers and arrays become plain ones."""
    if hasattr(value, "tolist"):
        return as_node(value.tolist(), origin)
    if isinstance(value, Mapping):
        return Node({str(name): as_node(entry, origin) for name, entry in value.items()}, origin)
    if isinstance(value, list | tuple):
        return Node([as_node(entry, origin) for entry in value], origin)
    return Node(one_zero(value), origin)


def one_zero(value: Any) -> Any:
    """Return a value, -0.0 as the 0.0 that it equals: one scenario, however its zeros are written."""
    return value + 0.0 if isinstance(value, float) else value


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


def written(node: Node, path: Path) -> list[str]:
    """Return where the value at a path was written: nowhere, in one place, or a list also where parts of it changed."""
    for name in path:
        found = node.entries().get(name)
        if found is None:
            return []
        node = found
    parts = node.entries().values() if isinstance(node.value, list) else ()
    changed = [part.origin for part in parts if part.origin.source != node.origin.source]
    return list(dict.fromkeys(map(str, (node.origin, *changed))))


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


@dataclass(frozen=True)
class Words:
    """What sentences about mistakes name of a network: presets to extend, and fields that there once were."""

    whole_preset: str = "a scenario that ships"
    usual_preset: str = "PARENT"
    gone: Mapping[str, str] = field(default_factory=dict)  # name of a field -> what to do instead

    @property
    def missing(self) -> str:
        """Return what is said of something that every scenario has."""
        return f"missing; extend {self.whole_preset} or give it"

    @property
    def no_parent(self) -> str:
        """Return what is said of a file that extends nothing and is no whole scenario."""
        return f"no extends; write `extends: {self.usual_preset}`"


class Mistake(NamedTuple):
    """What is wrong with the value at a path, in a sentence and by its code."""

    origin: Origin
    path: Path
    message: str
    code: Code

    @property
    def line(self) -> str:
        """Return it as it is told: place, path, message."""
        if not self.path:
            return f"{self.origin.place}: {self.message}"
        where = f"{self.origin.place} {dotted(self.path)}"
        return f"{where} {self.message}" if self.message.startswith("is ") else f"{where}: {self.message}"


class Mistakes:
    """The mistakes found so far, one for each path at most."""

    def __init__(self, words: Words | None = None) -> None:
        """Begin without any."""
        self.words = words or Words()
        self._found: dict[Mistake, None] = {}
        self._paths: set[Path] = set()

    def add(self, origin: Origin, path: Path, message: str, code: Code) -> None:
        """Note a mistake unless something was already said about the same path."""
        if path not in self._paths:
            self._paths.add(path)
            self._found[Mistake(origin, path, message, code)] = None

    def stop(self, origin: Origin, path: Path, message: str, code: Code) -> NoReturn:
        """Note a mistake after which nothing more can be found, and raise all."""
        self._found[Mistake(origin, path, message, code)] = None
        raise self._error()

    def include(self, others: Mistakes) -> None:
        """Take over what another look at the same files has found and this one has not, once for each line."""
        told = {(found.path, found.message, found.origin.source, found.origin.line) for found in self._found}
        for found in others._found:
            if (found.path, found.message, found.origin.source, found.origin.line) not in told:
                self._found[found] = None

    def advise(self, path: Path, code: Code, cure: str) -> None:
        """Add what to do to what was said of a path by a code."""
        self._found = {
            found._replace(message=f"{found.message}; {cure}")
            if (found.path, found.code) == (path, code)
            else found: None
            for found in self._found
        }

    def __bool__(self) -> bool:
        return bool(self._found)

    def _error(self) -> ScenarioError:
        """Return one line a mistake, by file and line.

        Without its parent a file lacks what the parent would give; then only the parent is missed.
        """
        has_no_parent = any(found.path == ("extends",) or found.code == "no-parent" for found in self._found)
        told = [found for found in self._found if not (has_no_parent and found.code in _INHERITED)]
        codes: dict[str, str] = {}
        for mistake in sorted(told, key=_place):
            codes.setdefault(mistake.line, mistake.code)
        return ScenarioError(list(codes), list(codes.values()))

    def raise_if_any(self) -> None:
        """Raise them all together."""
        if self._found:
            raise self._error()


def dotted(path: Path) -> str:
    """Return a path as messages show it: an empty name as '', a long one cut."""
    return ".".join((name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}...") or "''" for name in path)


def _place(mistake: Mistake) -> tuple[int, float, int]:
    origin = mistake.origin
    return origin.order, origin.line or math.inf, origin.column
