"""One scenario laid over another: maps merge, lists and tagged objects replace, null removes a named entry."""

from __future__ import annotations

from collections.abc import Callable, Collection
from difflib import get_close_matches
from typing import Any

from econsim.scenario.origin import NOT_INHERITED, Mistakes, Node, Path
from econsim.scenario.values import shown

BEGINNINGS = ("date", "start_day")  # two ways to say when something begins
IsOpen = Callable[[Path], bool]  # whether the entries of the map at a path are names that a scenario chooses


def closest(word: object, words: Any) -> str:
    """Return '; did you mean X?' for the nearest of some words that is another than the word itself, or nothing.

    One that differs in capitals alone is nearest.
    """
    others = [known for known in map(str, words) if known != str(word)]
    same = [known for known in others if known.casefold() == str(word).casefold()]
    match = same or get_close_matches(str(word), others, n=1)
    return f"; did you mean {match[0]}?" if match else ""


class Layers:
    """Lays nodes over each other and notes what does not fit."""

    def __init__(self, is_open: IsOpen, mistakes: Mistakes) -> None:
        """`is_open` says of which maps null removes entries."""
        self._is_open = is_open
        self._mistakes = mistakes

    def over(self, below: Node | None, above: Node, path: Path = ()) -> Node:
        """Return `above` laid over `below`."""
        if not above.is_map:
            return above
        merged: dict[str, Node] = {}
        if below is not None and below.is_map and not above.is_tagged:
            merged = dict(below.value)
            _one_beginning(merged, above.value, path)
        for name, node in above.value.items():
            self._put(merged, name, node, (*path, name))
        return Node(merged, above.origin)

    def _put(self, merged: dict[str, Node], name: str, node: Node, path: Path) -> None:
        if node.value is not None:
            merged[name] = self.over(merged.get(name), node, path)
        elif _is_change(path) and not (has_dotted_names(path[:-1]) and name in merged):
            merged[name] = node  # what it removes is found when the change is made
        elif not self._is_open(path[:-1]):
            self._mistakes.add(node.origin, path, "is empty; give it a value or leave it out", "empty")
        elif name not in merged:
            hint = closest(name, merged)
            self._mistakes.add(node.origin, path, f"{NOT_INHERITED}{hint}", "nothing-to-remove")
        else:
            del merged[name]

    def changed(self, node: Node, rest: Path, new: Node, path: Path = ()) -> Node:
        """Return a node with the entry at a dotted path changed; a number reaches into a list."""
        if not rest:
            return self.over(node, new, path)
        name = ".".join(rest) if has_dotted_names(path) else rest[0]
        after = () if has_dotted_names(path) else rest[1:]
        here = (*path, name)
        if isinstance(node.value, list):
            return self._changed_list(node, name, after, new, here)
        if not node.is_map:
            message = f"no such field; {'.'.join(path)} is {shown(node.value)}"
            self._mistakes.add(new.origin, here, message, "unknown-field")
            return node
        entries = dict(node.value)
        _one_beginning(entries, {name: new}, path)
        if after:
            below = entries.get(name, Node({}, new.origin))
            entries[name] = self.changed(below, after, new, here)
        else:
            self._put(entries, name, new, here)
        return Node(entries, node.origin)

    def _changed_list(self, node: Node, name: str, after: Path, new: Node, here: Path) -> Node:
        items = list(node.value)
        if not name.isdecimal() or int(name) >= len(items):
            last = len(items) - 1
            self._mistakes.add(
                new.origin, here, f"no such entry; the list has the numbers 0 to {last}", "unknown-field"
            )
        elif new.value is None and not after:
            message = "is empty; an entry of a list cannot be removed, write the list anew"
            self._mistakes.add(new.origin, here, message, "empty")
        else:
            items[int(name)] = self.changed(items[int(name)], after, new, here)
        return Node(items, node.origin)


def _one_beginning(below: dict[str, Node], above: Collection[str], path: Path) -> None:
    """Take out the `start_day` of an event or a shock where a layer above says its `date` instead, or the reverse."""
    is_dated = (len(path) == 2 and path[0] == "timeline") or (len(path) == 3 and path[0] == "shocks")
    for given, other in (BEGINNINGS, BEGINNINGS[::-1]) if is_dated else ():
        if given in above and other not in above:
            below.pop(other, None)


def _is_change(path: Path) -> bool:
    """Return whether a path lies inside the changes of a variant or of an event."""
    return any(has_dotted_names(path[:length]) for length in range(2, len(path)))


def has_dotted_names(path: Path) -> bool:
    """Return whether the keys of the map at a path are themselves dotted paths."""
    return (
        len(path) >= 2 and (path[0], *path[2:]) in (("variants",), ("timeline", "set"), ("governance", "set"))
    ) or path in (("sweep",), ("uncertain",))
