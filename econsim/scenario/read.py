"""YAML text -> a tree of nodes with their places.

Plain YAML 1.2: no tags of its own, no merge keys, no repeated keys.
"""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from econsim.errors import ScenarioError
from econsim.scenario.origin import Mistakes, Node, Origin, Path

_PLAIN = "tag:yaml.org,2002:"
_KEPT_AS_TEXT = (f"{_PLAIN}str", f"{_PLAIN}timestamp")
_SCALARS = (*_KEPT_AS_TEXT, f"{_PLAIN}int", f"{_PLAIN}float", f"{_PLAIN}bool", f"{_PLAIN}null")
_MOST_BYTES = 1_000_000
_DEEPEST = 30
_MOST_NODES = 100_000


def read_file(file: File, shown_as: str, order: int, mistakes: Mistakes) -> Node:
    """Return the map in a file; raises ScenarioError, in one line, for a file that cannot be read as one."""
    try:
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ScenarioError([f"{shown_as}: cannot be read: {reason}"]) from None
    if len(data) > _MOST_BYTES:
        raise ScenarioError([f"{shown_as}: has {len(data):,} bytes; a scenario has {_MOST_BYTES:,} at most"])
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ScenarioError([f"{shown_as}: is not UTF-8 text (byte {error.start})"]) from None
    node = read_text(text, Origin(shown_as, 1, 1, order), mistakes)
    if node.value is None:
        raise ScenarioError([f"{shown_as}: is empty; a scenario begins with schema: 1"])
    if not node.is_map:
        raise ScenarioError([f"{node.origin.place}: is not a map; a scenario has lines such as schema: 1"])
    return node


def read_text(text: str, start: Origin, mistakes: Mistakes) -> Node:
    """Return YAML text as a node; `start` names its source. Raises ScenarioError when it is not YAML."""
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark, problem = error.problem_mark, " ".join(str(error.problem or error.context).split())
        raise ScenarioError([f"{_at(start, mark).place}: is not YAML: {problem}"]) from None
    except YAMLError as error:
        raise ScenarioError([f"{start.source}: is not YAML: {' '.join(str(error).split())}"]) from None
    except RecursionError:
        raise ScenarioError([f"{start.source}: is nested too deeply"]) from None
    if root is None:
        return Node(None, start)
    return _Reader(start, yaml.constructor, mistakes).node(root, (), _at(start, root.start_mark))


def _at(start: Origin, mark: Any) -> Origin:
    if not start.line or mark is None:
        return start
    return Origin(start.source, mark.line + 1, mark.column + 1, start.order)


class _Reader:
    """Walks the composed YAML of one text; what is refused is noted and left out."""

    def __init__(self, start: Origin, constructor: Any, mistakes: Mistakes) -> None:
        """Remember where the text is from."""
        self._start = start
        self._constructor = constructor
        self._mistakes = mistakes
        self._n_nodes = 0

    def node(self, found: Any, path: Path, origin: Origin) -> Node:
        """Return one entry; its origin is the place of its key, or of itself in a list."""
        self._n_nodes += 1
        if len(path) > _DEEPEST or self._n_nodes > _MOST_NODES:
            raise ScenarioError([f"{self._start.source}: is nested too deeply or repeats itself too often"])
        if isinstance(found, MappingNode) and found.tag == f"{_PLAIN}map":
            return Node(self._map(found, path), origin)
        if isinstance(found, SequenceNode) and found.tag == f"{_PLAIN}seq":
            places = [_at(self._start, item.start_mark) for item in found.value]
            items = enumerate(zip(found.value, places, strict=True))
            return Node([self.node(item, (*path, str(n)), place) for n, (item, place) in items], origin)
        if isinstance(found, ScalarNode) and found.tag in _SCALARS:
            return Node(self._scalar(found, path, origin), origin)
        self._mistakes.add(origin, path, f"has the tag {found.tag}; a scenario has plain values only")
        return Node(None, origin)

    def _map(self, found: Any, path: Path) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        for key, value in found.value:
            place = _at(self._start, key.start_mark)
            if not isinstance(key, ScalarNode) or key.tag not in _SCALARS:
                what = "merge keys (<<) are no part of scenarios; use extends" if _is_merge(key) else "a key is a name"
                self._mistakes.add(place, path, what)
            elif key.value in entries:
                before = entries[key.value].origin
                self._mistakes.add(place, (*path, key.value), f"is given twice; first in line {before.line}")
            else:
                entries[key.value] = self.node(value, (*path, key.value), place)
        return entries

    def _scalar(self, found: Any, path: Path, origin: Origin) -> Any:
        if found.tag in _KEPT_AS_TEXT:
            return found.value
        try:
            return self._constructor.construct_object(found)
        except (ValueError, YAMLError):
            self._mistakes.add(origin, path, f"is '{found.value[:40]}'; that is no {found.tag.removeprefix(_PLAIN)}")
            return None


def _is_merge(key: Any) -> bool:
    return isinstance(key, ScalarNode) and key.tag == f"{_PLAIN}merge"
