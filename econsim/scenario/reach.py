"""Everything that a piece of the user's code reaches, as one hash: equal hashes, equal behaviour.

A function reaches the values it names: globals, closures, defaults, the modules it imports. A module of the user's is
followed whole, a library is its name and version. Lists, tables, objects and arrays count by what they hold.
"""

from __future__ import annotations

import dis
import functools
import hashlib
import importlib
import inspect
import itertools
import sys
import sysconfig
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType, SimpleNamespace
from typing import Any

import numpy as np

_LANGUAGE = tuple({sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib")})
_OURS = "econsim"
_BY_ANY_NAME = {"globals", "eval", "exec"}  # functions by which code may reach any name of its module
_NO_FACTS = {"_abc_impl", "__dict__", "__weakref__", "__doc__", "__builtins__", "__cached__", "__loader__", "__spec__"}


def home_of(thing: Any) -> str:
    """Return the top package that a class or function belongs to."""
    return str(getattr(thing, "__module__", None)).split(".")[0]


class Reach:
    """One walk over what code reaches: everything gets one hash, made of the hashes of what it holds."""

    def __init__(self, home: str, *, with_text: bool) -> None:
        """`home` is the package of the class that is asked about, the user's wherever it is installed."""
        self._home, self._with_text = home, with_text
        self._known: dict[int, tuple[Any, str]] = {}  # by id, with what it is the id of, so that none is used again

    def of(self, value: Any) -> str:
        """Return the hash of any value; of one that holds itself, what the circle comes back to counts by its kind."""
        if value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic):
            return f"{type(value).__name__} {value!r}"
        if id(value) not in self._known:
            self._known[id(value)] = value, type(value).__qualname__
            facts = "\0".join([type(value).__qualname__, *self._facts(value)])
            self._known[id(value)] = value, hashlib.blake2b(facts.encode(errors="surrogatepass")).hexdigest()
        return self._known[id(value)][1]

    def _facts(self, value: Any) -> Iterator[str]:
        if isinstance(value, ModuleType):
            return self._of_module(value)
        if isinstance(value, type):
            return self._of_class(value)
        if isinstance(value, FunctionType):
            return self._of_function(value)
        if isinstance(value, Mapping | list | tuple | set | frozenset | np.ndarray):
            return itertools.chain(self._of_entries(value), self._beside_entries(value))
        return self._of_the_rest(value)

    def _of_entries(self, value: Any) -> Iterable[str]:
        if isinstance(value, np.ndarray) and value.dtype != object:
            return value.dtype.str, str(value.shape), value.tobytes().hex()
        if isinstance(value, Mapping):
            return (self.of(part) for pair in value.items() for part in pair)
        if isinstance(value, set | frozenset):
            return sorted(map(self.of, value))
        return map(self.of, value)

    def _beside_entries(self, value: Any) -> Iterator[str]:
        """Return what a container has beside its entries: what makes missing ones, and the state of a user's class."""
        if isinstance(value, defaultdict):
            yield self.of(value.default_factory)
        if self._is_users(home_of(type(value)), type(value)):
            yield self.of(type(value))
            yield from map(self.of, _state(value))

    def _of_the_rest(self, value: Any) -> Iterator[str]:
        """Return the facts of what is no container: its parts where it is made of code, else its state or content."""
        if isinstance(value, MethodType | staticmethod | classmethod):
            yield from map(self.of, (value.__func__, getattr(value, "__self__", None)))
        elif isinstance(value, property):
            yield from map(self.of, (value.fget, value.fset))
        elif isinstance(value, functools.partial | functools.partialmethod):
            yield from map(self.of, (value.func, value.args, value.keywords))
        elif isinstance(value, functools.cached_property):
            yield self.of(value.func)
        elif hasattr(value, "__wrapped__"):
            yield self.of(value.__wrapped__)
        elif isinstance(value, BuiltinFunctionType):
            yield f"{value.__module__}.{value.__qualname__}"
        elif isinstance(value, SimpleNamespace) or self._is_users(home_of(type(value)), type(value)):
            yield self.of(type(value))
            yield from map(self.of, _state(value))
        else:
            yield _content(value)

    def _of_class(self, cls: type) -> Iterator[str]:
        """Return the facts of a class: its name, and for the user's what stands in its body and its parents'."""
        yield f"{cls.__module__}.{cls.__qualname__}"
        if self._is_users(home_of(cls), cls):
            yield from map(self.of, (type(cls), *cls.__bases__))
            for name, value in sorted(vars(cls).items()):
                is_code = isinstance(value, FunctionType | staticmethod | classmethod | property)
                if name not in _NO_FACTS and (is_code or not name.startswith(("__", "model_"))):
                    yield name
                    yield self.of(value)

    def _of_function(self, function: FunctionType) -> Iterator[str]:
        yield f"{function.__module__}.{function.__qualname__}"
        if not self._is_users(home_of(function), function):
            return
        yield _text(function) if self._with_text else _compiled(function.__code__)
        yield from map(self.of, (function.__defaults__, function.__kwdefaults__, vars(function)))
        yield from (self.of(_inside(cell)) for cell in function.__closure__ or ())
        names = set(_global_names(function.__code__))
        for name in sorted(names & function.__globals__.keys()):
            yield name
            yield self.of(function.__globals__[name])
        if _BY_ANY_NAME & names - function.__globals__.keys():
            yield self.of(sys.modules.get(function.__module__))
        yield from map(self.of, _imported(function))

    def _of_module(self, module: ModuleType) -> Iterator[str]:
        yield f"{module.__name__} {getattr(module, '__version__', '')}"
        if self._is_users(module.__name__.split(".")[0], module):
            for name, value in sorted(vars(module).items()):
                if not name.startswith("__"):
                    yield name
                    yield self.of(value)

    def _is_users(self, top: str, thing: Any) -> bool:
        """Return whether a thing of a top package is the user's: not econsim's, the language's or a library's."""
        if top == _OURS or (top != self._home and top in sys.stdlib_module_names):
            return False
        module = thing if isinstance(thing, ModuleType) else sys.modules.get(thing.__module__)
        place = getattr(module, "__file__", None) or next(iter(getattr(module, "__path__", ())), None)
        return top == self._home or place is None or not _is_of_a_library(Path(place))


def _is_of_a_library(file: Path) -> bool:
    is_installed = not {"site-packages", "dist-packages"}.isdisjoint(file.parts)
    return is_installed or any(file.is_relative_to(folder) for folder in _LANGUAGE)


def _state(value: Any) -> Iterator[Any]:
    """Return the names and values of what an object holds."""
    yield dict(getattr(value, "__dict__", {}))
    for cls in type(value).__mro__:
        names = vars(cls).get("__slots__", ())
        for name in (names,) if isinstance(names, str) else names:
            if name not in _NO_FACTS and hasattr(value, name):
                yield name
                yield getattr(value, name)


def _content(value: Any) -> str:
    """Return a hash of an object of some library (a table, a date, a logger): what it would be when read back."""
    try:
        import joblib  # nothing is hashed before there is a class from outside

        return str(joblib.hash(value))
    except Exception:  # a lock, an open file: whatever it is, it holds no number
        return type(value).__qualname__


def _inside(cell: Any) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # a name that is bound later
        return None


@cache
def _text(function: FunctionType) -> str:
    """Return the file or cell that a function stands in, as it was when it was first asked for."""
    try:
        return "".join(inspect.findsource(function)[0])
    except (OSError, TypeError):
        return _compiled(function.__code__)


def _compiled(code: CodeType) -> str:
    """Return what a function does, without its place."""
    inner = [_compiled(one) if isinstance(one, CodeType) else _fixed(one) for one in code.co_consts]
    return " ".join([code.co_code.hex(), *code.co_names, *inner])


def _fixed(constant: object) -> str:
    """Return a constant as text; a set has no order of its own."""
    return str(sorted(map(repr, constant))) if isinstance(constant, frozenset) else repr(constant)


def _global_names(code: CodeType) -> Iterator[str]:
    """Return the global names that code reads, that of functions inside it included."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            yield str(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _global_names(inner)


def _imported(function: FunctionType) -> Iterator[ModuleType]:
    """Return the modules that a function imports in its body."""
    package = str(function.__globals__.get("__package__") or "")
    for name in dict.fromkeys(_imports(function.__code__)):
        for full in (name, f"{package}.{name}".strip(".")):
            try:
                yield importlib.import_module(full)
            except Exception:  # not there under this name: the code will say so when it runs
                continue


def _imports(code: CodeType) -> Iterator[str]:
    steps = list(dis.get_instructions(code))
    for step in steps:
        if step.opname == "IMPORT_NAME" and step.argval:
            yield str(step.argval)
        elif (
            step.opname == "IMPORT_FROM"
        ):  # from . import name: a module of the package, or a value in one that is named
            yield str(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _imports(inner)
