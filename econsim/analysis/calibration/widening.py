"""How much wider intervals have to be, so that they hold parameters that are known as often as they say.

Emulators and chance are fitted to few simulations and then taken for known, and chance is not normal; intervals that
follow from them hold too little. How much, simulations tell, since their parameters are known. Points are left out in
turns, all that is fitted is fitted anew to the others, and each replicate that was left out, with an error of the
stated size, is taken for what was observed. Then the variances of emulators and chance, not those that the user states,
are multiplied by the smallest factor with which the middle 90 % of the posterior holds 90 % of the true parameters, all
parameters taken together. So a posterior's scale is chosen by how often its intervals hold what they should (Syring and
Martin 2019, Biometrika 106), here by simulations left out where they have the bootstrap.

The points that a wave is trained on lie evenly in what the waves before it left, and posteriors begin there, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from econsim.analysis.calibration.matching import Emulation, emulation_of
from econsim.scenario.uncertain import Prior
from econsim.units import BoolArray, FloatArray

CLOUD = 16_384  # points to be weighed; with few of them ranks are coarse and more seems to be missing
FEWEST, FEWEST_WEIGHED = 20, 1_024  # points: fewer do not tell
_LEVEL = 0.90
_FACTORS = 2.0 ** (np.arange(17) / 4.0)  # of the variance, 1 to 16
_TURNS = 8  # an eighth of the points is left out at a time

Fit = Callable[[FloatArray, FloatArray], Emulation]  # points, simulated -> what they say


@dataclass(frozen=True)
class Widening:
    """The factor of variances, and the share of known parameters that are held without it and with it, where judged."""

    factor: float = 1.0
    without: float | None = None
    held: float | None = None


def widened_emulation_of(
    priors: Sequence[Prior],
    points: FloatArray,
    simulated: FloatArray,
    sd: FloatArray,
    cloud: FloatArray,
    seed: int,
    dice: np.random.Generator,
) -> tuple[Emulation, Widening]:
    """Return what simulations by (point, replicate, target) say of every point, widened, and how it was."""

    def fit(points: FloatArray, simulated: FloatArray) -> Emulation:
        return emulation_of(priors, points, simulated, seed)

    widening = widening_of(fit, points, simulated, sd, cloud, dice)
    return replace(fit(points, simulated), widened=widening.factor), widening


def widening_of(
    fit: Fit, points: FloatArray, simulated: FloatArray, sd: FloatArray, cloud: FloatArray, dice: np.random.Generator
) -> Widening:
    """Return by what the variances of emulators and chance are multiplied, 1 at least.

    Arguments: points and simulations that an emulation is fitted to; the standard deviation of error and discrepancy by
    target; a cloud of points, as even where they are, to be weighed.
    """
    if len(points) < FEWEST or len(cloud) < FEWEST_WEIGHED:
        return Widening()
    turn = dice.permutation(len(points)) % _TURNS
    left_out: list[_LeftOut] = []
    for now in range(_TURNS):
        out = turn == now
        seen = (simulated[out] + sd * dice.standard_normal(simulated[out].shape)).reshape(-1, len(sd))
        truths = np.repeat(points[out], simulated.shape[1], axis=0)
        left_out.append(_left_out(fit(points[~out], simulated[~out]), seen, truths, sd, cloud))
    shares: list[float] = []
    for factor in _FACTORS:
        shares.append(float(np.concatenate([one.held(factor) for one in left_out]).mean()))
        if shares[-1] >= _LEVEL:
            break
    best = int(np.argmax(shares))
    return Widening(float(_FACTORS[best]), shares[0], shares[best])


@dataclass(frozen=True)
class _LeftOut:
    """Simulations that an emulation was not fitted to, taken for observations, and what it says at a cloud of points.

    All in units of the errors, and turned by point so that targets are independent: then any factor is a division.
    """

    cloud: FloatArray
    mean: FloatArray  # by (point, target)
    axes: FloatArray  # by (point, target, turned target)
    variance: FloatArray  # of emulators and chance, by (point, turned target)
    seen: FloatArray
    truths: FloatArray

    def held(self, factor: float) -> BoolArray:
        """Return by (observation, parameter) whether the middle of the posterior holds the true one."""
        precision = 1.0 / (1.0 + factor * self.variance)
        logs = 0.5 * np.log(precision).sum(axis=1)
        ranks = []
        for one, truth in zip(self.seen, self.truths, strict=True):
            miss = np.einsum("pij,pi->pj", self.axes, one - self.mean)
            log = logs - 0.5 * (precision * miss**2).sum(axis=1)
            weight = np.exp(log - log.max())
            ranks.append(weight @ (self.cloud < truth) / weight.sum())
        return np.abs(np.array(ranks) - 0.5) <= _LEVEL / 2.0


def _left_out(
    emulation: Emulation, seen: FloatArray, truths: FloatArray, sd: FloatArray, cloud: FloatArray
) -> _LeftOut:
    mean, covariance = emulation.expected(cloud)
    variance, axes = np.linalg.eigh(covariance / sd / sd[:, None])
    return _LeftOut(cloud, mean / sd, axes, np.maximum(variance, 0.0), seen / sd, truths)
