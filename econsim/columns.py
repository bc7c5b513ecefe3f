"""Columns of a view: which have one entry a row, which are lists of parts of rows, and what is one row's own."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import numpy as np

from econsim.units import IntArray

LISTS = ("held_", "away_")  # columns with one entry a holding, or one an amount away; `held_row`, `away_row`: whose
WHOLE = "genesis_"  # columns that are not by row: everybody sees them whole


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
