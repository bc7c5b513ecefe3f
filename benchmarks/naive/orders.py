"""Orders of the naive market: posted, bid on, decided or given up; and what a tenant does who gets no lease."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from benchmarks.naive.agents import (
    AWAY,
    COMING_BACK,
    NEVER,
    PATIENCE,
    SECOND_CHOICE,
    SLEEP,
    UP,
    WHETHER_TO_REOPEN,
    WHETHER_TO_RETURN,
    Bid,
    Lease,
    Order,
    Return,
    Search,
)
from benchmarks.naive.bids import Bids
from benchmarks.naive.uptime import uptime
from econsim.units import DENOMS, SECONDS_PER_HOUR


def exponential(mean: float, uniform: float) -> int:
    """Return whole blocks, at least one."""
    return max(1, math.ceil(-mean * math.log1p(-uniform)))


class Orders(Bids):
    """From a search for a lease to a lease, or to the tenant's leaving."""

    def _post(self, search: Search) -> None:
        """Post the order of an attempt: the providers bid at once, or it waits for room, or it closes."""
        denom = self._denom(search.intention.denom_uniform)
        price = search.intention.max_price_ratio * self.open_market(max(denom, 0), search.bundle)
        order = Order(search, denom, int(price), self.height)
        is_gpu_refused = self.bundles[search.bundle].gpus > 0 and not self.law.release.gpu_orders_accepted
        if denom < 0 or is_gpu_refused or search.tenant.is_excluded:
            self._close_order(order, "refused")
            return
        order.obstacle = self._collect_bids(order)
        waits = self._patience(search) if order.is_affordable and not search.is_standing else 0
        if order.bids or waits:
            self.orders.append(order)
            order.gives_up_at = NEVER if order.bids else self.height + waits
        else:
            self._close_order(order, order.obstacle)

    def _denom(self, uniform: float) -> int:
        prefers = ["uusdc", "uakt"] if uniform < self.habits.uusdc_share else ["uakt", "uusdc"]
        accepted = [name for name in prefers if name in self.law.deployment.min_deposits]
        return DENOMS.index(accepted[0]) if accepted else -1

    def _patience(self, search: Search) -> int:
        """Return for how many blocks an order waits for a bid; 0 if it does not."""
        habits = self.of_class(search.tenant)
        match habits.patience_kind:
            case "exponential":
                return exponential(habits.patience_blocks, search.uniform(PATIENCE))
            case "fixed":
                return max(1, math.ceil(habits.patience_blocks))
            case "endless":
                return NEVER
        return 0

    # --- the end of an order ---------------------------------------------------------------------------------

    def _decide(self, order: Order) -> None:
        tenant, bundle, bids = order.tenant, order.bundle, [bid for bid in order.bids if bid.node.state == UP]
        self.decided += [(bid.provider.id, self.bundles[bundle].gpu_model) for bid in order.bids]
        if not bids or tenant.is_excluded:
            self._close_order(order, "refused" if tenant.is_excluded else "no_room")
            return
        open_market = self.open_market(order.denom, bundle)
        winner = max(bids, key=lambda bid: self._merit(order, bid, open_market))
        self.won.append((winner.provider.id, self.bundles[bundle].gpu_model))
        if not order.search.is_standing and self.knows_pairs:
            trust = self.trust_in(tenant, winner.provider)
            self.tally["orders_known", "class", tenant.tenant_class] += trust != 0.0
            self.tally["provider_trust", "class", tenant.tenant_class] += trust
        self._begin(order, winner)
        self.orders.remove(order)
        self._return(order, [bid for bid in order.bids if bid is not winner])
        if not order.search.is_standing:
            tenant.trust += self.habits.trust_gain * (1.0 - tenant.trust)
            self._count_order(order)
            self._count_filled(order, winner, min(bid.price for bid in bids), open_market)

    def _count_order(self, order: Order) -> None:
        bundle, n_bids, waited = self.bundles[order.bundle], len(order.bids), order.first_bid_at - order.posted_at
        if not order.bids:
            waited = self.height - order.posted_at
        self.tally["orders"] += 1
        self.tally["bids"] += n_bids
        self.tally["orders", "class", order.tenant.tenant_class] += 1
        self.count("orders", bundle)
        self.count("bids", bundle, n_bids)
        self.count("gpus_ordered", bundle, bundle.gpus)
        self.count("waited_blocks", bundle, waited)
        self.count("orders_waited", bundle, waited > 0)

    def _count_filled(self, order: Order, winner: Bid, lowest: int, open_market: float) -> None:
        bundle = self.bundles[order.bundle]
        self.tally["orders_filled"] += 1
        self.tally["orders_filled", "class", order.tenant.tenant_class] += 1
        self.count("orders_filled", bundle)
        self.count("gpus_leased", bundle, bundle.gpus)
        self.count("accepted_ratio", bundle, winner.price / open_market)
        self.count("accepted_bid_ratio", bundle, bundle.gpus * (winner.price / open_market))
        self.count("lowest_bid_ratio", bundle, bundle.gpus * (lowest / open_market))
        if winner.cost:
            self.count("winner_cost_ratio", bundle, bundle.gpus * (winner.cost / open_market))
            self.count("gpus_at_drawn_cost", bundle, bundle.gpus)

    def _merit(self, order: Order, bid: Bid, open_market: float) -> tuple[Any, ...]:
        """Return what makes a bid the best: the higher, first entry first."""
        provider, weight = bid.provider, {name: float(column[order.tenant.id]) for name, column in self.weights.items()}
        if not math.isnan(weight["least_uptime"]):
            up = uptime(provider.nodes, self.days_since, self.height, self.day_blocks)
            return provider.is_audited, up >= weight["least_uptime"], -bid.price, -provider.id
        worth = -weight["price_weight"] * (bid.price / open_market) + weight["audit_weight"] * provider.is_audited
        if weight["trust_weight"] != 0.0:
            worth += weight["trust_weight"] * self.trust_in(order.tenant, provider)
        return worth + weight["taste_weight"] * bid.taste, -provider.id

    def _give_up(self, order: Order) -> None:
        self.tally["gave_up"] += 1
        self._close_order(order, order.obstacle)

    def _close_order(self, order: Order, why: str) -> None:
        """Close an order without a lease; its tenant may come back, choose something else, or leave."""
        if order in self.orders:
            self.orders.remove(order)
        self._return(order, order.bids)
        if order.search.is_standing:
            return
        self._count_order(order)
        self.tally["unfilled", why] += 1
        if order.is_affordable and why != "refused" and self._tries_again(order.search):
            return
        finds_room = not self._is_refused_elsewhere(order)
        if not finds_room and why != "refused" and self._comes_back_later(order.search):
            return
        if why in {"no_room", "no_deposit"}:
            order.tenant.trust -= self.habits.trust_loss * order.tenant.trust
        if order.search.is_rest:
            self._count_lost(order.search)
        if finds_room:
            self._buy_outside(order.search)

    def _is_refused_elsewhere(self, order: Order) -> bool:
        """Return whether a tenant that would pay the open-market price finds no GPUs elsewhere; else it takes them."""
        bundle = self.bundles[order.bundle]
        there = [gpu for gpu in self.elsewhere if gpu[0] == bundle.gpu_model]
        if not there or order.search.intention.max_price_ratio < self.outside_price[bundle.gpu_model]:
            return False
        free = [gpu for gpu in there if gpu[1] <= self.height]
        is_refused = len(free) < bundle.gpus
        self.count("gpus_refused_elsewhere" if is_refused else "gpus_leased_elsewhere", bundle, bundle.gpus)
        for gpu in [] if is_refused else free[: bundle.gpus]:
            gpu[1] = self.height + order.search.duration
        return is_refused

    def _comes_back_later(self, search: Search) -> bool:
        """Return whether a tenant without a lease here and elsewhere will come back."""
        comes_back = search.uniform(COMING_BACK) < self.habits.comes_back_share
        if comes_back:
            at = self.height + exponential(self.habits.comes_back_blocks, search.uniform(AWAY))
            self.returns.append(Return(at, "from_elsewhere", replace(search, attempt=search.attempt + 1)))
        return comes_back

    # --- another attempt -------------------------------------------------------------------------------------

    def _tries_again(self, search: Search) -> bool:
        """Return whether a tenant without a lease will come back, or asks for another GPU model."""
        if search.has_chosen_again:
            return False
        habits, attempt = self.of_class(search.tenant), search.attempt + 1
        if search.retries < habits.retries and search.uniform(WHETHER_TO_RETURN) < habits.retry_share:
            back = replace(search, attempt=attempt, retries=search.retries + 1)
            at = self.height + exponential(habits.retry_blocks, search.uniform(SLEEP))
            self.returns.append(Return(at, "retries", back))
            return True
        other = self._second_choice(search)
        if other is not None:
            again = replace(search, attempt=attempt, bundle=other, has_chosen_again=True)
            self.returns.append(Return(self.height, "second_choices", again))
        return other is not None

    def _second_choice(self, search: Search) -> int | None:
        """Return the bundle that the tenant would take instead, of the GPU model that it draws; None if it leaves."""
        wanted, total, uniform = self.bundles[search.bundle], 0.0, search.uniform(SECOND_CHOICE)
        shares = self.of_class(search.tenant).second_choice.get(wanted.gpu_model, {})
        for model, share in sorted(shares.items()):
            total += share
            if uniform < total:
                alike = [row for row, each in enumerate(self.bundles) if each.is_but_for_the_model(wanted, model)]
                return alike[0] if alike else None
        return None

    def _come_back(self, again: Return) -> None:
        self.returns.remove(again)
        self.tally[again.why] += 1
        self._post(again.search)

    def _reopen(self, lease: Lease) -> None:
        """Let the tenant of a lease that was cut short ask for the rest of it, or do without."""
        search, left = lease.order.search, lease.planned_end - self.height
        kept = (search.intention, search.tenant, search.bundle, left, lease.top_ups)
        rest = Search(*kept, is_standing=False, attempt=search.attempt + 1, is_rest=True)
        comes_back = search.uniform(WHETHER_TO_REOPEN) < self.of_class(search.tenant).reopen_share
        if comes_back and not search.tenant.is_excluded:
            self.returns.append(Return(self.height, "reopened", rest))
        else:
            self._count_lost(rest)
            self._buy_outside(rest)

    def _buy_outside(self, search: Search) -> None:
        """Count what a tenant pays elsewhere, if it would pay the price there."""
        wants, bundle = search.intention, self.bundles[search.bundle]
        if wants.max_price_ratio >= wants.outside_ratio:
            price = wants.outside_ratio * bundle.open_market_usd_per_hour
            usd = price * (self.world.seconds_per_block / SECONDS_PER_HOUR) * search.duration
            self.tally["outside_usd", "class", search.tenant.tenant_class] += usd

    def _count_lost(self, rest: Search) -> None:
        bundle = self.bundles[rest.bundle]
        self.count("gpu_blocks_lost", bundle, bundle.gpus * rest.duration)
