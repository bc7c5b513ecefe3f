"""The one door to the compiler: numba, imported when the first kernel is called and no sooner.

So scenarios, results and reports are read without a compiler, and where none is installed. Where compiled code is kept
is settled here, when this is imported: the sources are then those that will be compiled.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from econsim.kernel_version import keep_compiled_code_by_version

keep_compiled_code_by_version()

Function = TypeVar("Function", bound=Callable[..., Any])


class Kernel:
    """A function that is compiled when it, or a kernel that calls it, is first called."""

    def __init__(self, function: Callable[..., Any], *, wraps_round: bool = False, **options: Any) -> None:
        """Compile nothing yet; `py_func` is the function as it was written, `targetoptions` how, by numba's names."""
        functools.update_wrapper(self, function)
        self.py_func = function
        self._wraps_round = wraps_round
        self.targetoptions = options

    @functools.cached_property
    def compiled(self) -> Any:
        """Return the function compiled; what was compiled is kept for other processes."""
        import numba

        compiled = numba.njit(cache=True, **self.targetoptions)(self.py_func)
        is_compiled = compiled is not self.py_func  # numba was not told to compile nothing
        return np.errstate(over="ignore")(compiled) if self._wraps_round and not is_compiled else compiled

    @functools.cached_property
    def within(self) -> Any:
        """Return the function as kernels that call it have it: Python cannot call it, so that it compiles quicker.

        It is kept in the code of those that call it and nowhere else.
        """
        import numba

        njit: Any = numba.njit  # its types know fewer options than it takes
        return _alike_for_whole_numbers(
            njit(**self.targetoptions, no_cpython_wrapper=True, no_cfunc_wrapper=True)(self.py_func)
        )

    @property
    def _numba_type_(self) -> Any:
        """Return how numba sees this in the kernels that call it."""
        return self.within._numba_type_

    def __call__(self, *given: Any) -> Any:
        """Call the compiled function."""
        return self.compiled(*given)

    def __reduce__(self) -> str:
        """Travel to other processes by name, as functions do."""
        return self.py_func.__qualname__


def _alike_for_whole_numbers(compiled: Any) -> Any:
    """Let a function that kernels call be compiled once for all whole numbers with a sign that it may be handed.

    numba would do so anew for each number that a caller writes out, and for narrow ones; what a caller writes out is
    known all the same where the function is put into it.
    """
    import numba

    types: Any = numba.types  # of which numba does not tell all
    find = getattr(compiled, "get_call_template", None)
    if find is None:  # numba was told to compile nothing
        return compiled

    def wide(kind: Any) -> Any:
        kind = types.unliteral(kind)
        return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind

    def found(given: Any, named: Any) -> Any:
        return find(tuple(map(wide, given)), {name: wide(kind) for name, kind in named.items()})

    compiled.get_call_template = found
    return compiled


def njit(function: Function) -> Function:
    """Compile a function when it is first called."""
    return cast(Function, Kernel(function))


def njit_wrapping(function: Function) -> Function:
    """Compile a function whose whole numbers are meant to wrap round: uncompiled, too, they do so without a warning."""
    return cast(Function, Kernel(function, wraps_round=True))


def njit_borrowing(function: Function) -> Function:
    """Compile a function that makes no arrays and keeps none: those that it is given outlive the call.

    So references to them need not be counted, which takes longer than what is done with a record of them.
    """
    return cast(Function, Kernel(function, _nrt=False))


def njit_within(function: Function) -> Function:
    """Compile a borrowing function within the one kernel that calls it, so that many arrays need not be handed on."""
    return cast(Function, Kernel(function, _nrt=False, inline="always"))
