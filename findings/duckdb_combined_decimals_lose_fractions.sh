#!/bin/bash
# DuckDB 2.0.1: where two decimals of unlike places have to become one column, the places give way to digits before the point,
# down to none. A chain's coins are whole numbers and its rewards decimals of 18 places, so DECIMAL(38, 0) and DECIMAL(38, 18)
# are what one reads them as; together they are DECIMAL(38, 0). A thousand rewards of .4 uakt sum to 400, and to 0 after
# `UNION ALL` with a table of whole amounts, which holds for its `BY NAME`, for `coalesce`, `greatest`, CASE and lists, too. A
# commission of .05 is 0 after `coalesce(rate, 0::DECIMAL(38, 0))`, and `.4 IN (SELECT ...)` finds the 0 of the other table,
# though `.4 = 0` and a join are false. Nothing is said, not even of the type. Whole amounts as HUGEINT or BIGINT leave all
# 18 places, as DECIMAL(30, 0) they leave 8; `+` keeps them all, and DuckDB raises an error where a product needs more than
# 38 digits. DuckDB's page on type casting says that implicit casts are added generally only where they cannot fail, and not
# from DOUBLE to INTEGER; the rule for decimals, "the maximum scale, together with the maximum width - scale"
# (https://github.com/duckdb/duckdb/pull/3958), is without a word on a width above 38.
#
# Installs the pinned package into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   duckdb 2.0.1
#   sum of rewards:                              400.000000000000000000
#   after UNION ALL with DECIMAL(38, 0):         0
#   after UNION ALL BY NAME with DECIMAL(38, 0): 0
#   after UNION ALL with DECIMAL(30, 0):         400.00000000
#   after UNION ALL with HUGEINT:                400.000000000000000000
#   sum of rewards + sum of DECIMAL(38, 0):      400.000000000000000000
#   coalesce(.05, 0::DECIMAL(38, 0)):            0
#   greatest(.05, 0::DECIMAL(38, 0)):            0
#   .05 + 0::DECIMAL(38, 0):                     0.050000000000000000
#   rewards that are IN the whole amounts:       1000
#   rewards that join the whole amounts:         0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==2.0.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys

import duckdb

database = duckdb.connect()
database.execute("CREATE TABLE rewards AS SELECT 0.4::DECIMAL(38, 18) AS uakt FROM range(1000)")
database.execute("CREATE TABLE coins AS SELECT 0::DECIMAL(38, 0) AS uakt")
rate, zero = "0.05::DECIMAL(38, 18)", "0::DECIMAL(38, 0)"
asked = {
    "sum of rewards": "SELECT sum(uakt) FROM rewards",
    "after UNION ALL with DECIMAL(38, 0)": "SELECT sum(uakt) FROM (FROM rewards UNION ALL FROM coins)",
    "after UNION ALL BY NAME with DECIMAL(38, 0)": "SELECT sum(uakt) FROM (FROM rewards UNION ALL BY NAME FROM coins)",
    "after UNION ALL with DECIMAL(30, 0)":
        "SELECT sum(uakt) FROM (FROM rewards UNION ALL SELECT uakt::DECIMAL(30, 0) FROM coins)",
    "after UNION ALL with HUGEINT": "SELECT sum(uakt) FROM (FROM rewards UNION ALL SELECT uakt::HUGEINT FROM coins)",
    "sum of rewards + sum of DECIMAL(38, 0)": "SELECT (SELECT sum(uakt) FROM rewards) + (SELECT sum(uakt) FROM coins)",
    "coalesce(.05, 0::DECIMAL(38, 0))": f"SELECT coalesce({rate}, {zero})",
    "greatest(.05, 0::DECIMAL(38, 0))": f"SELECT greatest({rate}, {zero})",
    ".05 + 0::DECIMAL(38, 0)": f"SELECT {rate} + {zero}",
    "rewards that are IN the whole amounts": "SELECT count(*) FROM rewards WHERE uakt IN (SELECT uakt FROM coins)",
    "rewards that join the whole amounts": "SELECT count(*) FROM rewards JOIN coins ON rewards.uakt = coins.uakt",
}
print("duckdb", duckdb.__version__)
found = []
for name, query in asked.items():
    ((answer,),) = database.execute(query).fetchall()
    found.append(str(answer))
    print(f"{name + ':':<44} {answer}")
expected = ["400.000000000000000000", "0", "0", "400.00000000", "400.000000000000000000", "400.000000000000000000"]
expected += ["0", "0", "0.050000000000000000", "1000", "0"]
sys.exit(0 if found == expected else 1)
CODE
