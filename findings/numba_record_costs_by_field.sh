#!/bin/sh
# numba 0.68.1 with numpy 2.4.6: to hand a compiled function one numpy record (`rows[0]`) takes the longer the more fields
# the record has, fields that the function never reads included; an array of one such record takes the same time whatever
# it holds. numba reads the record's address through the buffer protocol, for which numpy writes out a description of all
# fields anew at every call. A model that hands kernels its settings and counters as records of some dozen fields, some
# records a call, thousands of calls a run, pays for it at every call.
#
# Installs the pinned packages into a temporary folder and times a record against an array of one, in turn, with 4 and
# with 40 fields (the least of 15 times each); needs the package index. Exits with 1 unless a record of 40 fields is 4
# times an array of one or more, and twice one of 4 fields. Seen on Python 3.11.7:
#
#   numba 0.68.1, numpy 2.4.6
#   record of 4 fields, times an array of one: 2.2
#   record of 40 fields, times an array of one: 8.8
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numba==0.68.1 numpy==2.4.6 2>/dev/null
cd "$folder"
cat > arguments.py <<'CODE'
import sys
import timeit

import numba
import numpy as np

print(f"numba {numba.__version__}, numpy {np.__version__}")


def times_an_array(fields):
    rows = np.zeros(1, dtype=[(f"f{n}", np.int64) for n in range(fields)])
    nothing = numba.njit(lambda given: 0)
    took = {"record": [], "array": []}
    for _ in range(15):
        for kind, given in (("record", rows[0]), ("array", rows)):
            nothing(given)
            took[kind].append(timeit.timeit(lambda: nothing(given), number=2_000))
    return min(took["record"]) / min(took["array"])


few, many = times_an_array(4), times_an_array(40)
print(f"record of 4 fields, times an array of one: {few:.1f}")
print(f"record of 40 fields, times an array of one: {many:.1f}")
sys.exit(0 if many >= 4.0 and many >= 2.0 * few else 1)
CODE
"$folder/venv/bin/python" arguments.py
