"""What tenants decide."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from econsim.contracts import DecisionKind
from econsim.decisions import Decision, by_row
from econsim.policies.tenants.view import own_tenants
from econsim.units import FloatArray, IntArray
from econsim.world.bonds import HIGHEST


@dataclass(frozen=True)
class ChoiceSchedule(Decision):
    """Tenants: which bid to take, one entry a row: weights of one linear utility, or the rule that puts tiers first.

    utility = - price_weight x (bid / open-market price of the bundle) + audit_weight x is_audited
    + taste_weight x Gumbel(order, provider) + trust_weight x trust in the provider, from -1 to 1. The bid of highest
    utility wins, among equals that of the lower provider id.

    A row whose `least_uptime` is a number goes by the other rule, whatever its weights: highest audit tier, then up for
    at least that share of the last 30 days, then lowest price, then lower provider id, compared one after the other.

    No provider below `required_level` of verification bids on a row's orders, where the chain has levels; 0 asks for
    none.
    """

    price_weight: FloatArray = by_row(np.float64)
    audit_weight: FloatArray = by_row(np.float64)
    taste_weight: FloatArray = by_row(np.float64)
    trust_weight: FloatArray = by_row(np.float64, default=0.0)
    least_uptime: FloatArray = by_row(np.float64, default=math.nan, least=0.0, most=1.0, may_be_nan=True)
    required_level: IntArray = by_row(np.int64, default=0, least=0, most=HIGHEST)


TENANT_CHOICE = DecisionKind(
    name="tenant_choice",
    population="tenants",
    meaning="which bid to take: the weights of price, audit, taste and trust, or tiers first",
    sees=own_tenants,
    decides=ChoiceSchedule,
)
