"""A map by name that answers to an unknown name with the nearest known one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn, TypeVar

from econsim.errors import UsageError
from econsim.scenario.merge import closest

Entry = TypeVar("Entry")
_MOST_LISTED = 12


class NoSuchName(UsageError, KeyError):
    """A name that a map does not hold."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would put it in quotes


class ByName(dict[str, Entry]):
    """A dictionary of things of a kind: `what` is one of them, in a word."""

    def __init__(self, what: str, entries: Mapping[str, Entry]) -> None:
        """Take the entries over."""
        super().__init__(entries)
        self.what = what

    def __missing__(self, name: str) -> NoReturn:
        """Refuse a name that is not there."""
        listed = f"; there are {', '.join(self)}" if len(self) <= _MOST_LISTED else ""
        raise NoSuchName(f"no such {self.what} '{name}'{listed}{closest(name, self)}")
