"""What a class from outside econsim is made of, as a hash: an edited policy or shock never passes for the old one."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType
from typing import Any

_NOT_OUTSIDE = ("econsim", "pydantic", "builtins", "abc", "typing")


def is_outside(thing: Any) -> bool:
    """Return whether a class or function is the user's."""
    return _package(thing) not in _NOT_OUTSIDE


@cache
def source_of(cls: type) -> str:
    """Return a hash of what defines a class and its parents outside econsim.

    It covers the whole file, or the whole cell of a notebook, that a method stands in, the constants and functions of
    the same package that a method uses by name, and where there is no text to read the compiled code.
    """
    seen: set[FunctionType] = set()
    facts = [fact for parent in cls.__mro__ if is_outside(parent) for fact in _of_class(parent, seen)]
    return hashlib.blake2b("\0".join(facts).encode(), digest_size=8).hexdigest()


def _of_class(cls: type, seen: set[FunctionType]) -> Iterator[str]:
    yield cls.__qualname__
    for name, value in vars(cls).items():
        if not name.startswith("__"):
            yield from _of_value(name, getattr(value, "__func__", value), _package(cls), seen)


def _of_value(name: str, value: Any, package: str, seen: set[FunctionType]) -> Iterator[str]:
    if isinstance(value, int | float | str | bytes):
        yield f"{name}={value!r}"
    elif inspect.isfunction(value) and _package(value) == package and value not in seen:
        seen.add(value)
        yield _text(value)
        used = inspect.getclosurevars(value)
        for other, found in {**used.nonlocals, **used.globals}.items():
            yield from _of_value(other, found, package, seen)


def _text(function: FunctionType) -> str:
    try:
        return "".join(inspect.findsource(function)[0])
    except OSError:
        return _compiled(function.__code__)


def _compiled(code: CodeType) -> str:
    """Return what a function does, without its place."""
    inner = [_compiled(one) if isinstance(one, CodeType) else _fixed(one) for one in code.co_consts]
    return " ".join([code.co_code.hex(), *code.co_names, *inner])


def _fixed(constant: object) -> str:
    """Return a constant as text; a set has no order of its own."""
    return str(sorted(map(repr, constant))) if isinstance(constant, frozenset) else repr(constant)


def _package(thing: Any) -> str:
    return str(thing.__module__).split(".")[0]
