"""Tranches: a large holding falls into equal parts, which are kept, moved and chosen for each by a draw of its own.

Assumption: `tranches`; a departure from "whole delegators at a time", without which no stationary distribution of
choices has the concentration that was seen.
"""

from __future__ import annotations

import numpy as np

from econsim.units import IntArray


def n_tranches(amount_uakt: IntArray, size_uakt: IntArray | int) -> IntArray:
    """Return into how many equal tranches amounts [uakt] fall, each of at most `size_uakt`; at least one."""
    return np.maximum(-(-amount_uakt // np.maximum(size_uakt, 1)), 1)
