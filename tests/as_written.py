"""Compiled code run as it is written, so that a test can put a mistake into a function that kernels call."""

from __future__ import annotations

from types import ModuleType

import pytest

from econsim.compiled import Kernel


def run_as_written(monkeypatch: pytest.MonkeyPatch, *modules: ModuleType) -> None:
    """Let every kernel that these modules name be the Python function that it was written as."""
    for module in modules:
        for name, value in list(vars(module).items()):
            if isinstance(value, Kernel):
                monkeypatch.setattr(module, name, value.py_func)
