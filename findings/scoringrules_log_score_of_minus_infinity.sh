#!/bin/sh
# scoringrules 0.10.0: a log score of a good forecast of a large count is minus infinity, the best score there can be, where
# it should be 3.5: `logs_poisson` multiplies mean^count, e^-mean and 1/count! as floats and takes the logarithm afterwards,
# and the power overflows first. `logs_gamma` and `logs_binomial` have it too. A little further on the answer is nan. One
# such day makes the mean score of a model minus infinity, and it wins every comparison. The other way round `logs_negbinom`
# with a dispersion n below 1 is infinity for every count ("impossible"), and `logs_normal` from 38.6 standard deviations on.
# What there is of warnings is numpy's, of an overflow or of the log of 0. Version 0.11.0 has the same code. scipy has the
# numbers right: minus `logpmf` or `logpdf`.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   scoringrules 0.10.0, scipy 1.17.1
#   Poisson, mean 160, seen 160:            -inf, by scipy 3.457
#   gamma, shape 160, rate 1, seen 160:     -inf, by scipy 3.457
#   binomial, n 2000, p .5, seen 1000:      -inf, by scipy 4.026
#   negative binomial, n .5, p .3, seen 0:  inf, by scipy 0.602
#   negative binomial, n .5, p .3, seen 4:  inf, by scipy 3.325
#   normal, 39 standard deviations away:    inf, by scipy 761.419
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scoringrules==0.10.0 scipy==1.17.1 numpy==2.4.6 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings

import scipy
import scoringrules as sr
from scipy import stats

warnings.simplefilter("ignore", RuntimeWarning)
print(f"scoringrules {sr.__version__}, scipy {scipy.__version__}")
found = [
    ("Poisson, mean 160, seen 160:", sr.logs_poisson(160, 160.0), stats.poisson(160.0).logpmf(160)),
    ("gamma, shape 160, rate 1, seen 160:", sr.logs_gamma(160.0, 160.0, 1.0), stats.gamma(160.0).logpdf(160.0)),
    ("binomial, n 2000, p .5, seen 1000:", sr.logs_binomial(1000, 2000, 0.5), stats.binom(2000, 0.5).logpmf(1000)),
    ("negative binomial, n .5, p .3, seen 0:", sr.logs_negbinom(0, 0.5, 0.3), stats.nbinom(0.5, 0.3).logpmf(0)),
    ("negative binomial, n .5, p .3, seen 4:", sr.logs_negbinom(4, 0.5, 0.3), stats.nbinom(0.5, 0.3).logpmf(4)),
    ("normal, 39 standard deviations away:", sr.logs_normal(39.0, 0.0, 1.0), stats.norm.logpdf(39.0)),
]
for words, score, right in found:
    print(f"{words:39} {float(score)}, by scipy {-right:.3f}")
least, most = float("-inf"), float("inf")
is_right = [round(-float(right), 3) for *_, right in found] == [3.457, 3.457, 4.026, 0.602, 3.325, 761.419]
sys.exit(0 if is_right and [float(score) for _, score, _ in found] == [*[least] * 3, *[most] * 3] else 1)
CODE
