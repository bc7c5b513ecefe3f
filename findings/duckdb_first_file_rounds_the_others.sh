#!/bin/sh
# DuckDB 2.0.1: in a query over many Parquet files a column has the type that it has in the first of them, and the numbers
# of the others are cast to it, silently. Where the first replicate of a metric happens to be all whole numbers and was
# written as integers, every later replicate is rounded: .4, 1.5, 2.5, 3.7 are read as 0, 2, 2, 4. Named the other way round
# the same files give other answers; with `union_by_name=true` the order does not matter. pyarrow and Polars refuse to read
# them. DuckDB's page on combining schemas says that it reads the schema of the first file; that what does not fit it is
# rounded, not refused, stands only where it was built (https://github.com/duckdb/duckdb/pull/3238: "casts").
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   duckdb 2.0.1, pyarrow 26.0.1, polars 2.1.0
#   all files, in order:      1, 2, 0, 2, 2, 4
#   the halves first:         0.4, 1.5, 2.5, 3.7, 1.0, 2.0
#   in order, union_by_name:  1.0, 2.0, 0.4, 1.5, 2.5, 3.7
#   pyarrow: refuses, Polars: refuses
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1 polars==2.1.0 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

names = ["replicate=0000.parquet", "replicate=0001.parquet"]
for name, orders in zip(names, ([1, 2], [0.4, 1.5, 2.5, 3.7])):
    pq.write_table(pa.table({"orders": pa.array(orders)}), name)


def read(files, options=""):
    rows = duckdb.sql(f"SELECT orders FROM read_parquet({files}{options})").fetchall()
    return ", ".join(str(number) for (number,) in rows)


def is_refused(tool, error):
    try:
        tool()
    except error:
        return "refuses"
    return "reads"


print(f"duckdb {duckdb.__version__}, pyarrow {pa.__version__}, polars {pl.__version__}")
found = [read("'replicate=*.parquet'"), read(names[::-1]), read(names, ", union_by_name=true")]
for words, numbers in zip(("all files, in order:", "the halves first:", "in order, union_by_name:"), found):
    print(f"{words:25} {numbers}")
found.append(is_refused(lambda: ds.dataset(names).to_table(), pa.ArrowInvalid))
found.append(is_refused(lambda: pl.read_parquet(names), pl.exceptions.SchemaError))
print("pyarrow: {}, Polars: {}".format(*found[-2:]))
whole, halves = "1.0, 2.0", "0.4, 1.5, 2.5, 3.7"
expected = ["1, 2, 0, 2, 2, 4", f"{halves}, {whole}", f"{whole}, {halves}", "refuses", "refuses"]
sys.exit(0 if found == expected else 1)
CODE
