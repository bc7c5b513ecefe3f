"""The standard normal: shares below a z, and the z below which a share lies.

Both are scipy's, which takes a moment to import and waits until it is asked.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.units import FloatArray


def normal_quantile(uniform: Any) -> FloatArray:
    """Return the z of each u in (0, 1)."""
    from scipy.special import ndtri

    return np.asarray(ndtri(uniform))


def normal_share(z: Any) -> FloatArray:
    """Return the share of a standard normal below each z."""
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def cut_normal_quantile(uniform: Any, mean: float, sd: float, low: float, high: float) -> FloatArray:
    """Return the quantile of each u in [0, 1] of a normal of which only what lies from low to high is left."""
    ends = normal_share((np.array([low, high]) - mean) / sd)
    z = normal_quantile(ends[0] + np.asarray(uniform) * (ends[1] - ends[0]))
    return np.clip(mean + sd * z, low, high)
