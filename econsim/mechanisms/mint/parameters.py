"""Parameters of x/mint."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar, Literal, NamedTuple, Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import Inconsistent, Section


class MintTerms(NamedTuple):
    """The numbers of the law of mint, for compiled code."""

    inflation_min: float
    inflation_max: float
    goal_bonded: float
    inflation_rate_change: float
    blocks_per_year: int


class Mint(Section):
    """x/mint: how much is issued, and how inflation follows the bonded ratio."""

    not_read_yet: ClassVar[frozenset[str]] = frozenset({"mint_denom"})

    inflation_min: float = parameter(
        "lowest inflation",
        unit="1/year",
        source=sources.PROP_211,
        status="from code",
        chain_key="mint/InflationMin",
        ge=0.0,
        le=1.0,
    )
    inflation_max: float = parameter(
        "highest inflation",
        unit="1/year",
        source="forum.akash.network/t/4546 (25 -> 15 %), unchanged until Props 240 and 241",
        status="from code",
        chain_key="mint/InflationMax",
        ge=0.0,
        le=1.0,
    )
    inflation_rate_change: float = parameter(
        "most that inflation moves in a year: at nothing bonded",
        unit="1/year",
        source="forum.akash.network/t/410; the supply data of 2023 exclude 0.13; " + sources.COIN_METRICS,
        status="from code",
        chain_key="mint/InflationRateChange",
        ge=0.0,
        le=1.0,
    )
    goal_bonded: float = parameter(
        "bonded ratio at which inflation rests",
        unit="fraction",
        source=f"{sources.GENESIS_2020}; forum.akash.network/t/410",
        status="from code",
        chain_key="mint/GoalBonded",
        ge=0.01,
        le=1.0,
    )
    blocks_per_year: int = parameter(
        "blocks over which a year's inflation is spread (nominal, 6.0 s each)",
        unit="blocks",
        source=f"{sources.GENESIS_2020}; fits the supply data of 2023, {sources.COIN_METRICS}",
        status="from code",
        chain_key="mint/BlocksPerYear",
        ge=100_000,
        le=10**9,
    )
    mint_denom: Literal["uakt"] = parameter(
        "denom that is minted",
        unit="denom",
        source=sources.GENESIS_2020,
        status="from code",
        chain_key="mint/MintDenom",
    )

    @cached_property
    def terms(self) -> MintTerms:
        """Return the numbers of this law."""
        return MintTerms(*(getattr(self, name) for name in MintTerms._fields))

    @model_validator(mode="after")
    def _bounds_in_order(self) -> Self:
        if self.inflation_min > self.inflation_max:
            raise Inconsistent("inflation_min", f"is {self.inflation_min}; above inflation_max {self.inflation_max}")
        return self
