"""Equilibrium bidding: the first-price auction's answer to a cost drawn for each order and to rivals of that kind."""

from __future__ import annotations

import math
from typing import ClassVar, Literal

import numpy as np

from econsim.columns import Own
from econsim.contracts import Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.cost_law import CostLaw
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.providers.drawn_cost import DrawnCost
from econsim.policies.providers.first_price import Rivals, bids_at_knots
from econsim.units import HOURS_PER_MONTH, FloatArray, IntArray

_LEAST_LIKELY = 0.01  # that a cost lies below the reserve, where numbers that bid are taken for numbers that may bid


class Equilibrium(DrawnCost):
    """The equilibrium bid of a first-price auction for a cost of its own for each order (see `first_price.py`).

    It takes every rival for its like: costs of the same law and level. How many may bid it is told, exactly or on
    average, or it goes by the bids that orders for the GPU model had on average in the last 30 days.
    """

    kind: ClassVar[str] = "equilibrium"

    cost_law: Literal["lognormal", "uniform"] = parameter(
        "law of the cost of an order over the cost level",
        unit="name",
        source="assumption",
        status="assumed",
        default="lognormal",
    )
    rivals: Literal["observed", "fixed", "poisson"] = parameter(
        "what it knows of the others: bids of the last 30 days (a Poisson number of that mean may bid), their number, "
        "or the mean of a Poisson number of providers that may bid",
        unit="name",
        source="assumption",
        status="assumed",
        default="observed",
    )
    n_rivals: float = parameter(
        "the number of rivals (fixed), or the mean number of providers that may bid (poisson; observed: as long as no "
        "order for the model was decided in 30 days)",
        unit="providers",
        source="assumption",
        status="assumed",
        default=3.0,
        ge=0.0,
        le=500.0,
    )
    reserve_ratio: float = parameter(
        "highest price, take fee apart, that it thinks a tenant pays, over the open-market price",
        unit="fraction",
        source="assumption: outside Akash the tenant gets it at the open-market price",
        status="assumed",
        default=1.0,
        gt=0.0,
        le=1_000_000.0,
    )

    def usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return the cost level of each bundle class, shape (rows, bundles)."""
        return self.cost_usd_per_month(own, public)

    def decide(self, own: Own, public: Public, draws: Draws) -> PricingSchedule:
        """Return the cost level of each row for each bundle class, and bids by quantile of the cost drawn."""
        level, law = self.usd_per_month(own, public), self.law
        assert law is not None, "its costs always have a law"
        reserve = self._reserve(level, public.bundles)
        below, costs = law.below(reserve), self.costs_at_knots(law)
        rivals, of = self._rivals(public, law)
        return self.schedule(
            level,
            public,
            cost_over_ask=np.broadcast_to(costs, (len(own), costs.size)),
            bid_over_ask=bids_at_knots(law, rivals, of, reserve),
            bids_below=below,
        )

    def _reserve(self, level: FloatArray, bundles: Own) -> FloatArray:
        """Return the reserve of each bundle class over cost levels, same shape."""
        usd = self.reserve_ratio * bundles.open_market_usd_per_hour * HOURS_PER_MONTH
        return np.asarray(np.divide(usd, level, out=np.full(level.shape, math.inf), where=level > 0.0))

    def _rivals(self, public: Public, law: CostLaw) -> tuple[list[Rivals], IntArray]:
        """Return what it thinks of the others, each kind once, and which kind is met on each bundle class.

        Who is seen bidding has a cost below the reserve: as many more may bid as that is unlikely for who has the
        typical cost level. So what it thinks does not depend on who thinks so.
        """
        bundles = public.bundles
        if self.rivals != "observed":
            return [Rivals(self.n_rivals, self.rivals == "poisson")], np.zeros(len(bundles), dtype=np.int64)
        below = law.below(self._reserve(self.typical_cost_usd_per_month(public), bundles))
        seen = bundles.bids_per_order / np.maximum(below, _LEAST_LIKELY)
        means, of = np.unique(np.where(np.isnan(seen), self.n_rivals, seen), return_inverse=True)
        return [Rivals(float(mean), is_poisson=True) for mean in means], of
