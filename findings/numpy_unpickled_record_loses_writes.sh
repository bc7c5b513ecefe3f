#!/bin/sh
# numpy 2.4.6: a record taken out of a structured array (`np.rec.array(...)[0]`, an agent's row, a set of counters) can be
# assigned to: `row.stake = 7` is then read back as 7, after copy.deepcopy, too. The same record after pickle takes the
# assignment without a word and keeps its old number, though its flags say WRITEABLE and OWNDATA. An array of one record
# keeps what is written. So a model that keeps such records in its state steps rightly until it is restored from a checkpoint.
#
# Installs the pinned package into a temporary folder and writes to records that are fresh, pickled and copied; needs the
# package index. Exits with 1 if the behaviour differs from the output below. Seen on Python 3.11.7:
#
#   numpy 2.4.6
#   fresh: wrote 7, reads 7
#   pickled: wrote 7, reads 1 (writeable True, owns its data True)
#   deep copy: wrote 7, reads 7 (writeable True, owns its data False)
#   array of one, pickled: wrote 7, reads 7
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check numpy==2.4.6 2>/dev/null
cd "$folder"
cat > records.py <<'CODE'
import copy
import pickle
import sys

import numpy as np

print("numpy", np.__version__)


def table():
    return np.rec.array([(1, 0.5)], dtype=[("stake", np.int64), ("rate", np.float64)])


found = {}
for name, make in {
    "fresh": lambda: table()[0],
    "pickled": lambda: pickle.loads(pickle.dumps(table()[0])),
    "deep copy": lambda: copy.deepcopy(table()[0]),
}.items():
    row = make()
    row.stake = 7
    found[name] = int(row.stake)
    flags = f" (writeable {row.flags.writeable}, owns its data {row.flags.owndata})" if name != "fresh" else ""
    print(f"{name}: wrote 7, reads {row.stake}{flags}")
one = pickle.loads(pickle.dumps(table()))
one[0].stake = 7
found["array"] = int(one[0].stake)
print(f"array of one, pickled: wrote 7, reads {one[0].stake}")
sys.exit(0 if found == {"fresh": 7, "pickled": 1, "deep copy": 7, "array": 7} else 1)
CODE
"$folder/venv/bin/python" records.py
