"""Quotes: what a provider asks for an order; one that draws a cost for each order bids by the quantile of its cost."""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.decisions import COST_KNOTS
from econsim.draws import bits_of, uniform_of
from econsim.mechanisms.market.records import Record, Records, Supply

_COST = 2  # names the third draw of an (order, provider)
_BEYOND_ALL = 2**63 - 1  # an ask above every maximum price
_LARGEST = 2.0**62
# rows of `Supply.room`: asks and costs of one order by provider; counts of draws, then the visits that are admitted
ASK, COST, DRAWS = range(3)


@njit_borrowing
def draw_costs(supply: Supply) -> bool:
    """Return whether any provider draws a cost for each order."""
    return bool(supply.own_costs.row_of.size > 0)


@njit_borrowing
def required_level(weights: Records, order: Record) -> int:
    """Return the level of verification that a provider must have to bid on an order."""
    return int(weights[order.tenant if weights.size > 1 else 0].required_level)


@njit_borrowing
def quote_all(supply: Supply, key: int, order: Record, gpu_model: int, level: int) -> None:
    """Work out, into `supply.room`, what each provider with nodes of a GPU model asks for an order, and its cost.

    key: of the order's draws; level: that the order requires.
    """
    last = -1
    for place in range(supply.starts[gpu_model + 1], supply.starts[gpu_model + 2]):
        provider = supply.nodes[supply.node_ids[place]].provider
        if provider != last:
            last = provider
            ask, cost = quoted(supply, key, order, provider, level)
            supply.room[ASK, provider], supply.room[COST, provider] = ask, cost


@njit_borrowing
def quoted(supply: Supply, key: int, order: Record, provider: int, level: int) -> tuple[int, int]:
    """Return what a provider asks for an order, and what the order costs it or 0 if it draws no cost [micro per block].

    Who draws a cost asks more than anybody pays where the draw is not below what it bids for. Who lacks the level that
    the order requires asks nothing: it does not bid.
    """
    if supply.providers[provider].level < level:
        return 0, 0
    bundle, own_costs = order.bundle, supply.own_costs
    ask = supply.asks[order.denom, bundle, provider]
    row = own_costs.row_of[provider] if draw_costs(supply) else -1
    if row < 0 or ask == 0:
        return ask, 0
    uniform = uniform_of(bits_of(bits_of(key, provider), _COST))
    bids, costs = own_costs.tables[row, bundle], own_costs.tables[row, -1]
    if uniform >= bids[COST_KNOTS.size]:
        return _BEYOND_ALL, 0
    knot = _knot_before(uniform)
    begin = COST_KNOTS[knot]
    part = (uniform - begin) / (COST_KNOTS[knot + 1] - begin)
    bid = bids[knot] + (bids[knot + 1] - bids[knot]) * part
    cost = costs[knot] + (costs[knot + 1] - costs[knot]) * part
    return _whole(ask * bid, 1.0), _whole(ask * cost, 0.0)


@njit_borrowing
def _knot_before(uniform: float) -> int:
    """Return the last knot that is not above a uniform, the last of all apart."""
    low, high = 0, COST_KNOTS.size - 1
    while high - low > 1:
        middle = (low + high) // 2
        if COST_KNOTS[middle] <= uniform:
            low = middle
        else:
            high = middle
    return low


@njit_borrowing
def _whole(micro: float, least: float) -> int:
    return int(min(max(np.rint(micro), least), _LARGEST))
