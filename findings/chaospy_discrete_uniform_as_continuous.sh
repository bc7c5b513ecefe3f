#!/bin/bash
# chaospy 4.3.21: `generate_quadrature(order, DiscreteUniform(1, 3))` treats the whole numbers from 1 to 3 as a line. Its
# documentation says that `discrete` is the rule of all discrete dimensions where none is named; so it is for Binomial and
# for a DiscreteUniform within `J(...)`, but one by itself gets `clenshaw_curtis`, whose nodes are rounded afterwards. Of
# order 3 they are 1, 1, 3, 3: the 2 is left out, and the variance is 1 where it is 2/3; by the order it is anything from
# .33 to 1. A model of 1 to 3 providers who share 100 AKT has a mean of 66.7 each in place of 61.1, by the quadrature and by
# a polynomial chaos fitted to it. The weights sum to 1 and nothing warns. That discrete distributions get `discrete` was
# introduced for this very one (https://github.com/jonathf/chaospy/issues/258, closed by
# https://github.com/jonathf/chaospy/pull/259). Name the rule: `rule="discrete"`. The probabilities of DiscreteUniform are
# off as well: `pdf` divides by upper - lower, so that those of 1, 2 and 3 sum to 1.5; `cdf`, `E`, `Var` and `sample` are
# right.
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   chaospy 4.3.21, numpy 2.4.6
#   exact:                   mean 2.000, variance 0.667, mean of 100 / n 61.1
#   order 2, no rule:        mean 2.000, variance 0.333, mean of 100 / n 55.6, nodes 1 2 3
#   order 3, no rule:        mean 2.000, variance 1.000, mean of 100 / n 66.7, nodes 1 1 3 3
#   order 8, no rule:        mean 2.000, variance 0.803, mean of 100 / n 63.4, nodes 1 1 1 1 2 3 3 3 3
#   order 3, discrete:       mean 2.000, variance 0.667, mean of 100 / n 61.1, nodes 1 2 3
#   order 3, no rule, in J:  mean 2.000, variance 0.667, mean of 100 / n 61.1
#   chaos expansion, order 3, no rule: mean of 100 / n 66.7, discrete: 61.1
#   probabilities by pdf: 0.5 0.5 0.5, by cdf: 0.333 0.333 0.333
#   warnings: 0
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check \
    chaospy==4.3.21 numpoly==1.3.9 numpy==2.4.6 scipy==1.17.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings
from importlib.metadata import version

import chaospy
import numpy as np


def moments(nodes, weights):
    """Return what a quadrature says of n and of 100 / n."""
    mean = nodes @ weights
    return f"mean {mean:.3f}, variance {(nodes - mean) ** 2 @ weights:.3f}, mean of 100 / n {100.0 / nodes @ weights:.1f}"


def quadrature(order, distribution, rule=None):
    nodes, weights = chaospy.generate_quadrature(order, distribution, rule=rule)
    words = moments(nodes[0], weights)
    return words if len(nodes) > 1 else f"{words}, nodes {' '.join(str(node) for node in nodes[0])}"


def by_expansion(rule):
    nodes, weights = chaospy.generate_quadrature(3, providers, rule=rule)
    expansion = chaospy.generate_expansion(2, providers)
    model = chaospy.fit_quadrature(expansion, nodes, weights, 100.0 / nodes[0])
    return f"{chaospy.E(model, providers):.1f}"


print(f"chaospy {version('chaospy')}, numpy {np.__version__}")
providers = chaospy.DiscreteUniform(1, 3)
whole = np.array([1, 2, 3])
with warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    found = {
        "exact": moments(whole, np.full(3, 1.0 / 3.0)),
        "order 2, no rule": quadrature(2, providers),
        "order 3, no rule": quadrature(3, providers),
        "order 8, no rule": quadrature(8, providers),
        "order 3, discrete": quadrature(3, providers, "discrete"),
        "order 3, no rule, in J": quadrature(3, chaospy.J(providers, chaospy.Uniform(0, 1))),
    }
    expansions = by_expansion(None), by_expansion("discrete")
    by_pdf = " ".join(f"{share:.3g}" for share in providers.pdf(whole))
    by_cdf = " ".join(f"{share:.3g}" for share in np.diff(providers.cdf([0, 1, 2, 3])))
for name, words in found.items():
    print(f"{name + ':':<24} {words}")
print("chaos expansion, order 3, no rule: mean of 100 / n {}, discrete: {}".format(*expansions))
print(f"probabilities by pdf: {by_pdf}, by cdf: {by_cdf}")
print(f"warnings: {len(warned)}")
right = "mean 2.000, variance 0.667, mean of 100 / n 61.1"
expected = {
    "exact": right,
    "order 2, no rule": "mean 2.000, variance 0.333, mean of 100 / n 55.6, nodes 1 2 3",
    "order 3, no rule": "mean 2.000, variance 1.000, mean of 100 / n 66.7, nodes 1 1 3 3",
    "order 8, no rule": "mean 2.000, variance 0.803, mean of 100 / n 63.4, nodes 1 1 1 1 2 3 3 3 3",
    "order 3, discrete": f"{right}, nodes 1 2 3",
    "order 3, no rule, in J": right,
}
is_seen = found == expected and expansions == ("66.7", "61.1") and by_pdf == "0.5 0.5 0.5" and by_cdf == "0.333 0.333 0.333"
sys.exit(0 if is_seen and not warned else 1)
CODE
