"""Policies of choice in the market itself: who wins orders under each, with hand-made bids."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from econsim.contracts import Policy
from econsim.draws import event_uniform
from econsim.policies.providers.decisions import PricingSchedule
from econsim.policies.tenants.choice import Logit, Random, TierFirst
from econsim.policies.tenants.decisions import ChoiceSchedule
from econsim.units import MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT
from econsim.world.pair_trust import note_met, remember
from tests.mechanisms.market_worlds import HABITS, habits, money_log, one_room_world, open_for
from tests.policies.test_tenant_choice import weights


def wins(world: Any, asks: Any, policy: Policy, **ours: Any) -> np.ndarray:
    """Let every provider bid on orders of blocks of 20 each; asks: one a provider [micro per block]."""
    column = np.array(asks, dtype=np.int64)[:, None]
    until = int(world.intentions.height[-1]) + 20
    with money_log() as log:
        tally = open_for(world, until, PricingSchedule(column, column), weights(policy), habits(**ours))
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


# --- tiers first: audited, blocks down of the 428,700 since the start, ask -------------------------------------------

DECIDED_AT, PERCENT = 428_700, 4_287
BY_TIER = [
    ([(0, 0, 5), (0, 0, 4)], 1),  # price alone
    ([(0, 0, 1), (1, 0, 9)], 1),  # no price makes up for a tier
    ([(0, 0, 1), (1, 50 * PERCENT, 9)], 1),  # nor does uptime
    ([(1, PERCENT + 1, 1), (1, PERCENT, 9)], 1),  # up for 99 % is reliable, whatever it asks; a block less is not
    ([(0, PERCENT + 1, 1), (0, PERCENT, 9)], 1),
    ([(1, PERCENT, 9), (1, 0, 8)], 1),  # more than that counts no more
    ([(1, 0, 8), (1, PERCENT, 8)], 0),  # among equals the lower id
    ([(0, 100 * PERCENT, 3), (0, 2 * PERCENT, 2)], 1),  # below it none is better than another
    ([(1, 2 * PERCENT, 9), (1, 50 * PERCENT, 2), (0, 0, 1), (1, PERCENT, 12), (1, 0, 11)], 4),
]


def decided_after_30_days(n_providers: int, **changed: Any) -> Any:
    """Return a world with one order, decided on the 31st day."""
    return one_room_world([(DECIDED_AT - HABITS["bid_wait_blocks"], 5)], n_providers=n_providers, **changed)


@pytest.mark.parametrize(("bids", "winner"), BY_TIER)
def test_tier_first_compares_tier_then_uptime_then_price_then_id(bids: list[tuple[int, int, int]], winner: int) -> None:
    audited, down, ask = (np.array(column) for column in zip(*bids, strict=True))
    world = decided_after_30_days(len(bids), is_audited=audited.astype(bool))
    world.outages.downtimes_of(world.nodes.rows, world.providers.rows)
    world.outages.downtimes.days[0, 1:] = down
    assert wins(world, ask * MICRO, TierFirst()).argmax() == winner


def test_tier_first_sees_a_difference_in_prices_that_a_float_would_not() -> None:
    highest = 2**55
    assert float(highest) == float(highest - 1)
    world = decided_after_30_days(2, is_audited=True, max_price_ratio=1e9)
    spans = {"deposit_blocks": 5, "top_up_blocks": 5}
    assert wins(world, [highest, highest - 1], TierFirst(), **spans).argmax() == 1


def test_each_tenant_goes_by_its_own_rule() -> None:
    """Two orders for the same bids: the tenant of the first takes the cheapest, that of the second the audited one."""
    world = one_room_world([(0, 5), (50, 5)], n_providers=2, is_audited=[False, True], tenant=[0, 1])
    world.tenants.append(trust=[1.0])
    one, none = np.ones(2), np.zeros(2)
    choice = ChoiceSchedule(one, none, none, least_uptime=np.array([np.nan, 0.99]))
    asks = np.array([[MICRO], [2 * MICRO]])
    with money_log() as log:
        open_for(world, 100, PricingSchedule(asks, asks), choice, habits())
    assert [to for _, why, _, to, _, _ in log if why == "bid deposits of closed leases"] == [0, 1]


# --- utility, worked out in full --------------------------------------------------------------------------------------

WEIGHT = st.sampled_from([0.0, 0.5, -0.5]) | st.floats(-5, 5, width=16)
BIDDERS = st.lists(
    st.tuples(st.integers(1, 3_000), st.booleans(), st.sampled_from([0.0, 0.2, -0.5, 1.0, -1.0])),
    min_size=1,
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(BIDDERS, WEIGHT, WEIGHT, WEIGHT, WEIGHT, st.integers(0, 2**63 - 1))
def test_the_winner_is_the_bid_of_highest_utility_whatever_is_left_out_of_the_reckoning(
    bidders: list[tuple[int, bool, float]], price: float, audit: float, taste: float, trust: float, key: int
) -> None:
    """Bids are ruled out by bounds, and trust is looked up late; here every term of every bid is worked out."""
    n, ask = len(bidders), [uakt * MICRO for uakt, _, _ in bidders]
    world = one_room_world([(0, 5)], n_providers=n, is_audited=[signed for _, signed, _ in bidders], event_key=key)
    for provider, (_, _, known) in enumerate(bidders):
        if known:
            world.market.grow_pair_trust(0, 0.0)
            remember(world.market.pair_trust, 0, provider, 0, known)
            note_met(world.tenants.rows[0], provider)
    open_market = 1.0 * (world.seconds_per_block / SECONDS_PER_HOUR) * UAKT_PER_AKT * MICRO
    uniforms = np.maximum(event_uniform(key, np.arange(n), 1), 2.0**-54)
    utilities = [
        -price * (ask[k] / open_market)
        + audit * bidders[k][1]
        + trust * bidders[k][2]
        + taste * -math.log(-math.log(uniforms[k]))
        for k in range(n)
    ]
    weights = [np.array([weight]) for weight in (price, audit, taste, trust)]
    column = np.array(ask)[:, None]
    with money_log() as log:
        open_for(
            world, 20, PricingSchedule(column, column), ChoiceSchedule(*weights), habits(pair_half_life_blocks=10**15)
        )
    (winner,) = {to for _, why, _, to, _, _ in log if why == "bid deposits of closed leases"}
    assert winner == max(range(n), key=lambda k: (utilities[k], -k))
