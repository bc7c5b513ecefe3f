"""Answers of policies, checked before they are carried out: what each field of a decision must be is declared there."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar, cast

import numpy as np

from econsim.columns import Own
from econsim.compiled import njit
from econsim.contracts import Policy, Public
from econsim.decisions import ROWS, Decision, Wanted, wanted_of
from econsim.errors import RunError
from econsim.units import IntArray

Kind = TypeVar("Kind", bound=Decision)
_LOWEST = -sys.float_info.max
_ROUNDING = 1e-9  # by which parts of a whole may exceed it


def checked(answer: Any, wanted: type[Kind], policy: Policy, own: Own, public: Public) -> Kind:
    """Return what a policy has decided for its rows, every column of the type that is declared.

    Raises RunError with one line that names the policy and what is wrong.
    """
    try:
        return _checked(answer, wanted, own, public)
    except ValueError as problem:
        where = f"epoch {public.epoch}, policies.{policy.decides}, kind {policy.kind}"
        raise RunError(f"{where}: {problem}") from None


def _checked(answer: Any, decision: type[Kind], own: Own, public: Public) -> Kind:
    if not isinstance(answer, decision):
        raise ValueError(f"it decides {type(answer).__name__}; wanted {decision.__name__}")
    columns: dict[str, Any] = {}
    for name, wanted in _declared(cast(Hashable, decision)):
        columns[name] = column = _typed(name, getattr(answer, name), wanted)
        if not _is_fine(column, wanted, own, public):
            _refuse_misshapen(name, column, wanted, own, public)
            _refuse_beyond_limits(name, column, wanted, own)
            _refuse_unknown(name, column, wanted, own, public)
    _refuse_uneven(decision, columns)
    _refuse_more_than_all(decision, columns, own)
    for name, wanted in _declared(cast(Hashable, decision)):
        if not columns[name].shape:
            columns[name] = np.full(_shape(wanted, own, public), columns[name])
    return decision(**columns)


@cache
def _declared(decision: Hashable) -> list[tuple[str, Wanted]]:
    """Return the name of each field of a decision and what it declares."""
    return [(part.name, wanted_of(part)) for part in fields(cast(type[Decision], decision))]


def _typed(name: str, values: Any, wanted: Wanted) -> Any:
    """Return a column of the type that is declared, nobody else's: what was decided stays as it is."""
    column = np.asarray(values)
    if column.dtype == wanted.dtype:
        return column if column.flags.owndata and column.flags.c_contiguous else column.copy()
    if not np.can_cast(column.dtype, wanted.dtype, "safe"):
        raise ValueError(f"{name} holds {column.dtype}; wanted {np.dtype(wanted.dtype)}")
    return column.astype(wanted.dtype)


def _is_fine(column: Any, wanted: Wanted, own: Own, public: Public) -> bool:
    """Return whether nothing is wrong with a column; what it is, is found out afterwards."""
    if wanted.messages:
        if column.shape == (0,):
            return True
        if column.ndim != 1:
            return False
    elif column.shape != _shape(wanted, own, public):
        return False
    if wanted.dtype == np.bool_:
        return True
    lowest, highest = max(wanted.least, _LOWEST), min(wanted.most, -_LOWEST)
    if wanted.ids:
        known = _known(wanted, own, public)
        if not known.size or known[-1] - known[0] != known.size - 1:
            return False
        lowest, highest = float(known[0]), float(known[-1])
    return _n_outside(column.reshape(-1), lowest, highest, wanted.may_be_nan) == 0


@njit
def _n_outside(numbers: Any, lowest: float, highest: float, may_be_nan: bool) -> int:
    """Return how many numbers are not from lowest to highest, NaN among them unless it may be."""
    n_outside = 0
    for number in numbers:
        n_outside += not (lowest <= number <= highest)
        if may_be_nan:
            n_outside -= number != number
    return n_outside


def _refuse_misshapen(name: str, column: Any, wanted: Wanted, own: Own, public: Public) -> None:
    if wanted.messages:
        if column.ndim != 1:
            raise ValueError(f"{name} has shape {column.shape}; wanted a list, one entry a message")
    elif column.shape not in ((), _shape(wanted, own, public)):
        what = "row" if wanted.per == ROWS else "row and bundle"
        raise ValueError(
            f"{name} has shape {column.shape}; wanted {_shape(wanted, own, public)}, one entry a {what}, or one number"
        )


def _shape(wanted: Wanted, own: Own, public: Public) -> tuple[int, ...]:
    """Return the shape of a column that is no list of messages."""
    return (len(own),) if wanted.per == ROWS else (len(own), len(public.bundles))


def _refuse_beyond_limits(name: str, column: Any, wanted: Wanted, own: Own) -> None:
    if wanted.dtype == np.bool_:
        return
    is_number = np.isfinite(column) | (np.isnan(column) if wanted.may_be_nan else False)
    is_within = ~((column < wanted.least) | (column > wanted.most))
    for is_right, words in ((is_number, "a finite number"), (is_within, _range(wanted))):
        if not is_right.all():
            place = tuple(np.argwhere(~is_right)[0])
            where = "every row"
            if place:
                where = f"message {place[0]}" if wanted.messages else f"id {own.ids[place[0]]}"
            raise ValueError(f"{name} is {column[place]} for {where}; wanted {words}")


def _range(wanted: Wanted) -> str:
    return f"{wanted.least} or more" if np.isinf(wanted.most) else f"{wanted.least} to {wanted.most}"


def _refuse_unknown(name: str, column: Any, wanted: Wanted, own: Own, public: Public) -> None:
    """Refuse ids of others than the policy's own rows, and of validators that there are not; known ids ascend."""
    if not wanted.ids or not column.size:
        return
    known = _known(wanted, own, public)
    is_known = known[np.minimum(np.searchsorted(known, column), known.size - 1)] == column
    if not is_known.all():
        whose = "none of its own rows" if wanted.ids == ROWS else f"none of the {known.size} validators"
        raise ValueError(f"{name} names {column[~is_known][0]}, {whose}")


def _known(wanted: Wanted, own: Own, public: Public) -> IntArray:
    """Return the ids that entries may name; they ascend."""
    return own.ids if wanted.ids == ROWS else public.validators.ids


def _refuse_uneven(decision: type[Decision], columns: dict[str, Any]) -> None:
    """Refuse a list of messages with columns of unequal length."""
    for names in _alike(cast(Hashable, decision), "messages"):
        sizes = {columns[name].size for name in names}
        if len(sizes) > 1:
            told = ", ".join(f"{name} {columns[name].size}" for name in names)
            raise ValueError(f"a message has an entry in each column, and there are: {told}")


def _refuse_more_than_all(decision: type[Decision], columns: dict[str, Any], own: Own) -> None:
    """Refuse parts that exceed the whole together."""
    for names in _alike(cast(Hashable, decision), "parts_of"):
        total = sum(columns[name] for name in names)
        if np.max(total, initial=0.0) > 1.0 + _ROUNDING:
            row = int(np.argmax(total))
            most = np.ravel(total)[row]
            raise ValueError(f"{' + '.join(names)} is {most} for id {own.ids[row]}; wanted 1 at most together")


@cache
def _alike(decision: Hashable, what: str) -> list[list[str]]:
    """Return the names of the fields that declare the same `what`, those apart that declare none."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name, wanted in _declared(decision):
        groups[getattr(wanted, what)].append(name)
    groups.pop("", None)
    return list(groups.values())
