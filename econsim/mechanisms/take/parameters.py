"""Parameters of x/take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import FROZEN, Inconsistent, Section
from econsim.world.money import Denom

_Percent = Annotated[int, Field(ge=0, le=100)]


class Take(Section):
    """x/take: the fee on payouts to providers, paid into the community pool."""

    default_take_rate: int = parameter(
        "fee on payouts in a denom that has no rate of its own",
        unit="whole percent of a payout",
        source=f"{sources.API_TAKE}; {sources.AEP_24}",
        status="from code",
        chain_key="take/DefaultTakeRate",
        ge=0,
        le=100,
    )
    denom_take_rates: Annotated[Mapping[Denom, _Percent], FROZEN] = parameter(
        "fee on payouts in a denom, by denom",
        unit="whole percent of a payout",
        source=f"{sources.API_TAKE}; {sources.AEP_24}, item 2 (4 % was announced, 2 % shipped)",
        status="from code",
        chain_key="take/DenomTakeRates",
    )

    @model_validator(mode="after")
    def _has_uakt(self) -> Self:
        if "uakt" not in self.denom_take_rates:
            raise Inconsistent("denom_take_rates", "has no uakt; the chain requires a rate for it")
        return self
