"""Nodes that could be put up: how many there are, what they cost, how long they take and last.

Costs are not observed. What a GPU-hour costs its owner, the return that it asks included, over what one earned at the
start is lognormal; those for whom it is below 1 have come in, and they are the nodes of the start. So a market in which
GPUs earn what they earned is at rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import FROZEN, Fraction, Name, Seconds, Section, sums_to_one
from econsim.units import HOURS_PER_YEAR


class SupplyPopulation(Section):
    """Projects: the nodes of the start, and those that could be put up."""

    potential_ratio: float = parameter(
        "GPUs of a model that are there or could be put up, over those installed at the start",
        unit="1",
        source=f"{sources.ASSUMPTION}; sweep 2, 5, 20",
        status="assumed",
        gt=1.0,
        le=100.0,
    )
    cost_log_sd: float = parameter(
        "spread of what a GPU-hour costs over what one earned at the start, standard deviation of the logarithm",
        unit="1",
        source=f"{sources.ASSUMPTION}; sweep .15, .3, .6",
        status="assumed",
        gt=0.0,
        le=3.0,
    )
    newcomer_share: float = parameter(
        "part of the nodes to come that newcomers would put up, each its one; the rest is of providers with GPUs",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    hurdle_per_year: float = parameter(
        "return that owners ask of their capital",
        unit="1/year",
        source=f"{sources.ASSUMPTION}; sweep x .5 and 2",
        status="assumed",
        gt=0.0,
        le=10.0,
    )
    life_years: float = parameter(
        "life of a node; at its end its owner puts up another or gives up",
        unit="years",
        source=f"{sources.ASSUMPTION}; sweep x .5 and 2",
        status="assumed",
        ge=0.01,
        le=100.0,
    )
    power_usd_per_kwh: float = parameter(
        "price of power, of which a GPU draws its board power at all hours",
        unit="USD/kWh",
        source=f"{sources.ASSUMPTION}; sweep x .5 and 2",
        status="assumed",
        ge=0.0,
        le=10.0,
    )
    delivery_lag: Seconds = parameter(
        "time from the order of a node to its first lease; the beginning of the next epoch at the earliest",
        unit="s",
        source=f"{sources.ASSUMPTION}; sweep 0, 30, 90, 180 days",
        status="assumed",
        ge=0.0,
    )
    reserve_days: float = parameter(
        "days of costs that owners bring as cash when a node is listed",
        unit="days",
        source=f"{sources.ASSUMPTION}; sweep x .5 and 2",
        status="assumed",
        ge=0.0,
        le=10_000.0,
    )
    resale_ratio: float = parameter(
        "what resold machines bring over what is left of their price on a straight line",
        unit="fraction",
        source=f"{sources.ASSUMPTION}; sweep .25, .5, .75",
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    memory_half_life: Seconds = parameter(
        "time after which half of what owners know of earnings and use is newer",
        unit="s",
        source=f"{sources.ASSUMPTION}; sweep 30, 60, 180 days",
        status="assumed",
        ge=3600.0,
    )

    rented_share: float = parameter(
        "part of the providers that rent spot instances of a hyperscaler, and own no machines",
        unit="fraction",
        source=f"{sources.ASSUMPTION}; who rents is not known",
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    hyperscalers: Annotated[Mapping[Name, Fraction], Field(min_length=1), FROZEN] = parameter(
        "of whom they rent",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
    )

    @model_validator(mode="after")
    def _somebody_rents_out(self) -> Self:
        sums_to_one("hyperscalers", self.hyperscalers)
        return self

    @property
    def capital_usd_per_usd_per_hour(self) -> float:
        """Return the price of machines that cost one USD an hour: the annuity of the hurdle over the life [hours]."""
        annuity_years = -math.expm1(-self.life_years * math.log1p(self.hurdle_per_year)) / self.hurdle_per_year
        return HOURS_PER_YEAR * annuity_years
