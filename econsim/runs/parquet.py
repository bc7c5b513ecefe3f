"""Tables as Parquet files for whoever reads them: units with the columns, what is undefined null and not NaN.

The units stand in the metadata of each field (PyArrow: `schema.field(name).metadata`) and once more, by column, in
those of the file, under the key in which pandas keeps a frame's `attrs`: pandas reads them back by itself, DuckDB and
Polars find them there as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from econsim.units import ColumnUnits

UNITS = "units"
_ATTRS = b"PANDAS_ATTRS"


def parquet_bytes(frame: pd.DataFrame, metadata: Mapping[bytes, Any] | None = None) -> bytes:
    """Return the columns of a table, with the units that its `attrs` hold, as the bytes of a Parquet file.

    `metadata` is put behind the units. Split into streams of bytes, numbers are small under a compression that is quick
    to undo, once a column; a number that does not exist is null, not NaN, which some tools sort above every number.
    """
    units = {name: unit for name, unit in frame.attrs.get(UNITS, {}).items() if name in frame.columns}
    columns = _arrow(frame)
    fields = [pa.field(name, column.type, metadata=_unit(units, name)) for name, column in columns.items()]
    told = ({_ATTRS: json.dumps({UNITS: units})} if units else {}) | dict(metadata or {})
    table = pa.table(list(columns.values()), schema=pa.schema(fields, metadata=told))
    numbers = [one.name for one in fields if pa.types.is_floating(one.type) or pa.types.is_integer(one.type)]
    others = [name for name in columns if name not in numbers]
    file = pa.BufferOutputStream()
    pq.write_table(table, file, compression="lz4", use_dictionary=others, use_byte_stream_split=numbers)
    return bytes(file.getvalue())


def _arrow(frame: pd.DataFrame) -> dict[str, pa.Array]:
    """Return the columns of a table by name, in order; numbers are taken a kind at a time, texts as they lie."""
    plain, by_kind = frame.copy(deep=False), dict[Any, list[str]]()
    plain.attrs = {}
    for name, kind in plain.dtypes.items():
        by_kind.setdefault(kind, []).append(str(name))
    found = dict[str, Any]()
    for kind, names in by_kind.items():
        if isinstance(kind, np.dtype) and kind.kind in "iuf":
            columns = [pa.array(values, from_pandas=True) for values in plain[names].to_numpy(kind).T]
        elif isinstance(kind, pd.StringDtype):
            columns = [pa.array(plain[name], pa.string()) for name in names]
        else:
            columns = [pa.array(plain[name].to_numpy(), from_pandas=True) for name in names]
        found |= dict(zip(names, columns, strict=True))
    return {name: found[name] for name in frame.columns}


def units_of(schema: pa.Schema) -> ColumnUnits:
    """Return the units of the columns of a file that have one."""
    found = {one.name: (one.metadata or {}).get(b"unit") for one in schema}
    return ColumnUnits({name: unit.decode() for name, unit in found.items() if unit is not None})


def _unit(units: Mapping[str, str], name: str) -> dict[str, str] | None:
    return {"unit": units[name]} if name in units else None
