"""Answers of policies, checked before they are carried out: what each field of a decision must be is declared there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any, TypeVar, cast

import numpy as np

from econsim.columns import Own, cut
from econsim.compiled import njit
from econsim.contracts import Asked, DecisionKind, Policy, Public
from econsim.decisions import ROWS, VALIDATORS, Decision, Wanted, declared
from econsim.errors import RunError
from econsim.faults import refuse_faults, refuse_more_than_all, refuse_uneven
from econsim.units import IntArray

Kind = TypeVar("Kind", bound=Decision)
_FARTHEST = 2**63 - 1
_WHOLE = np.dtype(np.int64)
_OF_NOBODY, _OF_ROWS, _OF_VALIDATORS = range(3)
_WHOSE = {"": _OF_NOBODY, ROWS: _OF_ROWS, VALIDATORS: _OF_VALIDATORS}  # ids that a column names


def checked(answer: Any, wanted: type[Kind], policy: Policy, own: Own, public: Public) -> Kind:
    """Return what a policy has decided for its rows, every column of the type that is declared.

    A field that it leaves out stays what stands for it.

    Raises RunError with one line that names the policy and what is wrong.
    """
    try:
        found: Kind = _checked(answer, wanted, own, public)
        return found
    except ValueError as problem:
        where = f"epoch {public.epoch}, policies.{policy.decides}, kind {policy.kind}"
        raise RunError(f"{where}: {problem}") from None


def checked_together(answers: Sequence[Any], kind: DecisionKind, asked: Asked) -> Decision:
    """Return what all policies of a kind have decided, one decision for the whole population, checked.

    What is whole and of its type is looked through when it is together; which policy is wrong is found out afterwards.
    """
    rows, n_rows, n_bundles = [rows for _, rows in asked.groups], len(asked.own), len(asked.public.bundles)
    if len(answers) > 1 and all(map(partial(_is_plain, kind.decides, n_bundles), answers, rows)):
        together = merged(answers, rows, n_rows)
        if _has_no_fault(together, n_bundles, asked.own):
            return together
    owns = [cut(asked.own, some) for some in rows]
    fine = [
        checked(answer, kind.decides, policy, own, asked.public)
        for answer, own, (policy, _) in zip(answers, owns, asked.groups, strict=True)
    ]
    return merged(fine, rows, n_rows)


def merged(answers: Sequence[Decision], rows: Sequence[IntArray], n_rows: int) -> Decision:
    """Return one decision for the whole population, of the answers of some rows each; together they are all rows.

    Messages are put one after the other, the rest in order of rows. What all leave out stays what stands for it.
    """
    if len(answers) == 1:
        return answers[0]
    columns: dict[str, Any] = {}
    decision: Any = type(answers[0])
    for name, wanted in declared(decision):
        columns[name] = wanted.default
        for answer in answers:
            part = vars(answer)[name]
            if part is not wanted.default and part.shape:
                columns[name] = _joined(name, wanted, part.shape, answers, rows, n_rows)
                break
    together: Decision = decision.of(columns)
    return together


def _joined(
    name: str, wanted: Wanted, shape: Any, answers: Sequence[Decision], rows: Sequence[IntArray], n_rows: int
) -> Any:
    """Return one column of all answers, of which one has a shape."""
    parts = [getattr(answer, name) for answer in answers]
    if wanted.messages:
        return np.concatenate(parts)
    whole = np.empty((n_rows, *shape[1:]), wanted.dtype)
    for some, part in zip(rows, parts, strict=True):
        whole[some] = part
    return whole


def _is_plain(decision: Any, n_bundles: int, answer: Any, rows: IntArray) -> bool:
    """Return whether an answer holds, of each column by row, an array of its type and shape, or leaves it out.

    It sends no messages.
    """
    given: object = type(answer)
    if given is not decision:
        return False
    columns = vars(answer)
    for name, wanted in declared(decision):
        column = columns[name]
        if _is_left_out(column, wanted):
            continue
        if wanted.messages or type(column) is not np.ndarray or column.dtype != wanted.dtype:
            return False
        if column.shape != wanted.shape(rows.size, n_bundles):
            return False
    return True


def _is_left_out(column: Any, wanted: Wanted) -> bool:
    """Return whether a column is what stands for a field that is left out; one that must be given has nothing such."""
    return column is wanted.default and column is not None


def _has_no_fault(together: Any, n_bundles: int, own: Own) -> bool:
    columns, decision = vars(together), cast(Any, type(together))
    given = [(name, wanted) for name, wanted in declared(decision) if columns[name] is not wanted.default]
    if not all(_is_fine(columns[name], wanted, wanted.shape(len(own), n_bundles)) for name, wanted in given):
        return False
    try:
        refuse_more_than_all(type(together), columns, own)
    except ValueError:
        return False
    return True


def _checked(answer: Any, decision: Any, own: Own, public: Public) -> Any:
    if not isinstance(answer, decision):
        raise ValueError(f"it decides {type(answer).__name__}; wanted {decision.__name__}")
    columns: dict[str, Any] = {}
    lists, given = [], []  # of the fields that are given, the names of lists of messages apart
    for name, wanted in declared(decision):
        columns[name] = column = getattr(answer, name)
        if not _is_left_out(column, wanted):
            given.append((name, wanted))
            if wanted.messages:
                lists.append(name)
    if lists and _have_no_fault(decision, lists, columns, own, public):
        given = [(name, wanted) for name, wanted in given if not wanted.messages]
    n_rows, n_bundles = len(own), len(public.bundles)
    for name, wanted in given:
        columns[name] = column = _typed(name, columns[name], wanted)
        if not _is_fine(column, wanted, wanted.shape(n_rows, n_bundles)):
            refuse_faults(name, column, wanted, own, public)
    if lists:
        refuse_uneven(decision, columns)
    refuse_more_than_all(decision, columns, own)
    for name, wanted in given:
        if not columns[name].shape:
            columns[name] = for_all(columns[name], wanted.shape(n_rows, n_bundles))
    return decision.of(columns)


def _have_no_fault(decision: Any, names: list[str], columns: dict[str, Any], own: Own, public: Public) -> bool:
    """Return whether nothing is wrong with lists of messages, looked through together; then they become copies.

    What is wrong is found out column by column.
    """
    edges = [0]
    for name in names:
        column = columns[name]
        if type(column) is not np.ndarray or column.dtype != _WHOLE or column.ndim != 1:
            return False
        edges.append(edges[-1] + column.size)
    together, limits = np.concatenate([columns[name] for name in names]), _limits(decision, tuple(names))
    if _n_beyond(together, np.array(edges), *limits, own.ids, public.validators.ids) > 0:
        return False
    for name, begin, end in zip(names, edges, edges[1:], strict=False):
        columns[name] = together[begin:end]
    return True


@cache
def _limits(decision: Any, names: tuple[str, ...]) -> tuple[IntArray, IntArray, IntArray]:
    """Return the least and the most that columns of messages may hold, and whose ids."""
    lists = [wanted for name, wanted in declared(decision) if name in names]
    least = np.array([max(wanted.least, -_FARTHEST) for wanted in lists], np.int64)
    most = np.array([min(wanted.most, _FARTHEST) for wanted in lists], np.int64)
    return least, most, np.array([_WHOSE[wanted.ids] for wanted in lists])


@njit
def _n_beyond(
    numbers: IntArray,
    edges: IntArray,
    least: IntArray,
    most: IntArray,
    whose: IntArray,
    rows: IntArray,
    validators: IntArray,
) -> int:
    """Return how many numbers of columns, one behind the other, are not what their column may hold."""
    n_beyond = 0
    for column in range(edges.size - 1):
        for number in numbers[edges[column] : edges[column + 1]]:
            is_fine = least[column] <= number <= most[column]
            if whose[column] == _OF_ROWS:
                is_fine = is_fine and _is_among(number, rows)
            elif whose[column] == _OF_VALIDATORS:
                is_fine = is_fine and _is_among(number, validators)
            n_beyond += not is_fine
    return n_beyond


@njit
def _is_among(number: int, ids: IntArray) -> bool:
    """Return whether a number is one of some ids, which ascend; mostly they are all from 0 on."""
    if 0 <= number < ids.size and ids[number] == number:
        return True
    place = np.searchsorted(ids, number)
    return bool(place < ids.size and ids[place] == number)


def for_all(number: Any, shape: tuple[int, ...]) -> Any:
    """Return an array of one number, read-only, which takes no more room than the number."""
    number.flags.writeable = False
    return np.ndarray(shape, number.dtype, number, strides=(0,) * len(shape))


def _typed(name: str, values: Any, wanted: Wanted) -> Any:
    """Return a column of the type that is declared, nobody else's: what was decided stays as it is."""
    if values is None:
        raise ValueError(f"{name} is None; wanted {np.dtype(wanted.dtype)}")
    column = np.asarray(values)
    if column.dtype == wanted.dtype:
        return column if column.flags.owndata and column.flags.c_contiguous else column.copy()
    if not np.can_cast(column.dtype, wanted.dtype, "safe"):
        raise ValueError(f"{name} holds {column.dtype}; wanted {np.dtype(wanted.dtype)}")
    return column.astype(wanted.dtype)


def _is_fine(column: Any, wanted: Wanted, shape: tuple[int, ...]) -> bool:
    """Return whether nothing is wrong with a column by row; what it is, is found out afterwards."""
    if wanted.messages or wanted.ids or (column.shape and column.shape != shape):
        return False
    if wanted.dtype == np.bool_:
        return True
    lowest, highest = wanted.finite_limits
    if not column.shape:
        number = column.item()
        return bool(lowest <= number <= highest or (wanted.may_be_nan and number != number))
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
