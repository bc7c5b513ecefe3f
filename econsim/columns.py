"""Columns of a view: which have one entry a row, which are lists of parts of rows, and what is one row's own."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from econsim.units import IntArray

LISTS = ("held_", "away_")  # columns with one entry a holding, or one an amount away; `held_row`, `away_row`: whose
WHOLE = "genesis_"  # columns that are not by row: everybody sees them whole


@dataclass(frozen=True)
class Own:
    """The agents that decide: their ids and their own columns, one entry a row (read-only).

    `columns` by name; `own.wallet_uakt` is short for `own.columns["wallet_uakt"]`. Columns named `held_*`
    have one entry a holding (`held_row`: whose), columns named `away_*` one entry an amount of principal in the
    wallet (`away_row`: whose), columns named `genesis_*` one entry a validator.
    """

    ids: IntArray
    columns: Mapping[str, Any]
    made: dict[str, Any] = field(init=False, repr=False, compare=False, default_factory=dict)  # of columns, kept

    def __getattr__(self, name: str) -> Any:
        """Return a column by its name."""
        try:
            return self.columns[name]
        except KeyError:
            raise AttributeError(f"these agents have no column '{name}'; they have {sorted(self.columns)}") from None

    def __len__(self) -> int:
        """Return the number of rows."""
        return int(self.ids.size)


def snapshot(ids: IntArray, columns: dict[str, Any], made: dict[str, Any] | None = None) -> Own:
    """Return a view of copies of columns of the world, and of columns made for it, which are nobody else's."""
    return _read_only(ids, {name: np.array(column) for name, column in columns.items()} | (made or {}))


def cut(own: Own, rows: IntArray) -> Own:
    """Return the same view for some rows only; holdings and amounts away follow their delegators."""
    if rows.size == len(own):
        return own
    columns: dict[str, Any] = {}
    place = np.full(len(own), -1, dtype=np.int64)
    place[rows] = np.arange(rows.size)
    for name, column in own.columns.items():
        if name.startswith(LISTS):
            owner = place[own.columns[name.split("_")[0] + "_row"]]
            columns[name] = (owner if name.endswith("_row") else column)[owner >= 0]
        elif name.startswith(WHOLE):
            columns[name] = column
        else:
            columns[name] = column[rows]
    return _read_only(own.ids[rows], columns)


def one_by_one(ids: IntArray, columns: Mapping[str, Any]) -> Iterator[SimpleNamespace]:
    """Return each row of a view as a namespace of its own columns, with its `id`."""
    by_row = [name for name in columns if not name.startswith((*LISTS, WHOLE))]
    whole = {name: columns[name] for name in columns if name.startswith(WHOLE)}
    lists = [_sorted_by_row(columns, prefix, ids.size) for prefix in LISTS if f"{prefix}row" in columns]
    for row, agent_id in enumerate(ids.tolist()):
        own = {name: columns[name][row] for name in by_row}
        parts = [{name: entries[edges[row] : edges[row + 1]] for name, entries in of.items()} for of, edges in lists]
        yield SimpleNamespace(id=agent_id, **own, **dict(ChainMap(*parts)), **whole)


def _sorted_by_row(columns: Mapping[str, Any], prefix: str, n_rows: int) -> tuple[dict[str, Any], IntArray]:
    """Return the columns of a list, sorted by row, and where the entries of each row begin and end."""
    rows = columns[f"{prefix}row"]
    order = np.argsort(rows, kind="stable")
    names = [name for name in columns if name.startswith(prefix) and name != f"{prefix}row"]
    return {name: columns[name][order] for name in names}, np.searchsorted(rows[order], np.arange(n_rows + 1))


def _read_only(ids: IntArray, columns: dict[str, Any]) -> Own:
    for column in columns.values():
        column.flags.writeable = False
    return Own(ids, MappingProxyType(columns))
