"""What the chain does with a message that fails: nothing of it remains.

A message writes to a branch of the state, which is thrown away if the message returns an error or panics.

Source: cosmos/cosmos-sdk baseapp/baseapp.go runTx @9abd946ba0cdc6d0e708bf862b2ca202b13f2d7b (v0.45.16).
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import TypeVar

from econsim.reference.failures import Refused

State = TypeVar("State")


class Panicked(Exception):
    """A panic inside a message: the message is lost, even where its caller would have gone on after a refusal."""


def deliver(state: State, message: Callable[[State], None]) -> tuple[State, bool]:
    """Return the state after a message, and whether the message went through; one that fails leaves no trace."""
    branch = deepcopy(state)
    try:
        message(branch)
    except (Refused, Panicked):
        return state, False
    return branch, True
