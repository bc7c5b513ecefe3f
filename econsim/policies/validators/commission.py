"""Which commission rate a validator asks for; whether it gets it is the chain's business.

A validator knows the rules every operator can look up: one change in 24 hours, a raise of at most its own max
change rate, never above its own max rate (cosmos/cosmos-sdk x/staking/types/commission.go @9abd946), and no
rate below `min_commission_rate` where the release refuses such a message (akash-network/node
app/decorators/min_commision.go @149f22e701ec9f4fd796e4b416879cd8d91d16e0).
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import CommissionEdit
from econsim.units import SECONDS_PER_DAY, SECONDS_PER_HOUR, BoolArray, FloatArray
from econsim.world.commission import (
    DECIMALS_OF_A_RATE,
    SECONDS_BETWEEN_EDITS,
    highest_reachable_rate,
    lowest_rate_of_an_edit,
)

_TOLERANCE = 0.5 * 10.0**-DECIMALS_OF_A_RATE


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

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Ask for the floor where it is above the present rate and within reach."""
        floor = np.full(len(own), public.law.staking.min_commission_rate)
        is_asking = own.commission_rate < floor
        if is_asking.any():
            is_asking &= _is_in_reach(own, floor)
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
        rules = public.release.rules
        lowest = lowest_rate_of_an_edit(public.law.staking.min_commission_rate, rules.edit_below_floor_refused)
        is_grabbing = (public.seconds < self.grab_days * SECONDS_PER_DAY) & (own.stake_share < self.target_stake_share)
        step_up = np.minimum(_highest(own), self.target_rate)
        wanted = np.round(np.where(is_grabbing, lowest, step_up), DECIMALS_OF_A_RATE)
        is_better = np.where(is_grabbing, wanted < own.commission_rate, wanted > own.commission_rate)
        is_asking = is_better & (wanted >= lowest) & _is_in_reach(own, wanted)
        return CommissionEdit(np.where(is_asking, wanted, np.nan))


def _is_in_reach(own: Own, wanted: Any) -> BoolArray:
    """Return which rows may take the wanted rate now, by max rate, max change rate and the 24 hours."""
    is_rested = own.hours_since_change >= SECONDS_BETWEEN_EDITS / SECONDS_PER_HOUR
    return np.asarray(is_rested & (wanted <= _highest(own) + _TOLERANCE))


def _highest(own: Own) -> FloatArray:
    return np.asarray(highest_reachable_rate(own.commission_rate, own.max_rate, own.max_change_rate))
