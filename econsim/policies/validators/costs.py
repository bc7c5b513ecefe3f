"""Commission rates that answer costs, and commission that is handed back."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from econsim import sources
from econsim.columns import Own
from econsim.contracts import Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import CommissionEdit
from econsim.policies.validators.reach import step_towards
from econsim.units import DAYS_PER_MONTH, UAKT_PER_AKT


class ProfitTarget(Policy):
    """Ask for the rate at which the stake of today pays for operation and a margin, in whole steps, rounded up.

    rate = (1 + margin) x cost / (what its stake earns, commission and rewards, at today's price): full-cost pricing
    (Hall, Hitch 1939, Price Theory and Business Behaviour, Oxford Economic Papers 2). Nothing where it earns nothing.
    """

    kind: ClassVar[str] = "profit_target"
    decides: ClassVar[str] = "validator_commission"

    margin: float = parameter(
        "profit over the cost of operation",
        unit="fraction",
        source=sources.ASSUMPTION,
        status="assumed",
        default=0.2,
        ge=0.0,
        le=100.0,
    )
    step: float = parameter(
        "rates are whole multiples of this",
        unit="fraction",
        source=f"assumption: most rates are whole per cents in {sources.VALIDATORS_2024}",
        status="assumed",
        default=0.01,
        ge=1e-6,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Move to the target, up or down."""
        gross_usd = own.allocated_uakt_per_day / UAKT_PER_AKT * public.akt_price_usd
        cost_usd = (1.0 + self.margin) * own.operating_cost_usd_per_month / DAYS_PER_MONTH
        target = np.divide(cost_usd, gross_usd, out=np.full(len(own), np.nan), where=gross_usd > 0.0)
        n_steps = np.ceil(np.round(np.minimum(target, own.max_rate) / self.step, 9))
        wanted = np.minimum(n_steps * self.step, own.max_rate)
        return CommissionEdit(step_towards(own, public, np.where(gross_usd > 0.0, wanted, own.commission_rate)))


class Rebate(Policy):
    """Keep the rate and hand back what it charges above the one it had at genesis: the way around a floor.

    The share of commission handed back is handed_back x (1 - rate at genesis / rate), agreed with delegators off chain.
    """

    kind: ClassVar[str] = "rebate"
    decides: ClassVar[str] = "validator_commission"

    handed_back: float = parameter(
        "part of the commission above the rate at genesis that delegators get back",
        unit="fraction",
        source=f"{sources.ASSUMPTION}: all of it, which undoes a floor",
        status="assumed",
        default=1.0,
        ge=0.0,
        le=1.0,
    )

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Ask for no rate, and agree on the rebate."""
        rate = own.commission_rate
        kept = np.divide(own.rate_at_genesis, rate, out=np.ones(len(own)), where=rate > own.rate_at_genesis)
        return CommissionEdit(np.full(len(own), np.nan), self.handed_back * (1.0 - kept))
