#!/bin/sh
# SALib 1.6.0: one output that is NaN among 320 makes `sobol.analyze` return 0 for every first and total index and for
# every interval, in silence: the same answer as for an output that never varies, "nothing matters". `fast.analyze` has it
# the other way round: for an output that is the same at every point its total indices come out near 1 (or near .5, by the
# value of the constant), "everything matters": it divides rounding errors by rounding errors. A model with one failed run
# or a metric that no factor moves gets a table that looks like a result. Look at the outputs before they reach SALib.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   SALib 1.6.0, numpy 2.4.6
#   Sobol, all runs there:      S1 1.00 0.01 0.00, ST 0.99 0.01 0.00
#   Sobol, run 7 of 320 is nan: S1 0.00 0.00 0.00, ST 0.00 0.00 0.00, 0 warnings
#   FAST, all outputs 5.0:      ST 1.00 1.00 1.00
#   FAST, all outputs 3.3:      ST 0.49 0.49 0.49
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check SALib==1.6.0 numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings
from importlib.metadata import version

import numpy as np
from SALib.analyze import fast, sobol
from SALib.sample import fast_sampler
from SALib.sample import sobol as design

factors = {"num_vars": 3, "names": ["much", "little", "nothing"], "bounds": [[0.0, 1.0]] * 3}
points = design.sample(factors, 64, calc_second_order=False, seed=1)
output = points[:, 0] + 0.1 * points[:, 1]


def by_sobol(values):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        found = sobol.analyze(factors, values, calc_second_order=False, seed=1)
    return [*found["S1"], *found["ST"]], len(warned)


def total_by_fast(constant):
    values = np.full(len(fast_sampler.sample(factors, 65, seed=1)), constant)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that its intervals are unreliable
        return fast.analyze(factors, values, seed=1)["ST"]


def told(numbers):
    return " ".join(f"{abs(number):.2f}" for number in numbers)


print(f"SALib {version('SALib')}, numpy {np.__version__}")
whole, _ = by_sobol(output)
output[7] = np.nan
holed, n_warnings = by_sobol(output)
print(f"Sobol, all runs there:      S1 {told(whole[:3])}, ST {told(whole[3:])}")
print(f"Sobol, run 7 of {len(output)} is nan: S1 {told(holed[:3])}, ST {told(holed[3:])}, {n_warnings} warnings")
constant = {number: total_by_fast(number) for number in (5.0, 3.3)}
for number, total in constant.items():
    print(f"FAST, all outputs {number}:      ST {told(total)}")
is_as_seen = whole[0] > 0.9 and not any(holed) and n_warnings == 0 and min(map(min, constant.values())) > 0.4
sys.exit(0 if is_as_seen else 1)
CODE
