"""Bids of the naive market: what providers ask, who may bid, what an open bid holds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from benchmarks.naive.agents import NEVER, Bid, Node, Order, Provider
from benchmarks.naive.leases import Leases
from econsim.decisions import COST_KNOTS
from econsim.draws import event_uniform

_LEAST_UNIFORM = 2.0**-54
_MOST, _TOO_MUCH = 2**62, 2**63 - 1  # an ask may be; that of a provider whose cost is more than it may ask


def at_probability(uniform: float, values: Any) -> float:
    """Return what lies at a probability on a line through values at the knots."""
    knots = [float(knot) for knot in COST_KNOTS]
    k = max(place for place in range(len(knots) - 1) if knots[place] <= uniform)
    part = (uniform - knots[k]) / (knots[k + 1] - knots[k])
    return float(values[k]) + (float(values[k + 1]) - float(values[k])) * part


class Bids(Leases):
    """From an order to the bids on it, at once and when room frees."""

    def _collect_bids(self, order: Order) -> str:
        """Let the providers bid on an order; return why nobody did."""
        wants, deposit, key = self.bundles[order.bundle], self.law.market.bid_min_deposit, order.search.key
        in_order = sorted(self.providers, key=lambda one: (event_uniform(key, one.id)[0], one.id))
        ask = {one.id: self._quote(order, one) for one in in_order}
        able = [one for one in in_order if ask[one.id][0] and any(node.could_hold(wants) for node in one.nodes)]
        roomy = [one for one in able if one.best_node(wants)]
        cheap = [one for one in roomy if ask[one.id][0] <= order.max_price]
        order.is_affordable = any(ask[one.id][0] <= order.max_price for one in able)
        solvent = [one for one in cheap if one.wallet[0] >= deposit]
        for provider in sorted(solvent[: self.law.market.order_max_bids + 1], key=lambda one: one.id):
            node = provider.best_node(wants)
            assert node is not None
            self._bid(order, provider, node, *ask[provider.id])
        sieve = {"no_supplier": able, "no_room": roomy, "too_dear": cheap, "no_deposit": solvent}
        return next((why for why, left in sieve.items() if not left), "")

    def _quote(self, order: Order, provider: Provider) -> tuple[int, int]:
        """Return what a provider asks for an order, 0 if it does not bid, and its own cost, 0 if it draws none."""
        pricing, row, bundle, costs = self.pricing, provider.id, order.bundle, np.asarray(self.pricing.cost_over_ask)
        ask = int((pricing.ask_micro_uakt_per_block, pricing.ask_micro_uusdc_per_block)[order.denom][row][bundle])
        if provider.level < self._required_level(order):
            return 0, 0
        if ask == 0 or costs.ndim == 0 or costs[row, -1] == 0.0:
            return ask, 0
        uniform = order.search.cost_uniform(row)
        if uniform >= np.broadcast_to(pricing.bids_below, pricing.ask_micro_uakt_per_block.shape)[row, bundle]:
            return _TOO_MUCH, 0
        bid, cost = (ask * at_probability(uniform, part) for part in (pricing.bid_over_ask[row, bundle], costs[row]))
        return min(max(round(bid), 1), _MOST), min(round(cost), _MOST)

    def _required_level(self, order: Order) -> int:
        return int(self.weights["required_level"][order.tenant.id])

    def _bid(self, order: Order, provider: Provider, node: Node, ask: int, cost: int) -> None:
        if not order.bids:
            order.first_bid_at, order.gives_up_at = self.height, NEVER
            order.decided_at = self.height + self.habits.bid_wait_blocks
        deposit = self.law.market.bid_min_deposit
        uniform = max(order.search.taste_uniform(provider.id), _LEAST_UNIFORM)
        order.bids.append(Bid(provider, node, ask, cost, deposit, -math.log(-math.log(uniform))))
        node.take(self.bundles[order.bundle], 1)
        provider.wallet[0] -= deposit
        self.note("bid deposits locked", provider.id, None, 0, deposit)

    def _return(self, order: Order, bids: list[Bid]) -> None:
        """Give the capacity and the deposits of lost bids back, the last one's first."""
        for bid in reversed(bids):
            self.give_back(bid.node, order.bundle)
            bid.provider.wallet[0] += bid.deposit
            self.note("deposits of lost bids", None, bid.provider.id, 0, bid.deposit)

    def _bid_again(self) -> None:
        """Let the providers whose nodes have got room by this event bid with them on the orders that are open."""
        freed, self.freed = self.freed, []
        if not self.habits.bids_again or not self.orders:
            return
        owners = {node.id: provider for provider in self.providers for node in provider.nodes}
        for node in sorted({node.id: node for node in freed}.values(), key=lambda node: node.id):
            for order in sorted(self.orders, key=lambda order: (order.posted_at, order.serial)):
                quote = self._quote(order, owners[node.id])
                if self._may_bid(order, owners[node.id], node, quote[0]):
                    self._bid(order, owners[node.id], node, *quote)

    def _may_bid(self, order: Order, provider: Provider, node: Node, ask: int) -> bool:
        return (
            node.has_room(self.bundles[order.bundle])
            and all(bid.provider is not provider for bid in order.bids)
            and len(order.bids) <= self.law.market.order_max_bids
            and 0 < ask <= order.max_price
            and provider.wallet[0] >= self.law.market.bid_min_deposit
        )
