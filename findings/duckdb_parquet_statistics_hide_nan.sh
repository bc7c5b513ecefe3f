#!/bin/sh
# DuckDB 2.0.1 answers otherwise about a Parquet file than about a table with the same rows where a column holds NaN. To
# DuckDB NaN is the largest number; the statistics of a Parquet file leave NaN out (as the format wants). Filters and
# max() that are answered from the statistics therefore miss rows: `price = 'nan'` finds none, `max(price)` is 3.0. With
# a file written without statistics the answers are those of the table. pyarrow 26.0.1 has the like: a filter `!= 1.0`,
# also through pandas, drops a NaN beside numbers that are all 1.0. Nulls have none of this: write what is undefined as
# null.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   duckdb 2.0.1, pyarrow 26.0.1
#   table:                     1 row is nan, 1 row above 5, max nan
#   Parquet:                   0 rows are nan, 0 rows above 5, max 3.0
#   Parquet, no statistics:    1 row is nan, 1 row above 5, max nan
#   pyarrow, rows != 1.0 of [1.0, nan, 1.0]: 0, without statistics 1
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 pyarrow==26.0.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq


def written(name, values, has_statistics):
    pq.write_table(pa.table({"price": pa.array(values)}), name, write_statistics=has_statistics)
    return name


def answers(source):
    counts = [
        duckdb.sql(f"SELECT count(*) FROM {source} WHERE {condition}").fetchall()[0][0]
        for condition in ("price = 'nan'", "price > 5")
    ]
    return (*counts, str(duckdb.sql(f"SELECT max(price) FROM {source}").fetchall()[0][0]))


def told(nan, above, largest):
    def rows(n):
        return f"{n} row{'' if n == 1 else 's'}"

    return f"{rows(nan)} {'is' if nan == 1 else 'are'} nan, {rows(above)} above 5, max {largest}"


prices = [1.0, 2.0, float("nan"), 3.0]
for name, has_statistics in (("with.parquet", True), ("without.parquet", False)):
    written(name, prices, has_statistics)
duckdb.sql("CREATE TABLE kept AS SELECT * FROM 'without.parquet'")
print(f"duckdb {duckdb.__version__}, pyarrow {pa.__version__}")
found = {name: answers(name) for name in ("kept", "'with.parquet'", "'without.parquet'")}
for words, answer in zip(("table:", "Parquet:", "Parquet, no statistics:"), found.values()):
    print(f"{words:26} {told(*answer)}")
dropped, left = (
    ds.dataset(written(f"ones_{has}.parquet", [1.0, float("nan"), 1.0], has)).to_table(filter=ds.field("price") != 1.0)
    for has in (True, False)
)
print(f"pyarrow, rows != 1.0 of [1.0, nan, 1.0]: {dropped.num_rows}, without statistics {left.num_rows}")
seen = [*found.values(), dropped.num_rows, left.num_rows]
sys.exit(0 if seen == [(1, 1, "nan"), (0, 0, "3.0"), (1, 1, "nan"), 0, 1] else 1)
CODE
