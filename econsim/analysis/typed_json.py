"""Typed results as JSON content and back: a frozen dataclass is an object with its fields as keys, in their order.

What is read is checked on the way: a key that is missing or of another kind is named with its file and its place.
Keys that no field has are passed over, so that a later version may add some.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from econsim.errors import UsageError

KEY = "key"  # in the metadata of a field: its key in JSON, where that is no word for Python
_ANOTHER_VERSION = "another version of econsim wrote it, or somebody else; make it anew"
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
T = TypeVar("T")


def json_of(value: Any) -> Any:
    """Return a value as JSON content: dataclasses and maps as objects, tuples as lists."""
    if dataclasses.is_dataclass(value):
        kind: Any = type(value)
        return {key: json_of(getattr(value, name)) for name, key in _keys(kind).items()}
    if isinstance(value, Mapping):
        return {key: json_of(entry) for key, entry in value.items()}
    return [json_of(entry) for entry in value] if isinstance(value, list | tuple) else value


def read(kind: type[T], file: Path) -> T:
    """Return what a JSON file holds as a dataclass; raises UsageError, which names the file and what is wrong."""
    try:
        content = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {' '.join(str(error).split())}") from error
    return typed(kind, content, f"{file}:")


def typed(kind: type[T], content: Any, place: str) -> T:
    """Return JSON content as a dataclass; raises UsageError, which names the place and what is wrong."""
    made: T = _typed(kind, content, place)
    return made


def _typed(kind: Any, content: Any, place: str) -> Any:
    """Return JSON content as a type: a dataclass, a map, a tuple, one of some words, a plain value; any may be None."""
    form, inner = get_origin(kind), get_args(kind)
    if form in (Union, types.UnionType):
        return None if content is None else _typed(next(one for one in inner if one is not type(None)), content, place)
    if dataclasses.is_dataclass(kind):
        _expect(isinstance(content, dict), content, "an object", place)
        return _dataclass(kind, content, place)
    if form is Mapping:
        _expect(isinstance(content, dict), content, "an object", place)
        return {key: _typed(inner[1], entry, _below(place, key)) for key, entry in content.items()}
    if form is tuple:
        _expect(isinstance(content, list), content, "a list", place)
        return tuple(_typed(inner[0], entry, f"{place}[{number}]") for number, entry in enumerate(content))
    if form is Literal:
        _expect(content in inner, content, " or ".join(f'"{word}"' for word in inner), place)
    elif kind is not Any:
        _expect(type(content) in ((int, float) if kind is float else (kind,)), content, _WORDS[kind], place)
    return content


def _dataclass(kind: Any, content: Mapping[str, Any], place: str) -> Any:
    found, hints = {}, _hints(kind)
    for field in dataclasses.fields(kind):
        key = _keys(kind)[field.name]
        if key in content:
            found[field.name] = _typed(hints[field.name], content[key], _below(place, key))
        elif field.default is not None:
            raise UsageError(f"{_below(place, key)} is missing: {_ANOTHER_VERSION}")
    return kind(**found)


@functools.cache
def _keys(kind: Any) -> dict[str, str]:
    """Return the key of every field of a dataclass."""
    return {field.name: field.metadata.get(KEY, field.name) for field in dataclasses.fields(kind)}


@functools.cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _below(place: str, key: str) -> str:
    return f"{place} {key}" if place.endswith(":") else f"{place}.{key}"


def _expect(is_so: bool, content: Any, wanted: str, place: str) -> None:
    if not is_so:
        raise UsageError(f"{place} is {json.dumps(content)[:60]}; expected {wanted}: {_ANOTHER_VERSION}")
