"""What a decision is: columns of numbers, each of which declares what its entries must be."""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from dataclasses import Field as Part
from functools import cache, cached_property
from typing import Any, Self

import numpy as np

ROWS, VALIDATORS, BUNDLES, KNOTS, BUNDLES_AND_KNOTS = "rows", "validators", "bundles", "knots", "bundles and knots"


def _knots() -> Any:
    """Return Phi(-6), Phi(-6 + 1/32), ..., Phi(6), the first put at 0 and the last at 1."""
    probabilities = [0.5 * math.erfc(-z / 32.0 / math.sqrt(2.0)) for z in range(-6 * 32, 6 * 32 + 1)]
    knots = np.array([0.0, *probabilities[1:-1], 1.0])
    knots.flags.writeable = False
    return knots


COST_KNOTS = _knots()  # cumulative probabilities of a cost, at which a table of costs or bids has its entries
_OF_KNOTS = (COST_KNOTS.size,)
_NO_MESSAGES = np.zeros(0, np.int64)
_NO_MESSAGES.flags.writeable = False


@dataclass(frozen=True)
class Wanted:
    """What the entries of one field of a decision must be; checked where answers are collected.

    Whole numbers and fractions are finite; NaN only where it has a meaning.
    """

    dtype: Any
    least: float = -math.inf
    most: float = math.inf
    may_be_nan: bool = False
    parts_of: str = ""  # fields that are parts of the same thing: together 1 at most in every row
    per: str = ROWS  # one entry a row, or a row and bundle, each with one entry a knot of costs
    messages: str = ""  # the list of messages that it is a column of, as many entries as the policy likes
    ids: str = ""  # entries name the policy's own ROWS, or VALIDATORS
    default: Any = None  # where a policy leaves it out: one number (an array without an axis), or no message

    @cached_property
    def finite_limits(self) -> tuple[float, float]:
        """Return the least and the most that an entry may be, both finite, whole ones for whole numbers."""
        if np.issubdtype(self.dtype, np.integer):
            return math.ceil(max(self.least, -(2**63))), math.floor(min(self.most, 2**63 - 1))
        return max(self.least, -sys.float_info.max), min(self.most, sys.float_info.max)

    def shape(self, n_rows: int, n_bundles: int) -> tuple[int, ...]:
        """Return the shape of a column; a list of messages has none by itself."""
        if self.messages:
            return (0,)
        if self.per == ROWS:
            return (n_rows,)
        return (n_rows, *{BUNDLES: (n_bundles,), KNOTS: _OF_KNOTS}.get(self.per, (n_bundles, *_OF_KNOTS)))

    def nothing(self, n_rows: int, n_bundles: int) -> Any:
        """Return entries that do nothing: what stands for a field that is left out, else NaN where it has a meaning,
        else zeros; no message.
        """
        if self.default is not None:
            return self.default
        return np.full(self.shape(n_rows, n_bundles), math.nan if self.may_be_nan else 0, self.dtype)


def by_row(dtype: Any, *, default: float | None = None, **limits: Any) -> Any:
    """Declare a field with one entry a row; one with a default may be left out."""
    if default is None:
        return field(metadata={"wanted": Wanted(dtype, **limits)})
    number = np.array(default, dtype)
    number.flags.writeable = False
    return field(default_factory=lambda: number, metadata={"wanted": Wanted(dtype, default=number, **limits)})


def in_messages(messages: str, *, ids: str = "", least: float = 0) -> Any:
    """Declare a column of a list of messages: whole numbers, one a message, none by default."""
    wanted = Wanted(np.int64, least=least, messages=messages, ids=ids, default=_NO_MESSAGES)
    return field(default_factory=lambda: _NO_MESSAGES, metadata={"wanted": wanted})


def wanted_of(part: Part[Any]) -> Wanted:
    """Return what a field of a decision declares."""
    wanted: Wanted = part.metadata["wanted"]
    return wanted


@dataclass(frozen=True)
class Decision:
    """What a policy wants done; one subclass for each kind of decision."""

    @classmethod
    def of(cls, columns: Mapping[str, Any]) -> Self:
        """Return a decision that holds columns as they are, one for every field: quicker than to set one by one."""
        decision = object.__new__(cls)
        vars(decision).update(columns)
        return decision

    @classmethod
    def none(cls, n_rows: int, n_bundles: int = 0) -> Self:
        """Return the decision of some rows to do nothing."""
        decision: Any = cls
        return cls.of({name: wanted.nothing(n_rows, n_bundles) for name, wanted in declared(decision)})


@cache
def declared(decision: Any) -> list[tuple[str, Wanted]]:
    """Return the name of each field of a decision and what it declares."""
    return [(part.name, wanted_of(part)) for part in fields(decision)]


@cache
def alike(decision: Any, what: str) -> list[list[str]]:
    """Return the names of the fields that declare the same `what`, those apart that declare none."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name, wanted in declared(decision):
        groups[getattr(wanted, what)].append(name)
    groups.pop("", None)
    return list(groups.values())


def misnamed(answer: Any, decision: Any) -> str:
    """Return what is wrong with the fields that an answer for one agent names, empty for nothing."""
    parts = {part.name: part for part in fields(decision)}
    wanted = f"wanted a mapping of fields of {decision.__name__}: {', '.join(parts)}"
    if not isinstance(answer, Mapping):
        return f"decides {type(answer).__name__}; {wanted}"
    unknown = [name for name in answer if name not in parts]
    if unknown:
        return f"names {unknown[0]}; {wanted}"
    for name, given in answer.items():
        if wanted_of(parts[name]).messages and np.ndim(given) != 1:
            return f"gives {name} as {given!r}; wanted a list, with one entry for each message, such as [{given!r}]"
    missing = [name for name, part in parts.items() if part.default_factory is MISSING and name not in answer]
    return f"leaves out {missing[0]}; {wanted}" if missing else ""
