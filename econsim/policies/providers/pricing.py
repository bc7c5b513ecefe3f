"""What providers ask for a bundle: schedules that the market follows inside the epoch.

The stock script's GPU defaults are far below any GPU price and operators override them: here with the typical ask of
the model times the operator's own `ask_factor`. Policies that answer to the market are in files of their own.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Public, parameter
from econsim.draws import Draws
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.providers.drawn_cost import DrawnCost
from econsim.policies.providers.price_list import PriceList, typical_gpu_usd_per_month
from econsim.units import FloatArray


class PriceScript(PriceList):
    """The stock script: list price of the host, the operator's override for GPUs, blind to the take fee.

    ask = (host + GPUs x typical ask x ask_factor x hours a month) / AKT price / blocks_per_month, in uakt at six
    decimals; an order in USDC gets the same USD target. It reacts to the AKT price, not to use or to rivals.
    """

    kind: ClassVar[str] = "price_script"

    blocks_per_month: int = parameter(
        "blocks the script counts to a month (6.117 s a block, 30.437 days)",
        unit="blocks",
        source=sources.PRICE_SCRIPT,
        status="from code",
        default=429_909,
        gt=0,
        le=10_000_000,
    )

    def usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return what each row wants for each bundle class, shape (rows, bundles)."""
        gpus = own.ask_factor[:, None] * typical_gpu_usd_per_month(public.bundles)
        return np.asarray(self.host_usd_per_month(public.bundles) + gpus)

    def _blocks_per_month(self, public: Public) -> float:
        return self.blocks_per_month

    def _gross_up(self, public: Public, denom: str) -> float:
        return 1.0


class CostPlus(DrawnCost):
    """A mark-up on its own cost, the take fee of the denom added on top.

    ask = (1 + markup) x cost / (1 - take rate of the denom), of the cost level, or of a cost drawn for each order.
    """

    kind: ClassVar[str] = "cost_plus"

    markup: float = parameter(
        "what it adds to its cost",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=0.20,
        ge=0.0,
        le=100.0,
    )
    cost_law: Literal["none", "lognormal", "uniform"] = parameter(
        "law of the cost of an order over the cost level (none: every order costs it the level)",
        unit="name",
        source="assumption",
        status="assumed",
        default="none",
    )

    def usd_per_month(self, own: Own, public: Public) -> FloatArray:
        """Return what each row wants for each bundle class, shape (rows, bundles)."""
        return np.asarray((1.0 + self.markup) * self.cost_usd_per_month(own, public))

    def decide(self, own: Own, public: Public, draws: Draws) -> PricingSchedule:
        """Return the asks of each row for each bundle class, and bids in proportion to costs drawn."""
        asks, law = self.usd_per_month(own, public), self.law
        if law is None:
            return self.schedule(asks, public)
        costs = self.costs_at_knots(law)
        return self.schedule(
            asks,
            public,
            cost_over_ask=np.broadcast_to(costs / (1.0 + self.markup), (len(own), costs.size)),
            bid_over_ask=np.broadcast_to(costs, (*asks.shape, costs.size)),
        )
