#!/bin/sh
# scipy 1.17.1 with Polars 2.1.0: `scipy.stats.ttest_rel` of unsigned whole numbers tests other numbers. It subtracts in the
# type that it is given, so that 5 - 6 is 4294967295, and says nothing; the answer can look like any other. Polars counts
# in unsigned numbers (`pl.len()`, `n_unique()`, `value_counts()`), so the counts of two arms, paired by replicate, reach it
# that way without anybody having chosen them: a difference of 1.25 orders with p .019 becomes one with p .35, and the other
# way round 3 billion with the sign turned. `ttest_ind` and `wilcoxon` take the same arrays rightly. Cast to
# Int64 first. That Polars should count in signed numbers, for subtractions of its own, is
# https://github.com/pola-rs/polars/issues/28473, open.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   scipy 1.17.1, numpy 2.4.6, polars 2.1.0
#   counts as Polars makes them (uint32), 0 warnings
#     B - A: difference 536870913.25, t 1.00, p 0.351
#     A - B: difference 3221225470.75, t 4.58, p 0.003
#   the same counts as int64, 0 warnings
#     B - A: difference 1.25, t 3.03, p 0.019
#     A - B: difference -1.25, t -3.03, p 0.019
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6 polars==2.1.0 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings

import numpy as np
import polars as pl
import scipy
from scipy import stats


def counts(orders):
    """Return the number of orders by replicate, from a table of one row an order."""
    rows = pl.DataFrame({"replicate": np.repeat(np.arange(len(orders)), orders)})
    return rows.group_by("replicate").agg(pl.len()).sort("replicate")["len"].to_numpy()


def tested(one, other):
    result = stats.ttest_rel(one, other)
    difference = result.confidence_interval().low + result.confidence_interval().high
    return f"difference {difference / 2.0:.2f}, t {result.statistic:.2f}, p {result.pvalue:.3f}"


a, b = counts([5, 4, 6, 3, 5, 4, 6, 5]), counts([6, 6, 5, 5, 7, 6, 6, 7])
print(f"scipy {scipy.__version__}, numpy {np.__version__}, polars {pl.__version__}")
found = []
for words, kind in (("counts as Polars makes them", a.dtype), ("the same counts as", np.dtype(np.int64))):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        tests = [tested(b.astype(kind), a.astype(kind)), tested(a.astype(kind), b.astype(kind))]
    name = f"({kind})" if kind == a.dtype else kind
    print(f"{words} {name}, {len(warned)} warnings")
    print("  B - A: {}\n  A - B: {}".format(*tests))
    found += [str(kind), len(warned), *tests]
expected = [
    *("uint32", 0, "difference 536870913.25, t 1.00, p 0.351", "difference 3221225470.75, t 4.58, p 0.003"),
    *("int64", 0, "difference 1.25, t 3.03, p 0.019", "difference -1.25, t -3.03, p 0.019"),
]
sys.exit(0 if found == expected else 1)
CODE
