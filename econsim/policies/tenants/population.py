"""Tenants at the start: classes, what they want, how they pay and remember."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from econsim import sources
from econsim.contracts import parameter
from econsim.policies.tenants.open_market import OpenMarketRates
from econsim.policies.tenants.paying_in_act import PayingInAct
from econsim.policies.tenants.provider_trust import ProviderTrust
from econsim.policies.tenants.search import Search
from econsim.scenario.values import (
    FROZEN,
    MOST_AGENTS,
    Count,
    Fraction,
    Inconsistent,
    Name,
    Seconds,
    Section,
    Whole,
    sums_to_one,
)
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR

_HOURS_PER_DAY = SECONDS_PER_DAY / SECONDS_PER_HOUR
_Shares = Annotated[Mapping[Count, Fraction], Field(min_length=1), FROZEN]


class TenantClass(Search):
    """One class of tenants: how often it wants what, for how long. It asks for GPUs or for threads, not both."""

    accounts_share: float = parameter(
        "part of the tenants", unit="fraction", source=sources.ASSUMPTION, status="assumed", gt=0.0, le=1.0
    )
    orders_per_day: float = parameter(
        "orders wanted by the whole class at the start, at the reference price of the reservation law",
        unit="orders/day",
        source=f"{sources.CALIBRATED}; the split among classes on CPUs and among those on GPUs is an assumption",
        status="fitted",
        ge=0.0,
        le=1_000_000.0,
    )
    lease_days: float = parameter(
        "mean length of a lease, short ones included",
        unit="days",
        source=f"{sources.CALIBRATED}; of classes on GPUs an assumption",
        status="fitted",
        ge=0.001,
        le=10_000.0,
    )
    lease_log_sd: float = parameter(
        "spread of the length of a lease that is not short, standard deviation of its logarithm",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=3.0,
    )
    short_share: float = parameter(
        "part of leases that are short", unit="fraction", source=sources.ASSUMPTION, status="assumed", ge=0.0, lt=1.0
    )
    threads: _Shares | None = parameter(
        "CPU threads asked for: how likely each number",
        unit="fraction",
        source=f"{sources.CALIBRATED} (the weight of 8 threads in the class `web`; the others are an assumption)",
        status="fitted",
        default=None,
    )
    memory_gib_per_thread: Whole | None = parameter(
        "memory asked for", unit="GiB/thread", source=sources.ASSUMPTION, status="assumed", default=None
    )
    storage_gib_per_thread: Whole | None = parameter(
        "storage asked for", unit="GiB/thread", source=sources.ASSUMPTION, status="assumed", default=None
    )
    gpus: _Shares | None = parameter(
        "GPUs asked for on one node: how likely each number",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=None,
    )
    gpu_models: Annotated[Mapping[str, Fraction], Field(min_length=1), FROZEN] | None = parameter(
        "GPU model asked for: how likely each",
        unit="fraction",
        source=f"{sources.CALIBRATED} (the A100's weight; the others are an assumption)",
        status="fitted",
        default=None,
    )
    threads_per_gpu: Whole | None = parameter(
        "CPU threads asked for beside", unit="threads/GPU", source=sources.ASSUMPTION, status="assumed", default=None
    )
    memory_gib_per_gpu: Whole | None = parameter(
        "memory asked for beside", unit="GiB/GPU", source=sources.ASSUMPTION, status="assumed", default=None
    )
    storage_gib_per_gpu: Whole | None = parameter(
        "storage asked for beside", unit="GiB/GPU", source=sources.ASSUMPTION, status="assumed", default=None
    )

    @model_validator(mode="after")
    def _asks_for_one_kind_of_thing(self) -> Self:
        of_cpu = ("threads", "memory_gib_per_thread", "storage_gib_per_thread")
        of_gpu = ("gpus", "gpu_models", "threads_per_gpu", "memory_gib_per_gpu", "storage_gib_per_gpu")
        given = [name for name in (*of_cpu, *of_gpu) if getattr(self, name) is not None]
        wanted = of_gpu if any(name in of_gpu for name in given) else of_cpu
        if tuple(given) != wanted:
            absent = [name for name in wanted if name not in given]
            extra = [name for name in given if name not in wanted]
            at = (extra or [""])[0]
            what = f"is not for a class that asks for {wanted[0]}" if extra else f"lacks {', '.join(absent)}"
            raise Inconsistent(at, what)
        for name in ("threads", "gpus", "gpu_models"):
            sums_to_one(name, getattr(self, name) or {1: 1.0})
        for model, shares in self.second_choice.items():
            sums_to_one(f"second_choice.{model}", shares)
        if self.second_choice and not self.gpus:
            raise Inconsistent("second_choice", f"is for classes that ask for GPUs, and this one asks for {wanted[0]}")
        return self


class TenantPopulation(Section):
    """Tenants: accounts that want leases."""

    accounts: int = parameter(
        "tenants at the start",
        unit="accounts",
        source=sources.ASSUMPTION,
        status="assumed",
        gt=0,
        le=MOST_AGENTS,
    )
    adoption_per_day: float = parameter(
        "tenants that come to Akash, evenly",
        unit="accounts/day",
        source=sources.CALIBRATED,
        status="fitted",
        ge=0.0,
        le=100_000.0,
    )
    activity_log_sd: float = parameter(
        "spread of tenants' own order rates, standard deviation of the logarithm",
        unit="1",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=3.0,
    )
    bid_wait_blocks: int = parameter(
        "time an order waits for bids before the tenant chooses",
        unit="blocks",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1,
        le=100_000,
    )
    deposit_time: Seconds = parameter(
        "time that a deposit pays for, unless the chain's minimum is more",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1.0,
    )
    top_up_period: Seconds = parameter(
        "time between two top-ups of a running lease's escrow",
        unit="s",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=1.0,
    )
    forget_top_up_ratio: float = parameter(
        "part of top-ups that are forgotten",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    uusdc_share: float = parameter(
        "part of the orders that would pay in USDC; where one denom only is accepted, all pay in that",
        unit="fraction",
        source=sources.CALIBRATED,
        status="fitted",
        ge=0.0,
        le=1.0,
    )
    act: PayingInAct = PayingInAct()
    short_lease_hours: float = parameter(
        "mean length of a short lease", unit="hours", source=sources.ASSUMPTION, status="assumed", ge=0.01, le=10_000.0
    )
    standing_takeover_time: Seconds = parameter(
        "time over which the CPU leases that run already at the start are taken over, one by one",
        unit="s",
        source="assumption: all at once would leave no provider room to bid",
        status="assumed",
        ge=1.0,
    )
    trust_at_start: float = parameter(
        "trust of every tenant in the market before its first order: the share of its intentions it acts on",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    trust_gain: float = parameter(
        "part of missing trust gained by an order that becomes a lease",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    trust_loss: float = parameter(
        "part of trust lost by an order for which nobody has room, or the deposit of a bid",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        ge=0.0,
        le=1.0,
    )
    failure_trust_loss: float = parameter(
        "part of trust lost by a lease that fails or that its provider closes",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.0,
        ge=0.0,
        le=1.0,
    )
    provider_trust: ProviderTrust = ProviderTrust()
    heeds_notice: float = parameter(
        "part of the leases that would run into a maintenance whose tenants leave when they are told of it",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.5,
        ge=0.0,
        le=1.0,
    )
    open_market_usd_per_month: OpenMarketRates
    classes: Annotated[Mapping[Name, TenantClass], Field(min_length=1), FROZEN]

    @model_validator(mode="after")
    def _classes_are_everybody(self) -> Self:
        sums_to_one("classes", {name: kind.accounts_share for name, kind in self.classes.items()}, "accounts_share")
        for name, kind in self.classes.items():
            if kind.lease_days <= kind.short_share * self.short_lease_hours / _HOURS_PER_DAY:
                at = f"classes.{name}.lease_days"
                raise Inconsistent(at, f"is {kind.lease_days:g}; its short leases alone last as long on average")
        return self
