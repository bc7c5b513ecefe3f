"""A map that nobody can change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenMap(Mapping[K, V]):
    """A read-only map that keeps its order and can be sent to another process."""

    __slots__ = ("_entries",)

    def __init__(self, entries: Mapping[K, V]) -> None:
        """Copy the entries."""
        self._entries = dict(entries)

    def __getitem__(self, key: K) -> V:
        """Return the value of a key."""
        return self._entries[key]

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys in their order."""
        return iter(self._entries)

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self._entries)

    def __repr__(self) -> str:
        return f"FrozenMap({self._entries})"


class ByName(FrozenMap[str, Any]):
    """A read-only map whose entries are attributes too: `shelf.books`, `shelf["books"]`."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        """Return an entry by its name."""
        if name.startswith("_") or name not in self:
            raise AttributeError(f"no entry '{name}'; there are {', '.join(self) if name[:1] != '_' else 'none'}")
        return self[name]
