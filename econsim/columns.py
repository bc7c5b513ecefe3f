"""Columns of a view: which have one entry a row, which are lists of parts of rows, and what is one row's own."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from econsim.units import IntArray

LISTS = ("held_", "away_")  # columns with one entry a holding, or one an amount away; `held_row`, `away_row`: whose
_PREFIX = 5  # letters of those
WHOLE = "genesis_"  # columns that are not by row: everybody sees them whole


class Columns(Mapping[str, Any]):
    """Columns by name, read-only: each is looked up or worked out when it is first read, then kept.

    A column of the world is a window, not a copy: it shows what is there while it is looked at.
    """

    def __init__(self, names: Collection[str], make: Callable[[str], Any]) -> None:
        """Take the names that there are, and what makes a column of a name, which nobody may write to."""
        self.names, self._make = names, make
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return a column."""
        found = self._made.get(name)
        if found is None:
            if name not in self.names:
                raise KeyError(name)
            found = self._made[name] = self._make(name)
        return found

    def keys(self) -> Any:
        """Return the names."""
        return self.names

    def __contains__(self, name: object) -> bool:
        """Return whether there is a column of that name; none is made."""
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self.names)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self.names)


Seen = Mapping[str, Callable[[], Any]]  # columns by name: what looks each up in the world, or works it out


@dataclass(frozen=True, slots=True)
class LookedUp(Mapping[str, Callable[[], Any]]):
    """Columns that are declared once and for all, looked up in something, such as a world."""

    there: Any
    declared: Mapping[str, Callable[[Any], Any]]

    def __getitem__(self, name: str) -> Callable[[], Any]:
        """Return what looks a column up."""
        return partial(self.declared[name], self.there)

    def keys(self) -> Any:
        """Return the names."""
        return self.declared.keys()

    def __iter__(self) -> Iterator[str]:
        """Return the names."""
        return iter(self.declared)

    def __len__(self) -> int:
        """Return how many columns there are."""
        return len(self.declared)


ListsOf = Mapping[str, Callable[[IntArray], Mapping[str, Any]]]  # by prefix: what finds the entries of some ids alone


@dataclass(frozen=True)
class Own:
    """The agents that decide: their ids and their own columns, one entry a row (read-only).

    `columns` by name; `own.wallet_uakt` is short for `own.columns["wallet_uakt"]`. Columns named `held_*`
    have one entry a holding (`held_row`: whose), columns named `away_*` one entry an amount of principal in the
    wallet (`away_row`: whose), columns named `genesis_*` one entry a validator.
    """

    ids: IntArray
    columns: Mapping[str, Any]
    see_records: Callable[[], Any] = field(repr=False, compare=False, default=lambda: None)
    see_lists: ListsOf = field(repr=False, compare=False, default_factory=dict)
    part_of: tuple[Own, IntArray] | None = field(repr=False, compare=False, default=None)  # the whole, and which rows
    worked_out: dict[Any, Any] = field(repr=False, compare=False, default_factory=dict)  # of these columns, by name

    @cached_property
    def records(self) -> Any:
        """Return what compiled policies read beside columns: records of whole tables, of all agents."""
        return self.see_records()

    def once(self, name: Any, make: Callable[[], Any]) -> Any:
        """Return what is worked out of these columns, made when it is first asked for under a name."""
        found = self.worked_out.get(name)
        if found is None:
            found = self.worked_out[name] = make()
        return found

    def __getattr__(self, name: str) -> Any:
        """Return a column by its name; it is an attribute from then on."""
        try:
            column = self.__dict__[name] = self.columns[name]
            return column
        except KeyError:
            if name in self.columns:
                raise
        raise AttributeError(f"these agents have no column '{name}'; they have {sorted(self.columns)}")

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.ids.size


def window(
    n_rows: int,
    columns: Seen,
    see_records: Callable[[], Any] = lambda: None,
    see_lists: ListsOf = MappingProxyType({}),
    worked_out: dict[Any, Any] | None = None,
) -> Own:
    """Return a view of rows 0, 1, ... of a table; `worked_out` was before of columns that are the same."""
    seen = Columns(columns.keys(), lambda name: read_only(columns[name]()))
    return Own(_first(n_rows), seen, see_records, see_lists, None, {} if worked_out is None else worked_out)


def cut(own: Own, rows: IntArray) -> Own:
    """Return the same view for some rows only; holdings and amounts away follow their delegators."""
    if rows.size == len(own):
        return own
    whole = own
    if own.part_of is not None:
        whole, rows = own.part_of[0], own.part_of[1][rows]
    columns = Columns(whole.columns.keys(), _Cut(whole, rows))
    return Own(whole.ids[rows], columns, lambda: whole.records, whole.see_lists, (whole, rows))


class _Cut:
    """The columns of a view for some rows only."""

    def __init__(self, own: Own, rows: IntArray) -> None:
        self._own, self._rows = own, rows
        self._owners: dict[str, IntArray] = {}
        self._found: dict[str, Mapping[str, Any]] = {}

    def __call__(self, name: str) -> Any:
        """Return a column; of lists the entries of these rows, by their new numbers."""
        prefix = name[:_PREFIX]
        if prefix in LISTS:
            return read_only(self._entries(prefix, name))
        column = getattr(self._own, name)
        if name.startswith(WHOLE):
            return column
        some = column[self._rows]
        some.flags.writeable = False
        return some

    def _entries(self, prefix: str, name: str) -> Any:
        """Return a column of a list: of these rows alone where they can be found so, else cut out of everybody's."""
        find = self._own.see_lists.get(prefix)
        if find is not None:
            if prefix not in self._found:
                self._found[prefix] = find(self._own.ids[self._rows])
            return self._found[prefix][name]
        owner = self._owner(prefix)
        return (owner if name == f"{prefix}row" else self._own.columns[name])[owner >= 0]

    def _owner(self, prefix: str) -> IntArray:
        """Return the new row of the owner of each entry of a list, -1 where it is none of these rows."""
        if prefix not in self._owners:
            place = np.full(len(self._own), -1, dtype=np.int64)
            place[self._rows] = np.arange(self._rows.size)
            self._owners[prefix] = place[self._own.columns[f"{prefix}row"]]
        return self._owners[prefix]


class Agent(SimpleNamespace):
    """One row of a view: its columns, with its `id`."""

    def __getattr__(self, name: str) -> Any:
        """Refuse a name that is no column."""
        raise AttributeError(f"this agent has no '{name}'; it has {sorted(vars(self))}")


class DrawsOfOne:
    """What one row draws: called with a purpose, a uniform in [0, 1) of its own."""

    def __init__(self, drawn: Callable[[str], Any], row: int) -> None:
        """Take what draws for all rows, and the row."""
        self._drawn, self._row = drawn, row

    def __call__(self, purpose: str) -> float:
        """Return the row's own draw of a purpose."""
        return float(self._drawn(purpose)[self._row])

    def __getattr__(self, name: str) -> Any:
        """Refuse the draws of a policy that decides for many agents at once."""
        raise AttributeError(f"draws.{name}: who decides for one agent at a time calls draws('purpose') for a uniform")


def one_by_one(ids: IntArray, columns: Mapping[str, Any]) -> Iterator[Agent]:
    """Return each row of a view by itself."""
    by_row = [name for name in columns if not name.startswith((*LISTS, WHOLE))]
    whole = {name: columns[name] for name in columns if name.startswith(WHOLE)}
    lists = [_sorted_by_row(columns, prefix, ids.size) for prefix in LISTS if f"{prefix}row" in columns]
    for row, agent_id in enumerate(ids.tolist()):
        own = {name: columns[name][row] for name in by_row}
        parts = [{name: entries[edges[row] : edges[row + 1]] for name, entries in of.items()} for of, edges in lists]
        yield Agent(id=agent_id, **own, **dict(ChainMap(*parts)), **whole)


def _sorted_by_row(columns: Mapping[str, Any], prefix: str, n_rows: int) -> tuple[dict[str, Any], IntArray]:
    """Return the columns of a list, sorted by row, and where the entries of each row begin and end."""
    rows = columns[f"{prefix}row"]
    order = np.argsort(rows, kind="stable")
    names = [name for name in columns if name.startswith(prefix) and name != f"{prefix}row"]
    return {name: columns[name][order] for name in names}, np.searchsorted(rows[order], np.arange(n_rows + 1))


def read_only(column: Any) -> Any:
    """Return a view of a column, or of records, that cannot be written to."""
    seen = column.view() if type(column) is np.ndarray else np.asarray(column).view()
    seen.setflags(write=False)
    return seen


@lru_cache(maxsize=32)
def _first(n: int) -> IntArray:
    ids = np.arange(n)
    ids.flags.writeable = False
    return ids
