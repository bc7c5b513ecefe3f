"""What tenants decide."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from econsim.contracts import DecisionKind
from econsim.decisions import Decision, by_row
from econsim.policies.tenants.view import own_tenants
from econsim.units import FloatArray


@dataclass(frozen=True)
class ChoiceSchedule(Decision):
    """Tenants: the weights of one linear utility over bids, one a row; the bid of highest utility wins.

    utility = - price_weight x (bid / open-market price of the bundle) + audit_weight x is_audited
    + taste_weight x Gumbel(order, provider) + trust_weight x trust in the provider, from -1 to 1. Ties go to the lower
    provider id.
    """

    price_weight: FloatArray = by_row(np.float64)
    audit_weight: FloatArray = by_row(np.float64)
    taste_weight: FloatArray = by_row(np.float64)
    trust_weight: FloatArray = by_row(np.float64, default=0.0)


TENANT_CHOICE = DecisionKind(
    name="tenant_choice",
    population="tenants",
    meaning="which bid to take: the weights of price, audit, taste and trust",
    sees=own_tenants,
    decides=ChoiceSchedule,
)
