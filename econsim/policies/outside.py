"""Who is no agent: the other side of every trade in AKT, and the clouds that tenants may turn to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.values import FROZEN, Inconsistent, Seconds, Section
from econsim.world.price_impact import PriceImpact

_Gpus = Annotated[int, Field(ge=0, le=100_000)]


class Outside(Section):
    """How trade moves the AKT price, what others trade, and how much room there is elsewhere.

    By default the price is nature's, whatever is traded, and there is room for everybody.
    """

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

    gpus_elsewhere: Annotated[Mapping[str, _Gpus], FROZEN] = parameter(
        "by GPU model: GPUs elsewhere for who finds no lease and would pay the open-market price; the others: no limit",
        unit="GPUs",
        source=sources.ASSUMPTION,
        status="assumed",
        default=FrozenMap({}),
    )
    comes_back_share: float = parameter(
        "part of those who find no room elsewhere either that post their order again after a wait; the rest is lost",
        unit="fraction",
        source="assumption: a half is as good as any other share; sweep 0 to 1",
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1.0,
    )
    comes_back_time: Seconds = parameter(
        "mean of that wait, exponential",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        default=86_400.0,
        ge=1.0,
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
