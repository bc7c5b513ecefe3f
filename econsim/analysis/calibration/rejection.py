"""Rejection: draws of the prior that would have given what was observed.

A point is drawn evenly from the quantiles of the priors, inside the region that history matching has left; the
emulation says what one replicate gives there, chance and its own doubt included. The point is kept with probability

    exp(-1/2 sum over targets of ((observed - given) / sd)^2),    sd^2 = standard error^2 + discrepancy^2

What is kept is, but for the emulation, a sample of the exact posterior under normal errors of observation and model
(Wilkinson 2013, Statistical Applications in Genetics and Molecular Biology 12): no distance is chosen and none left.
Draws are independent, so the standard error of a posterior mean is its standard deviation / sqrt(draws).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from econsim.analysis.calibration.matching import Emulation, Sought, plausible
from econsim.units import BoolArray, FloatArray

_BATCH = 8_192
_MOST_TRIED = 256 * _BATCH


@dataclass(frozen=True)
class Kept:
    """The draws that were kept, by (draw, parameter) in quantiles of the priors, and how many were tried in the box."""

    points: FloatArray
    tried: int


def accepted(given: FloatArray, sought: Sought, dice: np.random.Generator) -> BoolArray:
    """Return which draws are kept, of what they give by (draw, target)."""
    misses = ((given - sought.values) / sought.sd) ** 2
    return np.asarray(np.log(dice.random(len(given))) < -0.5 * misses.sum(axis=1))


def reject(
    emulations: Sequence[Emulation], sought: Sought, box: FloatArray, wanted: int, dice: np.random.Generator
) -> Kept:
    """Return `wanted` draws of the posterior, fewer where hardly one is kept.

    The last emulation says what a draw gives.
    """
    kept: list[FloatArray] = []
    tried = many = 0
    while many < wanted and tried < _MOST_TRIED:
        points = box[0] + (box[1] - box[0]) * dice.random((_BATCH, box.shape[1]))
        points = points[plausible(emulations, sought, box, points)]
        if len(points):
            points = points[accepted(emulations[-1].drawn(points, dice), sought, dice)]
        kept.append(points)
        tried, many = tried + _BATCH, many + len(points)
    return Kept(np.concatenate(kept)[:wanted], tried)
