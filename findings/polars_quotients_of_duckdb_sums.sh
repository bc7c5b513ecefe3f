#!/bin/sh
# DuckDB 2.0.1 and Polars 2.1.0: what DuckDB sums up of whole numbers comes to Polars as decimals without places, and a
# quotient of decimals in Polars has no more places than its operands. So `sum(uakt)` by validator, taken over with `.pl()`
# and divided by its total, is 1 for the one above half and 0 for all others; `sum / count` is rounded to a whole number.
# Neither warns. Polars' own sums of the same column (Int64) and DuckDB's own division give the shares, and so does pandas
# (`.df()`, where the sums are floats). DuckDB's sum of BIGINT is HUGEINT, which crosses over Arrow as decimal128(38, 0).
# Products in Polars keep the places of their operands, too: a price of .005 times a rate of .01, both with three places, is
# 0.000 there, .000050 in DuckDB and in pyarrow. Take sums over as `sum(uakt)::BIGINT`, or cast to Float64 before dividing.
# Neither the page of `Decimal` nor that of `truediv` ("float division") says it; that quotients keep the places of their
# operands is discussed in https://github.com/pola-rs/polars/issues/19784, open.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   duckdb 2.0.1, polars 2.1.0, pyarrow 26.0.1
#   shares, all in DuckDB:       0.625 0.25 0.125
#   shares, all in Polars:       0.625 0.25 0.125
#   DuckDB's sums in Polars:     1 0 0
#   means, all in DuckDB:        2.5 1.0 1.0
#   DuckDB's sums in Polars:     2 1 1
#   .005 x .01: DuckDB 0.000050, pyarrow 0.000050, Polars 0.000
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
from decimal import Decimal

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

stakes = pl.DataFrame({"validator": [1, 1, 2, 2, 3], "uakt": [4, 1, 1, 1, 1]})
sums = duckdb.sql("SELECT validator, sum(uakt) AS uakt, count(*) AS n FROM stakes GROUP BY ALL ORDER BY ALL").pl()
own = stakes.group_by("validator").agg(pl.col("uakt").sum()).sort("validator")
share, mean = pl.col("uakt") / pl.col("uakt").sum(), pl.col("uakt") / pl.col("n")


def of_duckdb(expression):
    rows = duckdb.sql(f"SELECT {expression} FROM sums ORDER BY validator").fetchall()
    return [number for (number,) in rows]


def told(numbers):
    return " ".join(str(number) for number in numbers)


print(f"duckdb {duckdb.__version__}, polars {pl.__version__}, pyarrow {pa.__version__}")
found = [
    ("shares, all in DuckDB:", told(of_duckdb("uakt / sum(uakt) OVER ()"))),
    ("shares, all in Polars:", told(own.select(share).to_series())),
    ("DuckDB's sums in Polars:", told(sums.select(share).to_series())),
    ("means, all in DuckDB:", told(of_duckdb("uakt / n"))),
    ("DuckDB's sums in Polars:", told(sums.select(mean).to_series())),
]
for words, numbers in found:
    print(f"{words:28} {numbers}")
given = {"price": ".005", "rate": ".01"}
two = pa.table({name: pa.array([Decimal(number)], pa.decimal128(6, 3)) for name, number in given.items()})
((in_duckdb,),) = duckdb.sql("SELECT price * rate FROM two").fetchall()
(in_pyarrow,) = pc.multiply(two["price"], two["rate"]).to_pylist()
(in_polars,) = pl.from_arrow(two).select(pl.col("price") * pl.col("rate")).to_series().to_list()
print(f".005 x .01: DuckDB {in_duckdb:f}, pyarrow {in_pyarrow:f}, Polars {in_polars:f}")
seen = [*(numbers for _, numbers in found), f"{in_duckdb:f}", f"{in_pyarrow:f}", f"{in_polars:f}"]
right = "0.625 0.25 0.125"
sys.exit(0 if seen == [right, right, "1 0 0", "2.5 1.0 1.0", "2 1 1", "0.000050", "0.000050", "0.000"] else 1)
CODE
