#!/bin/sh
# SALib 1.6.0: `seed=0` does not seed the resampling behind the intervals of `sobol.analyze` (it asks whether the seed is
# true, not whether it is None): the same outputs get other intervals at every call, while any other seed repeats them. The
# indices themselves do not change, so a table of results fails to reproduce in its last column alone, and only for the
# seed that most people write first. The design of `sample.sobol` does take 0 for a seed.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   SALib 1.6.0, numpy 2.4.6
#   design,    seed 0: twice the same
#   intervals, seed 0: two answers
#   intervals, seed 5: twice the same
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check SALib==1.6.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
from importlib.metadata import version

import numpy as np
from SALib.analyze import sobol
from SALib.sample import sobol as design

factors = {"num_vars": 3, "names": ["much", "little", "nothing"], "bounds": [[0.0, 1.0]] * 3}


def points(seed):
    return design.sample(factors, 64, calc_second_order=False, seed=seed)


def half_widths(seed):
    output = points(1) @ [1.0, 0.1, 0.0]
    return sobol.analyze(factors, output, calc_second_order=False, seed=seed)["S1_conf"]


def is_twice_the_same(draw, seed):
    return bool(np.array_equal(draw(seed), draw(seed)))


print(f"SALib {version('SALib')}, numpy {np.__version__}")
found = []
for what, draw, seed in (("design,   ", points, 0), ("intervals,", half_widths, 0), ("intervals,", half_widths, 5)):
    found.append(is_twice_the_same(draw, seed))
    print(f"{what} seed {seed}: {'twice the same' if found[-1] else 'two answers'}")
sys.exit(0 if found == [True, False, True] else 1)
CODE
