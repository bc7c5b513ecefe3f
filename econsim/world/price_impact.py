"""How trade moves the AKT price: how deep the market is, and how far the price has been moved so far."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass
class PriceImpact:
    """The market for AKT beside nature's price; an endlessly deep one is not moved by any trade."""

    depth_usd: float = math.inf  # net purchases that move the price up by 1 %
    outside_purchases_usd_per_day: float = 0.0  # net purchases by who is no agent
    log_moved: float = 0.0  # logarithm of the price over nature's, moved so far

    @property
    def is_on(self) -> bool:
        """Whether trade moves the price."""
        return math.isfinite(self.depth_usd)
