"""How tenants of a class search: how long an order waits, what they try when it was in vain, what they post again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import Frozen, parameter
from econsim.scenario.frozen_map import FrozenMap
from econsim.scenario.values import FROZEN, Fraction, Inconsistent, Section

LEAVE = "leave"  # the share of a second choice that takes no other model
_LONGEST_HOURS = 1_000_000.0
_Shares = Annotated[Mapping[str, Fraction], Field(min_length=1), FROZEN]


class Patience(Section):
    """How long an order that has no bid stays open."""

    kind: Literal["none", "exponential", "fixed", "endless"] = parameter(
        "law of the time that an order without a bid stays open: closes at once, exponential, fixed, never closes",
        unit="law",
        source=sources.ASSUMPTION,
        status="assumed",
        default="none",
    )
    hours: float | None = parameter(
        "that time, the mean of an exponential one",
        unit="hours",
        source=sources.ASSUMPTION,
        status="assumed",
        default=None,
        gt=0.0,
        le=_LONGEST_HOURS,
    )

    @model_validator(mode="after")
    def _has_hours_where_it_ends(self) -> Self:
        ends = self.kind in ("exponential", "fixed")
        if ends and self.hours is None:
            raise Inconsistent("hours", f"is missing; patience of kind '{self.kind}' takes hours")
        if not ends and self.hours is not None:
            raise Inconsistent("hours", f"is given, and patience of kind '{self.kind}' takes none; remove it")
        return self


class Search(Frozen):
    """What tenants of a class do when an order finds no lease, or a lease ends before its time."""

    patience: Patience = Patience()
    retries: int = parameter(
        "how often an order is posted again at most that found no room, no fitting ask or no provider with a deposit",
        unit="orders",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0,
        ge=0,
        le=1_000,
    )
    retry_share: float = parameter(
        "part of such orders that are posted again after a wait",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=1.0,
        ge=0.0,
        le=1.0,
    )
    retry_hours: float = parameter(
        "mean of that wait, exponential",
        unit="hours",
        source=sources.ASSUMPTION,
        status="assumed",
        default=24.0,
        gt=0.0,
        le=_LONGEST_HOURS,
    )
    second_choice: Annotated[Mapping[str, _Shares], FROZEN] = parameter(
        "by GPU model that was in vain: how likely the tenant takes each other model instead, or leaves (`leave`)",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=FrozenMap({}),
    )
    one_at_a_time: bool = parameter(
        "true: what comes up while a tenant has an open order, a return to come or a lease is passed over",
        unit="flag",
        source=sources.OURS,
        status="choice",
        default=False,
    )
    least_uptime: float = parameter(
        "uptime of all GPU nodes over the last 30 days below which nothing is wanted of the market",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    lock_in_share: float = parameter(
        "part of what its tenants need that cannot leave its present cloud: it never comes to the market",
        unit="fraction",
        source="assumption: none; `orders_per_day` counts what has come",
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    reopen_share: float = parameter(
        "part of leases ended by a failure, by the provider or on its notice that are posted again for the time left",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=1.0,
        ge=0.0,
        le=1.0,
    )

    @model_validator(mode="after")
    def _nobody_chooses_twice_the_same(self) -> Self:
        for model, shares in self.second_choice.items():
            if model in shares:
                raise Inconsistent(f"second_choice.{model}.{model}", "is the model itself; give shares of other models")
        return self
