"""What operators do whose commission does not pay: save on operation, give up; and who comes in where it would pay."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import Operation
from econsim.policies.validators.operation import may_come_back
from econsim.units import DAYS_PER_MONTH, UAKT_PER_AKT, BoolArray, FloatArray


class CutCornersWhenUnprofitable(Policy):
    """Spend less than the cost of operation where commission does not pay it: min(1, income / cost)^exponent of it.

    Income is what today's stake earns at today's rate, net of rebates, at today's price. Who is not in the set spends
    all. What it does to uptime is nature's (`neglect_hours_per_month` of validator_outages; 0: nothing).
    """

    kind: ClassVar[str] = "cut_corners_when_unprofitable"
    decides: ClassVar[str] = "validator_operation"

    exponent: float = parameter(
        "by what power of income over cost spending falls: 0.5 is a weak link, 1 a strong one",
        unit="1",
        source="assumption: an article of October 2023 says that a floor makes validators reliable; no figure is known",
        status="assumed",
        default=0.5,
        ge=0.0,
        le=10.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> Operation:
        """Spend what income allows, and come back from jail when possible."""
        covered = np.minimum(_income_over_cost(own, public), 1.0) ** self.exponent
        return Operation(may_come_back(own), np.where(own.is_bonded, covered, 1.0))


class LeaveWhenUnprofitable(Policy):
    """Give up for good after so many days on end in which commission has not paid for operation."""

    kind: ClassVar[str] = "leave_when_unprofitable"
    decides: ClassVar[str] = "validator_operation"

    patience_days: float = parameter(
        "days on end for which it bears a loss, or waits for a profit",
        unit="days",
        source=sources.ASSUMPTION,
        status="assumed",
        default=30.0,
        ge=0.0,
        le=10_000.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> Operation:
        """Leave after the days of patience, and come back from jail until then."""
        return Operation(may_come_back(own), is_leaving=self.gives_up(own))

    def gives_up(self, own: Own) -> BoolArray:
        """Return who is in the set and has borne a loss for long enough."""
        return np.asarray(own.is_bonded & (own.days_covered < 0.0) & (own.days_covered <= -self.patience_days))


class EnterAndLeave(LeaveWhenUnprofitable):
    """Give up like `leave_when_unprofitable`; a candidate comes in where the last seat would have paid for as long.

    It brings what its own bond lacks, if that is not too much for it: free entry (Marshall 1890, Principles of
    Economics, book V).
    """

    kind: ClassVar[str] = "enter_and_leave"

    most_bond_akt: float = parameter(
        "what it brings at most to have the last seat",
        unit="AKT",
        source=sources.ASSUMPTION,
        status="assumed",
        default=100_000.0,
        ge=0.0,
        le=1e10,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> Operation:
        """Leave, or come in, after the days of patience."""
        validators = public.validators
        last_uakt = np.min(validators.stake_uakt, where=validators.is_bonded, initial=np.iinfo(np.int64).max)
        is_affordable = last_uakt - own.stake_uakt < self.most_bond_akt * UAKT_PER_AKT
        is_waiting = ~own.is_bonded & ~own.is_jailed & (own.days_covered > 0.0)
        is_entering = is_waiting & is_affordable & (own.days_covered >= self.patience_days)
        return Operation(may_come_back(own), is_leaving=self.gives_up(own), is_entering=is_entering)


def _income_over_cost(own: Own, public: Public) -> FloatArray:
    """Return commission over the cost of operation; endless where operation costs nothing."""
    income_usd = own.allocated_uakt_per_day * own.net_commission_rate / UAKT_PER_AKT * public.akt_price_usd
    cost_usd = own.operating_cost_usd_per_month / DAYS_PER_MONTH
    return np.asarray(np.divide(income_usd, cost_usd, out=np.full(len(own), np.inf), where=cost_usd > 0.0))
