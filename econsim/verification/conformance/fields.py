"""Reading a vector's inputs: each value is what the format says, or the vector is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from econsim.reference.decimal18 import Dec

Fields = Mapping[str, Any]
UNSAID = 0  # a number of the law that a vector does not say and its answer does not depend on


class Malformed(Exception):
    """A vector that does not keep to the format: it cannot be judged, hence it has not passed."""


class Unsupported(Exception):
    """A word of a vector that econsim does not know: a mechanism, a fn, a kind or an op."""


def field(inputs: Fields, name: str) -> Any:
    """Return a field that has to be there."""
    if name not in inputs:
        raise Malformed(f"{name!r} is missing in {_short(inputs)}")
    return inputs[name]


def integer(inputs: Fields, name: str, default: int | None = None) -> int:
    """Return a whole number: an amount, a height, a count, an index or seconds."""
    value = inputs.get(name, default) if default is not None else field(inputs, name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Malformed(f"{name!r} is {value!r}; expected a whole number")
    return value


def flag(inputs: Fields, name: str, default: bool | None = None) -> bool:
    """Return true or false."""
    value = inputs.get(name, default) if default is not None else field(inputs, name)
    if not isinstance(value, bool):
        raise Malformed(f"{name!r} is {value!r}; expected true or false")
    return value


def name_of(inputs: Fields, name: str) -> str:
    """Return a name: any text."""
    value = field(inputs, name)
    if not isinstance(value, str):
        raise Malformed(f"{name!r} is {value!r}; expected a name")
    return value


def decimal(inputs: Fields, name: str, default: str | None = None) -> Dec:
    """Return a decimal number, which the format writes as text."""
    return to_decimal(inputs.get(name, default) if default is not None else field(inputs, name), name)


def to_decimal(value: Any, name: str) -> Dec:
    """Return a decimal number written as text; a whole number may stand for itself."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Dec.whole(value)
    try:
        return Dec.parse(value)
    except (TypeError, ValueError):
        raise Malformed(f"{name!r} is {value!r}; expected a decimal number as text") from None


def decimals(inputs: Fields, name: str) -> list[Dec]:
    """Return a list of decimal numbers."""
    return [to_decimal(value, name) for value in items(inputs, name)]


def integers(inputs: Fields, name: str) -> list[int]:
    """Return a list of whole numbers."""
    return [integer({name: value}, name) for value in items(inputs, name)]


def items(inputs: Fields, name: str, *, may_be_left_out: bool = False) -> list[Any]:
    """Return a list."""
    value = inputs.get(name, []) if may_be_left_out else field(inputs, name)
    if not isinstance(value, list):
        raise Malformed(f"{name!r} is {_short(value)}; expected a list")
    return value


def objects(inputs: Fields, name: str, *, may_be_left_out: bool = False) -> list[Fields]:
    """Return a list of objects."""
    found = items(inputs, name, may_be_left_out=may_be_left_out)
    for value in found:
        if not isinstance(value, Mapping):
            raise Malformed(f"{name!r} holds {_short(value)}; expected objects")
    return found


def table(inputs: Fields, name: str) -> Fields:
    """Return an object."""
    value = field(inputs, name)
    if not isinstance(value, Mapping):
        raise Malformed(f"{name!r} is {_short(value)}; expected an object")
    return value


def steps(inputs: Fields) -> list[tuple[str, str | None, Fields]]:
    """Return (op, label or None, fields) of each step."""
    return [(name_of(step, "op"), step.get("label"), step) for step in objects(inputs, "steps")]


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
