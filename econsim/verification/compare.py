"""Whether what came out is what a vector expects: exact, without tolerance, and `expected` may name a part only.

object        every key that is expected is there and matches
list          the same length, element by element
true, null    identical
text, number  equal as decimals where either is text and both are decimals, else equal as text; numbers are equal
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from econsim.reference.decimal18 import Dec


class Prefix(list[Any]):
    """A list of which a vector may give only the beginning."""


@dataclass(frozen=True)
class Difference:
    """The first place where two values part."""

    place: str
    expected: Any
    measured: Any
    said: str

    def __str__(self) -> str:
        return f"{self.place or 'the result'} {self.said}"


def first_difference(want: Any, got: Any, place: str = "") -> Difference | None:
    """Return the first difference between what is expected and what came out, or None."""
    if isinstance(want, Mapping):
        return _in_objects(want, got, place)
    if isinstance(want, list):
        return _in_lists(want, got, place)
    if _leaves_match(want, got):
        return None
    return Difference(place, want, plain(got), f"is {_text(got)}, expected {_text(want)}")


def plain(got: Any) -> Any:
    """Return a result as plain JSON: decimals as text."""
    if isinstance(got, Mapping):
        return {str(key): plain(value) for key, value in got.items()}
    if isinstance(got, list):
        return [plain(value) for value in got]
    return str(got) if isinstance(got, Dec) else got


def _in_objects(want: Mapping[str, Any], got: Any, place: str) -> Difference | None:
    if not isinstance(got, Mapping):
        return Difference(place, want, plain(got), f"is {_text(got)}, expected an object")
    for key, value in want.items():
        inner = f"{place}.{key}" if place else key
        if key not in got:
            return Difference(inner, value, None, "is not reported")
        found = first_difference(value, got[key], inner)
        if found:
            return found
    return None


def _in_lists(want: list[Any], got: Any, place: str) -> Difference | None:
    if not isinstance(got, list):
        return Difference(place, want, plain(got), f"is {_text(got)}, expected a list")
    if isinstance(got, Prefix):
        got = got[: len(want)]
    if len(want) != len(got):
        return Difference(place, want, plain(got), f"has {len(got)} elements, expected {len(want)}")
    for index, (value, other) in enumerate(zip(want, got, strict=True)):
        found = first_difference(value, other, f"{place}[{index}]")
        if found:
            return found
    return None


def _leaves_match(want: Any, got: Any) -> bool:
    if want is None or got is None or isinstance(want, bool) or isinstance(got, bool):
        return want is got
    if isinstance(got, Mapping | list):
        return False
    if isinstance(want, int) and isinstance(got, int):
        return want == got
    left, right = _decimal(want), _decimal(got)
    return left == right if left is not None and right is not None else str(want) == str(got)


def _decimal(value: Any) -> Dec | None:
    if isinstance(value, Dec):
        return value
    try:
        return Dec.parse(str(value))
    except ValueError:
        return None


def _text(value: Any) -> str:
    text = repr(plain(value))
    return text if len(text) <= 80 else text[:77] + "..."
