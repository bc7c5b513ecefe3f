"""What delegators do with their staking rewards, and operators with their commission."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np
from pydantic import model_validator

from econsim.columns import Own
from econsim.compiled import njit_borrowing
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.delegators.decisions import RewardUse
from econsim.units import DAYS_PER_MONTH, SECONDS_PER_DAY, UAKT_PER_AKT, BoolArray, FloatArray, IntArray

_EVERYTHING = 2.0**62  # more uakt than there can be


class Never(Policy):
    """Claim nothing: rewards pile up with the validator."""

    kind: ClassVar[str] = "never"
    decides: ClassVar[str] = "reward_use"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> RewardUse:
        """Leave everything unclaimed."""
        return RewardUse.none(len(own))


class Periodic(Policy):
    """Claim every n days, each delegator on its own day; restake a share, sell a share, keep the rest.

    Delegator i claims at days n (phase_i + 0, 1, 2, ...) with a lasting uniform phase; an epoch in which such
    a moment falls has one claim. Operators sell their commission up to what operation has cost since the last
    claim: cost_usd_per_month x days / days_per_month / akt_price, and keep the rest.
    """

    kind: ClassVar[str] = "periodic"
    decides: ClassVar[str] = "reward_use"

    claim_every_days: float = parameter(
        "time between two claims of a delegator",
        unit="days",
        source="assumption",
        status="assumed",
        default=30.0,
        gt=0.0,
        le=100_000.0,
    )
    restaked_share: float = parameter(
        "share of claimed rewards delegated again to the validator they came from",
        unit="fraction",
        source="assumption, range 0 to .8",
        status="assumed",
        default=0.2,
        ge=0.0,
        le=1.0,
    )
    sold_share: float = parameter(
        "share of claimed rewards sold for USD",
        unit="fraction",
        source="assumption",
        status="assumed",
        default=0.6,
        ge=0.0,
        le=1.0,
    )

    @model_validator(mode="after")
    def _shares_fit(self) -> Self:
        if self.restaked_share + self.sold_share > 1.0 + 1e-12:
            raise ValueError(f"restaked {self.restaked_share} and sold {self.sold_share} exceed 1 together")
        return self

    def decide(self, own: Own, public: Public, draws: Draws) -> RewardUse:
        """Claim where a claim moment falls into this epoch."""
        end_seconds = public.seconds + public.epoch_seconds
        begin, end = public.seconds / SECONDS_PER_DAY, end_seconds / SECONDS_PER_DAY
        phase, cost = draws.lasting_uniform("claim day"), own.operating_cost_usd_per_month
        is_claiming, sold_uakt = np.empty(len(own), np.bool_), np.zeros(len(own), np.int64)
        _claim(is_claiming, sold_uakt, phase, cost, begin, end, self.claim_every_days, public.akt_price_usd)
        return RewardUse(is_claiming, np.asarray(self.restaked_share), np.asarray(self.sold_share), sold_uakt)


@njit_borrowing
def _claim(
    is_claiming: BoolArray,
    sold_uakt: IntArray,
    phase: FloatArray,
    cost_usd_per_month: FloatArray,
    begin: float,
    end: float,
    every_days: float,
    price_usd: float,
) -> None:
    """Note who claims in the days from begin to end, and the commission that pays for their operation since [uakt].

    Claims fall on the days (phase + 0, 1, 2, ...) x every_days.
    """
    for row in range(phase.size):
        n_claims = np.ceil(end / every_days - phase[row]) - np.ceil(begin / every_days - phase[row])
        is_claiming[row] = n_claims > 0.0
        if is_claiming[row] and cost_usd_per_month[row] > 0.0:
            days_of_cost = min(n_claims * every_days, end)
            cost_usd = cost_usd_per_month[row] * days_of_cost / DAYS_PER_MONTH
            sold_uakt[row] = np.int64(min(cost_usd / price_usd * UAKT_PER_AKT, _EVERYTHING))
