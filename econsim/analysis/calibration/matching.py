"""History matching: which points cannot be excluded by what was observed.

The implausibility of a point is, of a target,

    |observed - emulator's mean| / sqrt(emulator's variance + chance + discrepancy^2 + standard error^2)

and of the point the largest of them (the maximum over all targets, not the second largest). With one target, points of
3 or more are implausible: by Pukelsheim's rule a single-peaked law has 95 % or more within three standard deviations.
The largest of many passes 3 more often than one does, so with more targets more is allowed, such that a normal law
strikes the true point no more often than with one (Bonferroni): 3.51 with six.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from econsim.analysis.calibration.chance import Chance, chance_of
from econsim.analysis.calibration.emulator import Emulator, emulator_of
from econsim.draws import Streams
from econsim.normal import normal_quantile, normal_share
from econsim.scenario.uncertain import Prior
from econsim.units import BoolArray, FloatArray

ONE_ALONE = 3.0  # the implausibility of one target from which on a point is implausible
_BATCH = 4_096
_MOST_TRIED = 32 * _BATCH
_WIDER = 0.1  # of the width of the region's box, on both sides


@dataclass(frozen=True)
class Sought:
    """What was observed, by target: values and the standard deviation of what they may be off by, error and model."""

    values: FloatArray
    sd: FloatArray  # sqrt(standard error^2 + discrepancy^2)


@dataclass(frozen=True)
class Emulation:
    """What some simulations say of every point of the unit cube: an emulator a target, and chance.

    Both see the parameters scaled, where a normal prior's quantiles would have made a straight line steep at its ends.
    Every variance that is returned has been multiplied by `widened` (widening.py).
    """

    priors: tuple[Prior, ...]
    emulators: tuple[Emulator, ...]
    chance: Chance
    widened: float = 1.0

    def at(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and variance of the emulators by (point, target), without chance."""
        found = [emulator.at(scaled(self.priors, points)) for emulator in self.emulators]
        variance = self.widened * np.stack([variance for _, variance in found], axis=1)
        return np.stack([mean for mean, _ in found], axis=1), variance

    def expected(self, points: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return mean and covariance, by (point, target) and (point, target, target), of what one replicate gives."""
        mean, variance = self.at(points)
        chance = self.widened * self.chance.covariance(scaled(self.priors, points))
        return mean, chance + _together(chance, variance)

    def log_likelihood(self, points: FloatArray, sought: Sought) -> FloatArray:
        """Return the log of how likely each point makes what was observed, up to a constant."""
        mean, covariance = self.expected(points)
        covariance = covariance + np.diag(sought.sd**2)
        root = np.linalg.cholesky(covariance)
        miss = np.linalg.solve(root, (sought.values - mean)[:, :, None])[:, :, 0]
        logs = np.log(np.diagonal(root, axis1=1, axis2=2)).sum(axis=1)
        return np.asarray(-0.5 * (miss**2).sum(axis=1) - logs)

    def implausibility(self, points: FloatArray, sought: Sought) -> FloatArray:
        """Return the implausibility by (point, target)."""
        mean, variance = self.at(points)
        return np.abs(sought.values - mean) / np.sqrt(variance + self.chance_variance(points) + sought.sd**2)

    def unsure_ratio(self, points: FloatArray, sought: Sought) -> float:
        """Return the largest part, over targets, that the emulator has of the variance that implausibility divides by.

        It is the mean over points.
        """
        _, variance = self.at(points)
        whole = variance + self.chance_variance(points) + sought.sd**2
        return float((variance / whole).mean(axis=0).max())

    def chance_variance(self, points: FloatArray) -> FloatArray:
        """Return the variance of one replicate by (point, target), without the emulators' own."""
        return self.widened * self.chance.variance(scaled(self.priors, points))


def _together(chance: FloatArray, variance: FloatArray) -> FloatArray:
    """Return the covariance of the emulators' errors, by (point, target, target).

    They are trained on the same replicates, so what misleads them goes together as chance does.
    """
    sd = np.sqrt(np.diagonal(chance, axis1=1, axis2=2))
    ratio = np.sqrt(variance) / np.where(sd > 0.0, sd, 1.0)
    found = chance * ratio[:, :, None] * ratio[:, None, :]
    own = np.arange(variance.shape[1])
    found[:, own, own] = variance
    return np.asarray(found)


def scaled(priors: Sequence[Prior], points: FloatArray) -> FloatArray:
    """Return quantiles by (point, parameter) as parameters on the way from end to end of their priors, 0 to 1."""
    return np.stack([prior.scaled(points[:, k]) for k, prior in enumerate(priors)], axis=1)


def emulation_of(priors: Sequence[Prior], points: FloatArray, simulated: FloatArray, seed: int) -> Emulation:
    """Return what simulations by (point, replicate, target) say of every point."""
    there = scaled(priors, points)
    chance = chance_of(there, simulated)
    noise = chance.variance(there) / simulated.shape[1]
    means = simulated.mean(axis=1)
    restarts = int(Streams(seed, 0)("calibration/emulator").integers(2**31))  # scikit-learn takes no more than 32 bits
    emulators = (emulator_of(there, means[:, k], noise[:, k], restarts) for k in range(means.shape[1]))
    return Emulation(tuple(priors), tuple(emulators), chance)


@dataclass(frozen=True)
class Region:
    """The points that no emulation excludes: a sample of them, their box, and how rare they are.

    `share` is the part of the whole unit cube that they are; `least` is the least implausibility of each target over
    all that was tried, `nearest` the implausibility by target of the point whose largest one was the least.
    """

    points: FloatArray
    box: FloatArray  # by (end, parameter)
    share: float
    least: FloatArray
    nearest: FloatArray


def allowed(targets: int) -> float:
    """Return the largest implausibility that a point may have by so many targets."""
    beyond = 2.0 * (1.0 - normal_share(ONE_ALONE))
    return float(normal_quantile(1.0 - beyond / targets / 2.0))


def plausible(emulations: Sequence[Emulation], sought: Sought, box: FloatArray, points: FloatArray) -> BoolArray:
    """Return which points inside a box no emulation excludes."""
    most = allowed(sought.values.size)
    left: BoolArray = ((points >= box[0]) & (points <= box[1])).all(axis=1)
    for emulation in emulations:
        if left.any():
            left[left] = emulation.implausibility(points[left], sought).max(axis=1) < most
    return left


def region_of(
    emulations: Sequence[Emulation], sought: Sought, box: FloatArray, wanted: int, dice: np.random.Generator
) -> Region:
    """Return the points inside a box that no emulation excludes: `wanted` of them, fewer where they are rare."""
    size, most = box[1] - box[0], allowed(sought.values.size)
    found: list[FloatArray] = []
    tried = many = 0
    least, nearest = np.full(sought.values.size, np.inf), np.full(sought.values.size, np.inf)
    while many < wanted and tried < _MOST_TRIED:
        points = box[0] + size * dice.random((_BATCH, box.shape[1]))
        by_target = np.maximum.reduce([emulation.implausibility(points, sought) for emulation in emulations])
        left = by_target.max(axis=1) < most
        least = np.minimum(least, by_target.min(axis=0))
        best = by_target[by_target.max(axis=1).argmin()]
        nearest = best if best.max() < nearest.max() else nearest
        tried, many = tried + _BATCH, many + int(left.sum())
        found.append(points[left])
    points = np.concatenate(found)
    share = float(np.prod(size)) * len(points) / tried
    return Region(points[:wanted], _box_around(points, box), share, least, nearest)


def _box_around(points: FloatArray, box: FloatArray) -> FloatArray:
    """Return the box that points fill, a little wider, inside the box in which they were looked for."""
    if not len(points):
        return box
    low, high = points.min(axis=0), points.max(axis=0)
    more = _WIDER * (high - low)
    return np.stack([np.maximum(box[0], low - more), np.minimum(box[1], high + more)])
