#!/bin/sh
# scikit-learn 1.9.1: `GaussianProcessRegressor(alpha=variances, normalize_y=True)` takes the variances of measurement noise
# for those of the normalized target, though it is handed the target as it is and hands predictions back in its unit. Its
# documentation calls alpha "the variance of additional Gaussian measurement noise on the training observations" and says
# that the normalization is reversed before predictions are reported; that alpha is left out of it it does not say. So the
# same observations with the same standard errors get another curve in uakt than in AKT. In small units the noise drowns
# everything and the prediction is near the mean of all; in large ones it vanishes, every wiggle is taken for signal and the
# standard deviation is hundreds of times too small. No warning comes, and fitting the kernel does not mend it, as alpha
# stays. Normalized by hand the unit does not matter; nor does it with `alpha=variances / y.std() ** 2`, as bayes-skopt
# does for its users (https://github.com/kiudee/bayes-skopt/pull/93).
#
# Installs the pinned packages into a temporary folder; needs the package index. Exits with 1 if the behaviour differs
# from the output below. Seen on Python 3.11.7:
#
#   scikit-learn 1.9.1, numpy 2.4.6
#   40 observations with a standard error of 0.3 AKT, truth where it is predicted 2.974 AKT
#   in uakt:         by hand 2.860 +- 0.1423, normalize_y 1.998 +- 0.7242, alpha divided, too 2.860 +- 0.1423
#   in AKT:          by hand 2.860 +- 0.1423, normalize_y 2.868 +- 0.1074, alpha divided, too 2.860 +- 0.1423
#   in thousand AKT: by hand 2.860 +- 0.1423, normalize_y 2.966 +- 0.0002, alpha divided, too 2.860 +- 0.1423
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1 2>/dev/null
cd "$folder"
"$folder/venv/bin/python" - <<'CODE'
import sys
import warnings

import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel

warnings.simplefilter("error")
ERROR, AT = 0.3, 0.3  # the standard error of each observation in AKT, and where to predict
points = np.linspace(0.0, 1.0, 40)[:, None]
akt = 2.0 + np.sin(6.0 * points[:, 0]) + ERROR * 2.0**0.5 * np.sin(13.0 * np.arange(40) ** 2)


def predicted(unit, is_normalized, is_alpha_divided):
    """Return mean and standard deviation at a point, in AKT, from observations in another unit."""
    values = akt / unit
    middle = 0.0 if is_normalized else values.mean()
    kernel = ConstantKernel(1.0 if is_normalized else values.var(), "fixed") * RBF(0.1, "fixed")
    variance = (ERROR / unit) ** 2 / (values.var() if is_alpha_divided else 1.0)
    process = GaussianProcessRegressor(kernel, alpha=np.full(40, variance), normalize_y=is_normalized)
    (mean,), (sd,) = process.fit(points, values - middle).predict([[AT]], return_std=True)
    return float(mean + middle) * unit, float(sd) * unit


print(f"scikit-learn {sklearn.__version__}, numpy {np.__version__}")
print(f"40 observations with a standard error of {ERROR} AKT, truth where it is predicted {2.0 + np.sin(6.0 * AT):.3f} AKT")
found = []
for name, unit in (("uakt:", 1e-6), ("AKT:", 1.0), ("thousand AKT:", 1e3)):
    answers = [predicted(unit, *how) for how in ((False, False), (True, False), (True, True))]
    found.append(answers[1])
    told = ["{:.3f} +- {:.4f}".format(*answer) for answer in answers]
    print("in {:13} by hand {}, normalize_y {}, alpha divided, too {}".format(name, *told))
    if told[0] != told[2]:
        sys.exit(1)
(in_uakt, sd_in_uakt), _, (_, sd_in_thousands) = found
is_drowned = abs(in_uakt - akt.mean()) < 0.01 and sd_in_uakt > 0.7
sys.exit(0 if is_drowned and sd_in_thousands < 0.001 else 1)
CODE
