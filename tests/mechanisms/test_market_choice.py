"""Policies of choice in the market itself: who wins orders under each, with hand-made bids."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from econsim.contracts import Policy
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.choice import Logit, Random
from econsim.units import MICRO
from tests.mechanisms.market_worlds import habits, money_log, one_room_world, open_for
from tests.policies.test_tenant_choice import weights


def wins(world: Any, asks: Any, policy: Policy) -> np.ndarray:
    """Let every provider bid on orders of blocks of 20 each; asks: one a provider [micro per block]."""
    column = np.array(asks, dtype=np.int64)[:, None]
    until = int(world.intentions.height[-1]) + 20
    with money_log() as log:
        tally = open_for(world, until, PricingSchedule(column, column), weights(policy), habits())
    assert tally.orders_filled == len(world.intentions)
    closed = [to for _, why, _, to, _, _ in log if why == "bid deposits of closed leases"]
    return np.bincount(closed, minlength=len(asks))


@pytest.mark.parametrize(("policy", "is_even"), [(Random(), True), (Logit(price_weight=0.3, audit_weight=0.0), False)])
def test_random_spreads_orders_evenly_over_bids_of_any_price_and_signature(policy: Policy, is_even: bool) -> None:
    """Chi-square over 5,000 orders for 5 bids from almost 0 to the price outside, 1,681 uakt a block.

    It is sharp enough to see who weighs the price by .3 of a taste.
    """
    n = 5_000
    keys = np.random.default_rng(3).integers(2**63, size=n).astype(np.uint64)
    signed = [True, False, False, False, True]
    world = one_room_world([(20 * k, 5) for k in range(n)], n_providers=5, is_audited=signed, event_key=keys)
    found = wins(world, [1 * MICRO, 2 * MICRO, 1_680 * MICRO, 4 * MICRO, 5 * MICRO], policy)
    assert found.sum() == n
    assert (stats.chisquare(found).pvalue > 0.01) == is_even
