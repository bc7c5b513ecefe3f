"""A policy to copy. It is no part of the catalogue: files whose names begin with an underscore are left out.

The story: a validator that did not earn its running cost in the last epoch asks for a little more commission.
Told twice: `CoverCosts` decides for all rows at once, `CoverCostsOneByOne` for one agent at a time. Both
decide the same; keep whichever you like better. docs/write_a_policy.md goes through it line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np

from econsim.columns import Own
from econsim.contracts import OneByOne, Policy, Public, parameter
from econsim.draws import Draws
from econsim.policies.validators.decisions import CommissionEdit
from econsim.units import DAYS_PER_MONTH, UAKT_PER_AKT

# Parameters: each says what it means, its unit, where its number is from, how sure it is, what is allowed.
_STEP = parameter(
    "raise asked for at a time",
    unit="fraction",
    source="assumption",
    status="assumed",
    default=0.01,
    gt=0.0,
    le=1.0,
)
_BOLDNESS = parameter(
    "probability that a validator short of money asks in an epoch",
    unit="fraction",
    source="assumption",
    status="assumed",
    default=0.5,
    ge=0.0,
    le=1.0,
)


class CoverCosts(Policy):
    """Ask for one step more commission while that of the last epoch does not pay the running cost."""

    kind: ClassVar[str] = "cover_costs"  # its name in scenario files
    decides: ClassVar[str] = "validator_commission"  # the decision it makes, a key of `policies:`

    step: float = _STEP
    boldness: float = _BOLDNESS

    def decide(self, own: Own, public: Public, draws: Draws) -> CommissionEdit:
        """Return the rate each row asks for; NaN asks for nothing."""
        # `own`: own columns, one entry a row.  `public`: what everybody sees.  Both are read-only.
        income_usd = own.commission_income_uakt_per_day / UAKT_PER_AKT * public.akt_price_usd
        cost_usd = own.operating_cost_usd_per_month / DAYS_PER_MONTH
        # Draws are asked for by purpose: the same purpose in the same epoch gives the same draws.
        is_asking = (income_usd < cost_usd) & (draws.uniform("boldness") < self.boldness)
        return CommissionEdit(np.where(is_asking, np.minimum(own.commission_rate + self.step, 1.0), np.nan))


class CoverCostsOneByOne(OneByOne):
    """The same, told for one validator."""

    kind: ClassVar[str] = "cover_costs_one_by_one"
    decides: ClassVar[str] = "validator_commission"
    decision: ClassVar[type[CommissionEdit]] = CommissionEdit

    step: float = _STEP
    boldness: float = _BOLDNESS

    def decide_one(self, agent: SimpleNamespace, public: Public, draws: Callable[[str], float]) -> Mapping[str, Any]:
        """Return the rate this validator asks for."""
        income_usd = agent.commission_income_uakt_per_day / UAKT_PER_AKT * public.akt_price_usd
        cost_usd = agent.operating_cost_usd_per_month / DAYS_PER_MONTH
        if income_usd < cost_usd and draws("boldness") < self.boldness:
            return {"commission_rate": min(agent.commission_rate + self.step, 1.0)}
        return {"commission_rate": np.nan}
