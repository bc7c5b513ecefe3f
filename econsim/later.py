"""Modules that are executed when something of them is first asked for, and not when they are imported.

Mesa imports networkx, pandas, scipy and more for parts of it that a run never touches; together they take longer than
econsim itself. The library's own LazyLoader executes a module at the first look at it, and `inspect`, which data
classes use, looks at all that are imported.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec
from threading import RLock
from types import ModuleType
from typing import Any

_ASKED = ("__path__", "__version__")  # of the names that Python itself looks up, those for which there must be a module
_lock = RLock()


class Later(ModuleType):
    """A module that has not been executed yet."""

    def __getattr__(self, name: str) -> Any:
        """Execute the module, in place, and return what was asked for."""
        if name.startswith("__") and name not in _ASKED:
            raise AttributeError(name)
        with _lock:
            if type(self) is Later:
                self.__class__ = ModuleType  # type: ignore[assignment]
                spec = self.__spec__
                assert spec is not None
                assert spec.loader is not None
                self.__path__ = spec.submodule_search_locations or []
                spec.loader.exec_module(self)
        return getattr(self, name)


def put_off_what_few_use() -> None:
    """Let packages wait that others import and hardly anybody uses, and the one that only results need."""
    for name in ("networkx", "pandas", "numpy.f2py", "numpy.testing"):
        put_off(name)


def put_off(name: str, spec: ModuleSpec | None = None) -> None:
    """Let a package wait until something of it is asked for, unless it is there already or not installed."""
    spec = spec or importlib.util.find_spec(name)
    if name in sys.modules or spec is None or spec.loader is None:
        return
    module = importlib.util.module_from_spec(spec)
    del module.__path__
    module.__class__ = Later
    sys.modules[name] = module
    parent, _, child = name.rpartition(".")
    if parent in sys.modules:
        setattr(sys.modules[parent], child, module)
