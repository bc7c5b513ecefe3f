#!/bin/bash
# pint 0.25.3: some of numpy's functions drop the unit of all but the first quantity, where the operators convert it. Of an
# escrow of 12.3 AKT and a price of 500000 uAKT a period, `escrow // price` is 24 and `escrow % price` .3 AKT;
# `numpy.floor_divide` gives 0 and `numpy.mod`, `remainder` and `fmod` 12.3 AKT: they reckon with 12.3 and 500000. A divisor
# in days is taken, too, where the operators raise an error. `numpy.diff(..., prepend=yesterday)`, `append` and
# `numpy.ediff1d(..., to_begin=...)` have it as well, so that a balance of .5 AKT written as 500000 uAKT makes the first
# change of a series -499999 AKT, while `numpy.append`, `insert`, `maximum` and `interp` convert. Nothing warns, and the answer
# has the unit that one expects. numpy's documentation calls `floor_divide` the equivalent of `//` and `mod` that of `%`; what
# those are to quantities is settled in https://github.com/hgrecco/pint/pull/474. The like of `numpy.sum(..., initial=...)`
# is https://github.com/hgrecco/pint/issues/2400, closed. Use the operators, or `.to()` the unit of the first before.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   pint 0.25.3, numpy 2.4.6
#   escrow // price:               24 dimensionless
#   floor_divide(escrow, price):   0 dimensionless
#   escrow % price:                0.3 AKT
#   mod(escrow, price):            12.3 AKT
#   remainder(escrow, price):      12.3 AKT
#   fmod(escrow, price):           12.3 AKT
#   escrow % 5 days:               DimensionalityError
#   mod(escrow, 5 days):           2.3 AKT
#   diff(append(before, days)):    [0.5 1 2] AKT
#   diff(days, prepend=before):    [-499999 1 2] AKT
#   ediff1d(days, to_begin=before): [500000 1 2] AKT
#   warnings: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check pint==0.25.3 numpy==2.4.6 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings

import numpy as np
import pint

units = pint.UnitRegistry()
units.define("AKT = [token]")
escrow, price, period = units.Quantity(12.3, "AKT"), units.Quantity(500000.0, "uAKT"), units.Quantity(5.0, "day")
days, before = units.Quantity(np.array([1.0, 2.0, 4.0]), "AKT"), units.Quantity(500000.0, "uAKT")

asked = {
    "escrow // price": lambda: escrow // price,
    "floor_divide(escrow, price)": lambda: np.floor_divide(escrow, price).to(""),
    "escrow % price": lambda: escrow % price,
    "mod(escrow, price)": lambda: np.mod(escrow, price),
    "remainder(escrow, price)": lambda: np.remainder(escrow, price),
    "fmod(escrow, price)": lambda: np.fmod(escrow, price),
    "escrow % 5 days": lambda: escrow % period,
    "mod(escrow, 5 days)": lambda: np.mod(escrow, period),
    "diff(append(before, days))": lambda: np.diff(np.append(before.to("AKT"), days)),
    "diff(days, prepend=before)": lambda: np.diff(days, prepend=before),
    "ediff1d(days, to_begin=before)": lambda: np.ediff1d(days, to_begin=before),
}


def answered(ask):
    try:
        answer = ask()
    except pint.DimensionalityError:
        return "DimensionalityError"
    numbers = " ".join(f"{number:.9g}" for number in np.atleast_1d(answer.magnitude))
    return f"[{numbers}] {answer.units}" if np.ndim(answer.magnitude) else f"{numbers} {answer.units}"


print(f"pint {pint.__version__}, numpy {np.__version__}")
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    found = [answered(ask) for ask in asked.values()]
for name, answer in zip(asked, found, strict=True):
    print(f"{name + ':':<30} {answer}")
print(f"warnings: {len(warned)}")
expected = [
    *("24 dimensionless", "0 dimensionless", "0.3 AKT", "12.3 AKT", "12.3 AKT", "12.3 AKT"),
    *("DimensionalityError", "2.3 AKT", "[0.5 1 2] AKT", "[-499999 1 2] AKT", "[500000 1 2] AKT"),
]
sys.exit(0 if (found, len(warned)) == (expected, 0) else 1)
CODE
