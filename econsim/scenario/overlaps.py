"""Two changes of one map that give a value to the same thing, so that only their order would say which one holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from econsim.scenario.merge import BEGINNINGS

Entries = Mapping[str, tuple[Any, ...]]  # dotted path -> the values that it may be given


def overlapping(entries: Entries) -> Iterator[tuple[str, str]]:
    """Return the pairs of dotted paths that set the same thing, in the order in which they are made."""
    for (first, before), (second, after) in combinations(entries.items(), 2):
        if any(_clash(first, one, second, other) for one, other in product(before, after)):
            yield first, second


def _clash(first: str, before: Any, second: str, after: Any) -> bool:
    """Return whether a change is undone by one after it; a map that names its `kind` takes the place of the whole."""
    if first.startswith(f"{second}."):
        inside = first.removeprefix(f"{second}.").split(".")
        return (isinstance(after, Mapping) and "kind" in after) or _reaches(after, inside)
    if second.startswith(f"{first}."):
        return _reaches(before, second.removeprefix(f"{first}.").split("."))
    above, _, name = first.rpartition(".")
    beside, _, other = second.rpartition(".")
    return above == beside and {name, other} == set(BEGINNINGS)


def _reaches(value: Any, inside: list[str]) -> bool:
    """Return whether a value says what lies at a path inside it; one that is no map says all of it."""
    for name in inside:
        if not isinstance(value, Mapping):
            return not isinstance(value, list | tuple)
        if name not in value:
            return False
        value = value[name]
    return True
