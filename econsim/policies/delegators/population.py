"""Delegators at the start."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.scenario.values import MOST_AGENTS, Inconsistent, Section

_ROUNDING = 0.0005  # of a share that is written down


class DelegatorPopulation(Section):
    """Delegators: how many, and how unequal."""

    accounts: int = parameter(
        "delegator accounts besides the operators' own",
        unit="accounts",
        source=sources.ASSUMPTION,
        status="assumed",
        gt=0,
        le=MOST_AGENTS,
    )
    size_law: Literal["lognormal", "pareto", "exponential", "uniform"] = parameter(
        "law of the sizes of delegators; its spread follows from what the large ones hold",
        unit="name",
        source="assumption: heavy tails are seen everywhere, which one is not known (econsim/genesis/head_sizes.py)",
        status="assumed",
    )
    large_heads_share: float = parameter(
        "part of the delegators that counts as large",
        unit="fraction",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        ge=0.001,
        le=0.5,
    )
    large_stake_share: float = parameter(
        "part of delegated stake that large delegators hold (70 to 90 % seen)",
        unit="fraction",
        source=sources.DELEGATION_EVIDENCE,
        status="estimated elsewhere",
        ge=0.001,
        le=0.999,
    )
    mean_delegations: float = parameter(
        "validators a delegator uses, mean of a geometric number",
        unit="validators",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1.0,
        le=100.0,
    )
    most_delegations: int = parameter(
        "validators a delegator uses at most",
        unit="validators",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1,
        le=1_000,
    )
    idle_ratio: float = parameter(
        "AKT of delegators that is neither staked nor unbonding, over bonded stake, and their part of heads",
        unit="fraction",
        source="assumption: keeps exits and returns in balance",
        status="assumed",
        ge=0.0,
        lt=1.0,
    )

    tranche_ratio: float = parameter(
        "size of a tranche over bonded stake: a larger holding is moved in equal tranches of at most this",
        unit="fraction",
        source="assumption: with whole holdings no stationary law has the concentration of the table of 2024",
        status="assumed",
        ge=0.00001,
        le=1.0,
    )

    foundation_stake_share: float = parameter(
        "part of delegated stake that belongs to a foundation, taken pro rata at the start (see decision foundation)",
        unit="fraction",
        source="assumption: none in the presets; its delegations are not recorded. Sweep 0, 0.05, 0.1 and 0.2",
        status="assumed",
        ge=0.0,
        le=0.9,
    )
    downtime_half_life_days: float = parameter(
        "time after which half of a validator's time offline is forgotten",
        unit="days",
        source="assumption: explorers show the last month or so; only where `performance_sensitivity` is not 0",
        status="assumed",
        ge=0.1,
        le=10_000.0,
    )

    @model_validator(mode="after")
    def _large_ones_hold_more(self) -> Self:
        if self.large_stake_share < self.large_heads_share:
            message = (
                f"is {self.large_stake_share}; the large hold more than their part of heads, {self.large_heads_share}"
            )
            raise Inconsistent("large_stake_share", message)
        return self

    @model_validator(mode="after")
    def _the_law_can_be_so_unequal(self) -> Self:
        top, (low, high) = self.large_heads_share, self._shares_possible()
        if not low - _ROUNDING <= self.large_stake_share <= high + _ROUNDING:
            message = f"is {self.large_stake_share}; of {self.size_law} sizes the top {top:g} of heads hold "
            message += f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
            raise Inconsistent("large_stake_share", message)
        return self

    def _shares_possible(self) -> tuple[float, float]:
        """Return the least and the most that the large ones can hold by the law of sizes."""
        top = self.large_heads_share
        if self.size_law == "exponential":
            return top * (1.0 - math.log(top)), top * (1.0 - math.log(top))
        return top, 2.0 * top - top**2 if self.size_law == "uniform" else 1.0
