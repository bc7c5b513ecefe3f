"""The normal quantile: z with Phi(z) = u. It is scipy's, which takes a moment to import and waits until it is asked."""

from __future__ import annotations

from typing import Any

import numpy as np

from econsim.units import FloatArray


def normal_quantile(uniform: Any) -> FloatArray:
    """Return the z of each u in (0, 1)."""
    from scipy.special import ndtri

    return np.asarray(ndtri(uniform))
