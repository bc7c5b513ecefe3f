"""Choice: which of an order's bids its tenant takes."""

from __future__ import annotations

from econsim.compiled import njit_borrowing, njit_within
from econsim.mechanisms.market.records import Market, Record, Records
from econsim.mechanisms.market.taste import gumbel, gumbel_at_most
from econsim.world.pair_trust import trust_in


@njit_within
def best_bid(m: Market, order: Record, height: int, open_market: float) -> int:
    """Return the bid that the tenant of an order takes at a height; -1 without one.

    open_market: price of the bundle outside [micro per block].
    """
    weights = m.weights[order.tenant if m.weights.size > 1 else 0]
    return _most_useful(m.bids, m.supply.providers, order, weights, open_market, m.pair_trust, height, m.rules)


@njit_borrowing
def _most_useful(
    bids: Records,
    providers: Records,
    order: Record,
    weights: Record,
    open_market: float,
    pairs: Records,
    height: int,
    rules: Record,
) -> int:
    """Return the bid of highest utility, that of the lower provider id among equals.

    utility = - price x (bid / open-market price) + audit x is_audited + trust x trust in the provider + taste x Gumbel,
    with the tenant's weights. The Gumbel variate is worked out where its upper bound does not rule the bid out.
    """
    best, best_utility, best_provider = -1, 0.0, 0
    place = order.first_bid
    while place >= 0:
        bid = bids[place]
        audited = 1.0 if providers[bid.provider].is_audited else 0.0
        worth = -weights.price * (bid.price_micro_per_block / open_market) + weights.audit * audited
        if weights.trust != 0.0:
            worth += weights.trust * trust_in(pairs, order.tenant, bid.provider, height, rules.pair_fading)
        at_most = worth + weights.taste * gumbel_at_most(bid.taste_uniform)
        if best < 0 or at_most >= best_utility or weights.taste < 0.0:
            utility = worth + weights.taste * gumbel(bid.taste_uniform)
            is_equal = utility == best_utility and bid.provider < best_provider
            if best < 0 or utility > best_utility or is_equal:
                best, best_utility, best_provider = place, utility, bid.provider
        place = bid.next_bid
    return best
