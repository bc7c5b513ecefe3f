"""What is worked out of the world or of what was decided, and kept for as long as that stands.

It is no state: it can be worked out anew at any time, so a world that is copied or travels to another process goes
without it. Who keeps something does not name itself, or what holds it, among what that was worked out of: they would
hold each other, and what is done with would stay in memory until somebody looks for such rings.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import is_not
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Things by name, each with the objects that it was worked out of."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._made: dict[str, tuple[tuple[Any, ...], Any]] = {}

    def __call__(self, name: str, make: Callable[..., T], *of: Any) -> T:
        """Return `make(*of)`, made anew where one of the objects is another than before."""
        kept = self._made.get(name)
        if kept is None or any(map(is_not, kept[0], of)):
            kept = self._made[name] = of, make(*of)
        made: T = kept[1]
        return made

    def __reduce__(self) -> tuple[type[Kept], tuple[()]]:
        """Travel and be copied empty."""
        return Kept, ()
