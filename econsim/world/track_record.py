"""Track record: how providers' bids have fared, and what everybody knows of recent bids and prices, by GPU model.

Columns by model have a last entry for bundles without GPUs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from econsim.units import SECONDS_PER_DAY, FloatArray, IntArray
from econsim.world.tables import Table, column, empty

DAYS = 30  # for which orders and bids are remembered


class ProductLines(Table):
    """One row a provider and GPU model: row provider x (models + 1) + model, the last of each provider without GPUs."""

    bids: IntArray = column("its bids on orders decided in the last epoch")
    wins: IntArray = column("those of them that became leases")
    markup: FloatArray = column("what it has learnt to add to its cost, over the cost; NaN for nothing yet", np.float64)


@dataclass
class TrackRecord:
    """What is known of bids so far; it is kept, and takes room, from the moment on at which somebody looks at it."""

    lines: ProductLines = field(default_factory=lambda: empty(ProductLines, 0))
    is_followed: bool = False  # whether it is kept at all: once somebody has looked at any of it, for good
    going_price_ratio: FloatArray = field(default_factory=lambda: np.zeros(0))  # see `note`
    recent: IntArray = field(
        default_factory=lambda: np.zeros((2, DAYS, 0), dtype=np.int64)
    )  # orders, bids by day, model
    day_of: IntArray = field(default_factory=lambda: np.full(DAYS, -DAYS))  # that a row of `recent` holds

    def with_room(self, n_providers: int, n_models: int) -> TrackRecord:
        """Return the same with a row for every product line."""
        missing = n_providers * (n_models + 1) - len(self.lines)
        if missing > 0:
            self.lines.append(markup=np.full(missing, math.nan))
        if self.going_price_ratio.size == 0:
            self.going_price_ratio = np.full(n_models + 1, math.nan)
            self.recent = np.zeros((2, DAYS, n_models + 1), dtype=np.int64)
        return self

    def note(self, seconds: float, by_model: Any) -> None:
        """Note an epoch that has begun so many seconds after the start: orders, bids and accepted bids by model.

        The going price of a model is the mean accepted bid over the open-market price in the last epoch in which a
        lease of it began, every lease of weight 1; NaN before the first.
        """
        day, filled = int(seconds // SECONDS_PER_DAY), by_model["orders_filled"]
        np.divide(by_model["accepted_ratio"], filled, out=self.going_price_ratio, where=filled > 0)
        row = day % DAYS
        if self.day_of[row] != day:
            self.day_of[row], self.recent[:, row] = day, 0
        self.recent[:, row] += by_model["orders"], by_model["bids"]

    def bids_per_order(self, seconds: float) -> FloatArray:
        """Return the mean number of bids on orders decided in the last 30 days, by model; NaN where none was."""
        day = int(seconds // SECONDS_PER_DAY)
        orders, bids = self.recent[:, self.day_of > day - DAYS].sum(axis=1)
        return np.asarray(np.divide(bids, orders, out=np.full(orders.shape, math.nan), where=orders > 0))
