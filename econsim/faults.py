"""What is wrong with an answer of a policy, in one line: the first fault that is found."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public
from econsim.decisions import BUNDLES, BUNDLES_AND_KNOTS, KNOTS, ROWS, Wanted, alike

_OF = {BUNDLES: "bundle", KNOTS: "knot of costs", BUNDLES_AND_KNOTS: "bundle and knot of costs"}
_ROUNDING = 1e-9  # by which parts of a whole may exceed it


def refuse_faults(name: str, column: Any, wanted: Wanted, own: Own, public: Public) -> None:
    """Raise ValueError with what is wrong with a column, if something is."""
    _refuse_misshapen(name, column, wanted, own, public)
    _refuse_beyond_limits(name, column, wanted, own)
    _refuse_unknown(name, column, wanted, own, public)


def _refuse_misshapen(name: str, column: Any, wanted: Wanted, own: Own, public: Public) -> None:
    if wanted.messages:
        if column.ndim != 1:
            raise ValueError(f"{name} has shape {column.shape}; wanted a list, one entry a message")
        return
    shape, what = (
        wanted.shape(len(own), len(public.bundles)),
        "row" if wanted.per == ROWS else f"row and {_OF[wanted.per]}",
    )
    if column.shape not in ((), shape):
        raise ValueError(f"{name} has shape {column.shape}; wanted {shape}, one entry a {what}, or one number")


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
    known = own.ids if wanted.ids == ROWS else public.validators.ids
    is_known = known[np.minimum(np.searchsorted(known, column), known.size - 1)] == column
    if not is_known.all():
        whose = "none of its own rows" if wanted.ids == ROWS else f"none of the {known.size} validators"
        raise ValueError(f"{name} names {column[~is_known][0]}, {whose}")


def refuse_uneven(decision: Any, columns: dict[str, Any]) -> None:
    """Refuse a list of messages with columns of unequal length."""
    for names in alike(decision, "messages"):
        sizes = {columns[name].size for name in names}
        if len(sizes) > 1:
            told = ", ".join(f"{name} {columns[name].size}" for name in names)
            raise ValueError(f"a message has an entry in each column, and there are: {told}")


def refuse_more_than_all(decision: Any, columns: dict[str, Any], own: Own) -> None:
    """Refuse parts that exceed the whole together."""
    for names in alike(decision, "parts_of"):
        total = sum(columns[name] for name in names)
        if total.max(initial=0.0) > 1.0 + _ROUNDING:
            row = int(np.argmax(total))
            most = np.ravel(total)[row]
            raise ValueError(f"{' + '.join(names)} is {most} for id {own.ids[row]}; wanted 1 at most together")
