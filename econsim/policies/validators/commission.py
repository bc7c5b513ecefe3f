"""Which commission rate a validator asks for by rule of thumb; whether it gets it is the chain's business."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import CommissionEdit
from econsim.policies.validators.reach import is_in_reach, lowest_legal_rate, step_towards
from econsim.units import SECONDS_PER_DAY


class Hold(Policy):
    """Keep the rate it has, for ever."""

    kind: ClassVar[str] = "hold"
    decides: ClassVar[str] = "validator_commission"
    looks_at: ClassVar[tuple[str, ...]] = ()

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Ask for nothing."""
        return CommissionEdit.none(len(own))


class FollowFloor(Policy):
    """Raise the rate to the law's floor as soon as one change can reach it.

    A validator further below the floor than its max change rate, or with a max rate below the floor, is
    locked in: every rate it could reach is refused, so it asks for nothing.
    """

    kind: ClassVar[str] = "follow_floor"
    decides: ClassVar[str] = "validator_commission"
    looks_at: ClassVar[tuple[str, ...]] = (
        "commission_rate",
        "may_change",
        "max_rate",
        "max_change_rate",
        "public.law.staking.min_commission_rate",
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Ask for the floor where it is above the present rate and within reach."""
        floor = public.law.staking.min_commission_rate
        is_asking = own.commission_rate < floor
        if is_asking.any():
            is_asking &= is_in_reach(own, floor)
        return CommissionEdit(np.where(is_asking, floor, np.nan))


class LandGrab(Policy):
    """Buy market share with the lowest rate the law lets one name, then climb to the rate wanted all along.

    It grabs while the campaign lasts (`grab_days` from the start of the run) and its share of stake is below
    `target_stake_share`; otherwise it climbs, one change an epoch at most. It decides from today alone, so a
    share that falls back below the target during the campaign is defended by another cut.
    """

    kind: ClassVar[str] = "land_grab"
    decides: ClassVar[str] = "validator_commission"

    grab_days: float = parameter(
        "length of the campaign", unit="days", source="assumption", status="assumed", default=90.0, ge=0.0, le=100_000.0
    )
    target_stake_share: float = parameter(
        "share of all bonded stake at which the campaign ends",
        unit="fraction",
        source="assumption: five times the average of 100 validators",
        status="assumed",
        default=0.05,
        gt=0.0,
        le=1.0,
    )
    target_rate: float = parameter(
        "commission rate it climbs to afterwards",
        unit="fraction",
        source=f"rate of 47 of 64 validators in {sources.GENESIS_2020}",
        status="assumed",
        default=0.10,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Ask for the lowest rate while grabbing, for one step up afterwards."""
        is_grabbing = (public.seconds < self.grab_days * SECONDS_PER_DAY) & (own.stake_share < self.target_stake_share)
        rate, lowest = own.commission_rate, lowest_legal_rate(public)
        wanted = np.where(is_grabbing, np.minimum(lowest, rate), np.maximum(self.target_rate, rate))
        return CommissionEdit(step_towards(own, public, wanted))
