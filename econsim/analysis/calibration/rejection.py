"""Rejection: draws of the prior, kept as likely as they make what was observed.

A point is drawn evenly from the quantiles of the priors, inside the region that history matching has left, and kept
with probability likelihood / the largest likelihood of all that were drawn (Caffo, Booth and Davis 2002, Biometrika
89). The likelihood is normal around the emulators' means; its covariance adds up the emulators' own variances, chance,
model discrepancy and standard errors:

    observed ~ N(mean, diag(emulator variance + discrepancy^2 + standard error^2) + covariance of chance)

with emulator variance and chance as widened (widening.py).

That is rejection ABC with the kernel that makes it exact under a model that is wrong in a stated way (Wilkinson 2013,
Statistical Applications in Genetics and Molecular Biology 12), averaged over chance in closed form instead of one draw
at a time: no distance is chosen and none is left. Draws are independent, so the standard error of a posterior mean is
its standard deviation / sqrt(draws).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from econsim.analysis.calibration.matching import Emulation, Sought, plausible
from econsim.units import FloatArray

_BATCH = 8_192
_MOST_TRIED = 128 * _BATCH


@dataclass(frozen=True)
class Kept:
    """The draws that were kept, by (draw, parameter) in quantiles of the priors, and how many were tried in the box."""

    points: FloatArray
    tried: int


def reject(
    emulations: Sequence[Emulation], sought: Sought, box: FloatArray, wanted: int, dice: np.random.Generator
) -> Kept:
    """Return `wanted` draws of the posterior, fewer where hardly one is kept; the last emulation has the likelihood."""
    points, margins = np.empty((0, box.shape[1])), np.empty(0)  # margins: log likelihood - log uniform
    largest, tried, kept = -np.inf, 0, 0
    while kept < wanted and tried < _MOST_TRIED:
        tried_now = box[0] + (box[1] - box[0]) * dice.random((_BATCH, box.shape[1]))
        uniform = dice.random(_BATCH)
        left = plausible(emulations, sought, box, tried_now)
        tried += _BATCH
        if left.any():
            likelihood = emulations[-1].log_likelihood(tried_now[left], sought)
            largest = max(largest, float(likelihood.max()))
            points = np.concatenate([points, tried_now[left]])
            margins = np.concatenate([margins, likelihood - np.log(uniform[left])])
            is_kept = margins > largest
            points, margins, kept = points[is_kept], margins[is_kept], int(is_kept.sum())
    return Kept(points[:wanted], tried)
