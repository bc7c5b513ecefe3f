"""An emulator: a Gaussian process that says what a target would be at any point, and how sure it is.

It is trained on the means of replicates, whose variances are known, at some points of the unit cube of the priors'
quantiles: constant x squared-exponential covariance with one length a parameter, fitted by maximum likelihood
(scikit-learn). How far it can be trusted is checked by leaving each point out in turn; with the covariance held, what
the others say of it follows from the inverse K of their covariance (Rasmussen and Williams 2006, eq. 5.12):

    mean_i = y_i - [K y]_i / K_ii        variance_i = 1 / K_ii
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.linalg import cho_solve

from econsim.units import FloatArray

_LENGTHS, _FIRST_LENGTH = (0.05, 20.0), 0.5  # in the unit cube
_VARIANCES = (1e-2, 1e3)  # of a target whose values at the points have variance 1
_JITTER = 1e-8
_RESTARTS = 2


@dataclass(frozen=True)
class Emulator:
    """One target's emulator; `left_out` are the standardised residuals of its points, each left out in turn."""

    process: Any  # sklearn.gaussian_process.GaussianProcessRegressor
    middle: float
    scale: float
    left_out: FloatArray

    def at(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return the mean and the variance of the target by point, without chance inside the model."""
        mean, sd = self.process.predict(points, return_std=True)
        return self.middle + self.scale * mean, (self.scale * sd) ** 2


def emulator_of(points: FloatArray, values: FloatArray, noise: FloatArray, seed: int) -> Emulator:
    """Return the emulator of one target.

    Arguments: points by (point, parameter) in the unit cube; values, the target's mean over replicates by point; noise,
    the variance of each such mean; seed, that of scikit-learn's restarts, below 2^32.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import RBF, ConstantKernel

    middle, scale = float(values.mean()), float(values.std()) or 1.0
    covariance = ConstantKernel(1.0, _VARIANCES) * RBF(np.full(points.shape[1], _FIRST_LENGTH), _LENGTHS)
    process = GaussianProcessRegressor(
        covariance, alpha=noise / scale**2 + _JITTER, n_restarts_optimizer=_RESTARTS, random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # a length at its bound: a parameter that does not matter
        process.fit(points, (values - middle) / scale)
    inverse = cho_solve((process.L_, True), np.eye(len(points)))
    weights = inverse @ process.y_train_
    return Emulator(process, middle, scale, np.asarray(weights / np.sqrt(np.diag(inverse))))
