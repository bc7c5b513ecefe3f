"""The one door to the compiler: numba, told where compiled code is kept before anything is compiled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from econsim.kernel_version import keep_compiled_code_by_version

keep_compiled_code_by_version()

import numba  # noqa: E402  (it reads its settings when it is imported)

Function = TypeVar("Function", bound=Callable[..., Any])


def njit(function: Function) -> Function:
    """Compile a function when it is first called; what was compiled is kept for other processes."""
    return cast(Function, numba.njit(cache=True)(function))
