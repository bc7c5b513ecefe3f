"""Choice: which of an order's bids its tenant takes."""

from __future__ import annotations

import math

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.taste import gumbel, gumbel_at_most
from econsim.mechanisms.market.uptime import uptime_of
from econsim.world.pair_trust import may_remember, trust_in
from econsim.world.providers import UP


@njit_within
def best_bid(m: Market, order: Record, height: int, open_market: float) -> int:
    """Return the bid that the tenant of an order takes at a height; -1 without one whose node takes leases.

    utility = - price x (bid / open-market price) + audit x is_audited + trust x trust in the provider + taste x Gumbel,
    with the tenant's weights; the highest wins, that of the lower provider id among equals. Or, by the tenant's
    `least_uptime`, the rule that puts tiers first. open_market: price of the bundle outside [micro per block].
    """
    weights = m.weights[order.tenant if m.weights.size > 1 else 0]
    if not math.isnan(weights.least_uptime):
        return _first_by_tier(m, order, height, weights.least_uptime)
    return _of_highest_utility(
        m.bids,
        m.supply.providers,
        m.supply.nodes,
        order,
        weights,
        open_market,
        m.tenants[order.tenant],
        m.pair_trust,
        height,
        m.rules,
    )


@njit_borrowing
def _of_highest_utility(
    bids: Records,
    providers: Records,
    nodes: Records,
    order: Record,
    weights: Record,
    open_market: float,
    tenant: Record,
    pairs: Records,
    height: int,
    rules: Record,
) -> int:
    """Return the best bid.

    Trust and the Gumbel variate are worked out where their upper bounds do not rule the bid out.
    """
    best, best_utility, best_provider = -1, 0.0, 0
    place = order.first_bid
    while place >= 0:
        bid = bids[place]
        place = bid.next_bid
        if nodes[bid.node].state != UP:
            continue
        worth, trust = _worth(bid, providers, weights, open_market), 0.0
        knows = weights.trust != 0.0 and may_remember(tenant, bid.provider)
        most_trust = abs(weights.trust) if knows else 0.0
        at_most = worth + most_trust + weights.taste * gumbel_at_most(bid.taste_uniform)
        if best < 0 or at_most >= best_utility or weights.taste < 0.0:
            if knows:
                trust = weights.trust * trust_in(pairs, order.tenant, bid.provider, height, rules.pair_fading)
            utility = worth + trust + weights.taste * gumbel(bid.taste_uniform)
            is_equal = utility == best_utility and bid.provider < best_provider
            if best < 0 or utility > best_utility or is_equal:
                best, best_utility, best_provider = bid.slot, utility, bid.provider
    return best


@njit_borrowing
def _worth(bid: Record, providers: Records, weights: Record, open_market: float) -> float:
    """Return what price and signature make of a bid's utility."""
    audited = 1.0 if providers[bid.provider].is_audited else 0.0
    return float(-weights.price * (bid.price_micro_per_block / open_market) + weights.audit * audited)


@njit_within
def _first_by_tier(m: Market, order: Record, height: int, least_uptime: float) -> int:
    """Return the bid of the highest audit tier; among equals of a provider that was up for the least share of time or
    more; then the cheapest; then that of the lower provider id.
    """
    best, best_rank = -1, (0, 0, 0, 0)
    place = order.first_bid
    while place >= 0:
        bid = m.bids[place]
        place = bid.next_bid
        if m.supply.nodes[bid.node].state != UP:
            continue
        tier = 1 if m.supply.providers[bid.provider].is_audited else 0
        is_reliable = 1 if uptime_of(m, bid.provider, height) >= least_uptime else 0
        rank = (-tier, -is_reliable, int(bid.price_micro_per_block), int(bid.provider))
        if best < 0 or rank < best_rank:
            best, best_rank = bid.slot, rank
    return best
