"""What a comparison of engine and reference chain is: one number a random world, and the bound it has to keep."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

MAINNET6, MAINNET7 = "v0.24.0", "v0.26.0"
BLOCKS_PER_DAY = 14_288
SECONDS_PER_BLOCK = 86_400 / BLOCKS_PER_DAY


@dataclass(frozen=True)
class Twin:
    """One row: `measure(rng)` lets a random world happen twice and returns how far the two are apart.

    `bound` is the largest distance that passes, 0 where both have to agree to the unit; `allowed` says it in words.
    """

    name: str
    compares: str
    bound: float
    allowed: str
    measure: Callable[[np.random.Generator], float]
    worlds: int = 3  # in the short form
