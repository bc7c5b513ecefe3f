"""What a class from outside econsim is made of, as a hash: an edited policy or shock never passes for the old one."""

from __future__ import annotations

from typing import Any

from econsim.scenario.reach import Reach, home_of

_NOT_OUTSIDE = ("econsim", "pydantic", "builtins", "abc", "typing")
_DIGITS = 16


def is_outside(thing: Any) -> bool:
    """Return whether a class or function is the user's."""
    return home_of(thing) not in _NOT_OUTSIDE


def source_of(cls: type) -> str:
    """Return a hash of what defines a class and its parents outside econsim, as it is now.

    It covers the whole file, or the whole cell of a notebook, of every function that its code reaches, remembered from
    the first time it is asked for, and the values it reaches: see `Reach`. What code reads from files, the clock or
    other programs is not in it.
    """
    return Reach(home_of(cls), with_text=True).of(cls)[:_DIGITS]


def state_of(cls: type) -> str:
    """Return the same with compiled code in the place of text, which a worker process does not always have."""
    return Reach(home_of(cls), with_text=False).of(cls)[:_DIGITS]
