"""The normal which, cut at two ends, has a mean and a standard deviation that are given.

With a = (low - m) / s, b = (high - m) / s, the standard normal's density f and share F, and Z = F(b) - F(a), the normal
of mean m and standard deviation s that is cut at low and high has (Johnson, Kotz and Balakrishnan 1994, Continuous
Univariate Distributions 1, 13.10)

    mean = m + s h                    h = (f(a) - f(b)) / Z
    variance = s^2 (1 + (a f(a) - b f(b)) / Z - h^2)

Of those with one mean a larger s has a larger variance. The largest is an exponential's that is cut there, the
uniform's where the mean is in the middle: what varies more, as draws do that lie at both ends, is met by none.
"""

from __future__ import annotations

import math

import numpy as np

from econsim.normal import normal_share

_FARTHEST = 5.0  # standard deviations from a mean outside to the nearest end: shares beyond lose their digits
_WIDEST = 10.0  # of the way from end to end: flatter is hardly told from none
_NARROWEST = 1e-6


def parent_of(mean: float, sd: float, low: float, high: float, most: float = math.inf) -> tuple[float, float]:
    """Return mean and standard deviation of the normal that has these, `mean` and `sd`, once it is cut at the ends.

    Where none has, it is the widest of those that have the mean; `most` is what its own standard deviation may be.
    """
    width = high - low
    if mean > (low + high) / 2.0:
        place, spread = parent_of(-mean, sd, -high, -low, most)
        return -place, spread
    mean, sd = (max(one / width, _NARROWEST) for one in (mean - low, sd))
    place, spread = _within_1(mean, sd, min(_WIDEST, most / width))
    return low + width * place, width * spread


def moments_of(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Return mean and standard deviation of a normal, given by its own, that is cut at two ends."""
    cut = (np.array([low, high]) - mean) / sd
    density = np.exp(-0.5 * cut**2) / math.sqrt(2.0 * math.pi)
    below, above = normal_share(cut)
    moved = (density[0] - density[1]) / (above - below)
    ratio = 1.0 + (cut[0] * density[0] - cut[1] * density[1]) / (above - below) - moved**2
    return float(mean + sd * moved), float(sd * math.sqrt(ratio))


def _within_1(mean: float, sd: float, widest: float) -> tuple[float, float]:
    """Return the same from 0 to 1, the mean in the lower half."""
    from scipy.optimize import brentq

    def place(spread: float) -> float:
        return float(brentq(lambda at: moments_of(at, spread, 0.0, 1.0)[0] - mean, -spread * (_FARTHEST + 1.0), 0.5))

    def too_far(spread: float) -> float:
        return moments_of(-_FARTHEST * spread, spread, 0.0, 1.0)[0] - mean

    if too_far(widest) > 0.0:
        widest = float(brentq(too_far, mean, widest))
    if moments_of(place(widest), widest, 0.0, 1.0)[1] <= sd:
        return place(widest), widest
    spread = float(brentq(lambda one: moments_of(place(one), one, 0.0, 1.0)[1] - sd, 0.99 * sd, widest))
    return place(spread), spread
