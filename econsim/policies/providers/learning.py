"""A mark-up learnt from one's own bids: it rises with what is won and falls with what is lost above the going price."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.providers.price_list import CostBased
from econsim.units import HOURS_PER_MONTH, MICRO, SECONDS_PER_DAY, FloatArray


class Learning(CostBased):
    """A mark-up over its own cost for each GPU model, which it learns from one epoch to the next.

    ln(1 + mark-up) rises by step_up_per_day x days x (bids won over bids made), and falls by step_down_per_day x days
    x (bids lost over bids made) where its ask lies above the going price, the mean accepted bid of the model; who has
    made no bid though it has room has lost. It begins at the typical ask and never asks less than its cost.
    """

    kind: ClassVar[str] = "learning"

    step_up_per_day: float = parameter(
        "by how much ln(1 + mark-up) rises in a day if every bid is won",
        unit="per day",
        source="assumption",
        status="assumed",
        default=0.02,
        ge=0.0,
        le=10.0,
    )
    step_down_per_day: float = parameter(
        "by how much it falls in a day if every bid is lost above the going price",
        unit="per day",
        source="assumption",
        status="assumed",
        default=0.02,
        ge=0.0,
        le=10.0,
    )

    def usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return what each row wants for each bundle class, shape (rows, bundles)."""
        return self._marked_up(self.cost_usd_per_month(own, public), self.markups(own, public), public)

    def decide(self, own: Own, public: Public, draws: Draws) -> PricingSchedule:
        """Return the asks of each row for each bundle class, and the mark-ups to remember."""
        markups, cost = self.markups(own, public), self.cost_usd_per_month(own, public)
        n_models = markups.shape[1]
        return self.schedule(
            self._marked_up(cost, markups, public),
            public,
            markup_row=np.repeat(own.ids, n_models),
            markup_model=np.tile(np.arange(n_models), len(own)),
            markup_micro=np.rint(markups * MICRO).astype(np.int64).reshape(-1),
        )

    def markups(self, own: Own, public: Public) -> FloatArray:
        """Return the mark-up of each row for each GPU model, shape (rows, models + 1), after the last epoch's bids."""
        before = np.where(np.isnan(own.markup), max(1.0 / self.cost_share_of_typical_ask - 1.0, 0.0), own.markup)
        won = np.divide(own.wins, own.bids, out=np.zeros(before.shape), where=own.bids > 0)
        lost = np.where(own.bids > 0, 1.0 - won, own.utilisation < 1.0)
        days = public.epoch_seconds / SECONDS_PER_DAY
        is_dear = self._is_above_going_price(own, public, before)
        step = days * (self.step_up_per_day * won - self.step_down_per_day * lost * is_dear)
        return np.asarray(np.maximum((1.0 + before) * np.exp(step) - 1.0, 0.0))

    def _is_above_going_price(self, own: Own, public: Public, markups: FloatArray) -> FloatArray:
        """Return 1 by row and GPU model where the asks are above the going price on average over bundle classes."""
        bundles = public.bundles
        asks = self._marked_up(self.cost_usd_per_month(own, public), markups, public) / HOURS_PER_MONTH
        above = asks / bundles.open_market_usd_per_hour - bundles.going_price_ratio  # not a number without a price
        n_models = markups.shape[1]
        total = np.zeros(markups.shape)
        np.add.at(total.T, bundles.gpu_model % n_models, above.T)
        return np.where(total > 0.0, 1.0, 0.0)

    @staticmethod
    def _marked_up(cost: FloatArray, markups: FloatArray, public: Public) -> FloatArray:
        return np.asarray((1.0 + markups[:, public.bundles.gpu_model]) * cost)
