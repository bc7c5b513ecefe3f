"""Who is no agent: the other side of every trade in AKT."""

from __future__ import annotations

import math
from typing import Self

from pydantic import model_validator

from econsim.contracts import parameter
from econsim.scenario.values import Inconsistent, Section
from econsim.world.price_impact import PriceImpact


class OutsideTrade(Section):
    """How trade moves the AKT price, and what others trade; by default it is nature's, whatever is traded."""

    akt_depth_usd: float | None = parameter(
        "market depth: net purchases of AKT that move its price up by 1 %, for good; null: no trade moves it",
        unit="USD",
        source="assumption: no order books were read. Sweep 20,000, 100,000 and 500,000",
        status="assumed",
        default=None,
        ge=1.0,
        le=1e12,
    )
    akt_purchases_usd_per_day: float = parameter(
        "net purchases of AKT by who is no agent, beside what agents trade (below 0: sales); they move the price only",
        unit="USD/day",
        source="assumption: none; 1,000 shows by how much agents answer to it",
        status="assumed",
        default=0.0,
        ge=-1e8,
        le=1e8,
    )

    @model_validator(mode="after")
    def _has_a_price_to_move(self) -> Self:
        if self.akt_purchases_usd_per_day and self.akt_depth_usd is None:
            message = f"is {self.akt_purchases_usd_per_day:g}; it moves nothing unless akt_depth_usd is given"
            raise Inconsistent("akt_purchases_usd_per_day", message)
        return self

    def price_impact(self) -> PriceImpact:
        """Return the market that trade will move, not moved yet."""
        depth_usd = math.inf if self.akt_depth_usd is None else self.akt_depth_usd
        return PriceImpact(depth_usd, self.akt_purchases_usd_per_day)
