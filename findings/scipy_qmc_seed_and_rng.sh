#!/bin/sh
# scipy 1.17.1: an engine of scipy.stats.qmc makes another design from `rng=3` than from `seed=3`, its older name, without
# a warning. Both are said to go through numpy.random.default_rng, but who passes `rng` gets the generator wrapped first,
# and an engine that is handed a generator spawns a child of it (so that it can be reset), where one that is handed a
# number uses default_rng(number) itself. `rng=3` is `seed=numpy.random.default_rng(3)`. To rename the argument in a script
# moves every point of a design that was published with its seed.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   scipy 1.17.1, numpy 2.4.6
#   Sobol:          seed=3 and rng=3 differ, seed=default_rng(3) and rng=3 agree, 0 warnings
#   Halton:         seed=3 and rng=3 differ, seed=default_rng(3) and rng=3 agree, 0 warnings
#   LatinHypercube: seed=3 and rng=3 differ, seed=default_rng(3) and rng=3 agree, 0 warnings
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scipy==1.17.1 numpy==2.4.6 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings

import numpy as np
import scipy
from scipy.stats import qmc


def words(one, other):
    return "agree" if np.array_equal(one, other) else "differ"


print(f"scipy {scipy.__version__}, numpy {np.__version__}")
found = []
for engine in (qmc.Sobol, qmc.Halton, qmc.LatinHypercube):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        by_seed, by_rng = engine(2, seed=3).random(4), engine(2, rng=3).random(4)
        by_generator = engine(2, seed=np.random.default_rng(3)).random(4)
    found.append((words(by_seed, by_rng), words(by_generator, by_rng), len(warned)))
    told = "seed=3 and rng=3 {}, seed=default_rng(3) and rng=3 {}, {} warnings".format(*found[-1])
    print(f"{engine.__name__ + ':':15} {told}")
sys.exit(0 if set(found) == {("differ", "agree", 0)} else 1)
CODE
