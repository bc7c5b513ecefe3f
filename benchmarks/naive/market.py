"""The naive twin of the market: one object an agent, plain loops, plain Python integers, no compiler.

It follows the same rules as econsim/mechanisms/market (docs there) and shares only the draws and the units with it, so
that each proves the other. Where that keeps running totals, this recomputes from what a lease was ever paid. It keeps
no ledger: `log` lists every movement of money as (height, why, from, to, denom, amount), agents by id, leases as None.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from econsim.draws import event_uniform
from econsim.units import DENOMS, MICRO, SECONDS_PER_HOUR, UAKT_PER_AKT

NEVER = 2**62


@dataclass
class Bundle:
    gpu_model: int
    gpus: int
    threads: int
    memory_gib: int
    storage_gib: int
    open_market_usd_per_hour: float


@dataclass
class Node:
    gpu_model: int
    installed: dict[str, int]
    free: dict[str, int]

    def has_room(self, bundle: Bundle) -> bool:
        return self._fits(bundle, self.free)

    def could_hold(self, bundle: Bundle) -> bool:
        return self._fits(bundle, self.installed)

    def _fits(self, bundle: Bundle, there: dict[str, int]) -> bool:
        return self.gpu_model == bundle.gpu_model and all(n >= getattr(bundle, what) for what, n in there.items())

    def take(self, bundle: Bundle, times: int) -> None:
        for what in self.free:
            self.free[what] -= times * getattr(bundle, what)


@dataclass
class Provider:
    id: int
    is_audited: bool
    wallet: list[int]
    nodes: list[Node]

    def best_node(self, bundle: Bundle) -> Node | None:
        what = "gpus" if bundle.gpu_model >= 0 else "threads"
        fitting = [node for node in self.nodes if node.has_room(bundle)]
        return min(fitting, key=lambda node: node.free[what], default=None)


@dataclass
class Tenant:
    id: int
    tenant_class: int
    trust: float
    wallet: list[int]


@dataclass
class Bid:
    provider: Provider
    node: Node
    price: int
    deposit: int
    taste: float


@dataclass
class Order:
    serial: int
    tenant: Tenant
    bundle: int
    denom: int
    duration: int
    top_ups: int
    is_standing: bool
    decided_at: int
    bids: list[Bid]


@dataclass
class Lease:
    order: Order
    bid: Bid
    start: int
    deposited: int = 0  # whole units ever put in
    paid_out: int = 0  # whole units ever withdrawn
    earned: int = 0  # micro ever moved to the payment
    settled_at: int = 0
    top_ups: int = 0
    next_top_up: int = NEVER
    next_withdrawal: int = 0
    counted: int = 0  # micro of spending in the tallies
    end: int = NEVER  # when it closed

    @property
    def planned_end(self) -> int:
        return self.start + self.order.duration

    @property
    def dry(self) -> int:
        return self.start + self.deposited * MICRO // self.bid.price

    def spent_by(self, height: int) -> int:
        return self.bid.price * (min(height, self.dry) - self.start)


@dataclass
class NaiveMarket:
    """A market built from the tables of a world under a law (a `MarketLaw`), stepped like `run_market`."""

    world: Any
    law: Any
    habits: Any
    log: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        w = self.world
        self.bundles = [
            Bundle(*(getattr(w.bundles, name)[row].item() for name in Bundle.__dataclass_fields__))
            for row in range(len(w.bundles))
        ]
        self.providers = []
        for row in range(len(w.providers)):
            nodes = [self._node(place) for place in range(len(w.nodes)) if w.nodes.provider[place] == row]
            wallet = [int(w.providers.wallet[code, row]) for code in range(2)]
            self.providers.append(Provider(row, bool(w.providers.is_audited[row]), wallet, nodes))
        self.tenants = [
            Tenant(row, int(w.tenants.tenant_class[row]), float(w.tenants.trust[row]), [0, 0])
            for row in range(len(w.tenants))
        ]
        self.orders: list[Order] = []
        self.leases: list[Lease] = []
        self.cursor = 0
        self.height = 0

    def _node(self, place: int) -> Node:
        nodes = self.world.nodes
        whats = ("gpus", "threads", "memory_gib", "storage_gib")
        installed = {what: int(getattr(nodes, what)[place]) for what in whats}
        return Node(int(nodes.gpu_model[place]), installed, dict(installed))

    # --- one stretch of time ---------------------------------------------------------------------------------

    def run(self, until: int, asks: Any, choice: Any, wanted: Any) -> Counter[Any]:
        """Let everything happen below a height; asks: by denom, provider and bundle; return the counts."""
        self.asks, self.choice, self.tally, first = asks, choice, Counter(), self.cursor
        began, was_running = self.height, list(self.leases)
        self.started: list[Lease] = []
        while True:
            height, act = self._next()
            if height >= until:
                break
            self.height = height
            act(wanted, first)
        self.height = until
        for lease in was_running + self.started:
            self._count_lease(lease, began, until)
        return self.tally

    def _next(self) -> tuple[int, Any]:
        """Return height and handler of the first event: by height, kind, serial."""
        events: list[tuple[int, int, int, Any]] = []
        for lease in self.leases:
            serial = lease.order.serial
            events.append((lease.planned_end, 0, serial, lambda *_, lease=lease: self._end(lease)))
            events.append((lease.next_top_up, 1, serial, lambda *_, lease=lease: self._top_up(lease)))
            events.append((lease.next_withdrawal, 2, serial, lambda *_, lease=lease: self._withdraw(lease)))
            every = self.habits.monitor_blocks
            found_dry = lease.start + every * ((lease.dry - lease.start) // every + 1)
            events.append((found_dry, 3, serial, lambda *_, lease=lease: self._withdraw(lease)))
        for order in self.orders:
            events.append((order.decided_at, 4, order.serial, lambda *_, order=order: self._decide(order)))
        intentions = self.world.intentions
        if self.cursor < len(intentions):
            at = int(intentions.height[self.cursor])
            events.append((at, 5, int(intentions.serial[self.cursor]), self._arrive))
        height, _, _, act = min(events, key=lambda event: event[:3], default=(NEVER, 0, 0, None))
        return height, act

    # --- what can happen -------------------------------------------------------------------------------------

    def _arrive(self, wanted: Any, first: int) -> None:
        row, table = self.cursor, self.world.intentions
        self.cursor += 1
        tenant, bundle = self.tenants[table.tenant[row]], int(table.bundle[row])
        thinning, share = float(table.thinning[row]), float(wanted[row - first])
        is_standing = bool(table.is_standing[row])
        if thinning >= tenant.trust * share:
            if not is_standing and thinning < 1.0 * share:
                self.tally["intentions_suppressed"] += 1
            return
        law = self.law
        prefers = ["uusdc", "uakt"] if table.denom_uniform[row] < self.habits.uusdc_share else ["uakt", "uusdc"]
        accepted = [name for name in prefers if name in law.deployment.min_deposits]
        no_gpus = self.bundles[bundle].gpus > 0 and not law.release.gpu_orders_accepted
        if no_gpus or not accepted:
            self._lost(tenant, bundle, "refused", is_standing)
            return
        denom = DENOMS.index(accepted[0])
        key, ids = int(table.event_key[row]), range(len(self.providers))
        visits = sorted(ids, key=lambda provider: (event_uniform(key, provider)[0], provider))
        max_price = int(float(table.max_price_ratio[row]) * self._open_market(denom, bundle))
        order = Order(
            int(table.serial[row]),
            tenant,
            bundle,
            denom,
            int(table.duration_blocks[row]),
            self._top_ups(float(table.forget_uniform[row])),
            is_standing,
            self.height + self.habits.bid_wait_blocks,
            [],
        )
        wants, deposit = self.bundles[bundle], law.market.bid_min_deposit
        ask = {one.id: int(self.asks[denom][one.id][bundle]) for one in self.providers}
        in_order = [self.providers[place] for place in visits]
        able = [one for one in in_order if ask[one.id] and any(node.could_hold(wants) for node in one.nodes)]
        roomy = [one for one in able if one.best_node(wants)]
        cheap = [one for one in roomy if ask[one.id] <= max_price]
        solvent = [one for one in cheap if one.wallet[0] >= deposit]
        for provider in sorted(solvent[: law.market.order_max_bids + 1], key=lambda one: one.id):
            node = provider.best_node(wants)
            assert node is not None
            u = max(float(event_uniform(key, provider.id, 1)[0]), 2.0**-54)
            order.bids.append(Bid(provider, node, ask[provider.id], deposit, -math.log(-math.log(u))))
            node.take(wants, 1)
            provider.wallet[0] -= deposit
            self._log("bid deposits locked", provider.id, None, 0, deposit)
        if order.bids:
            self.orders.append(order)
            return
        sieve = {"no_supplier": able, "no_room": roomy, "too_dear": cheap, "no_deposit": solvent}
        self._lost(tenant, bundle, next(why for why, left in sieve.items() if not left), is_standing)

    def _lost(self, tenant: Tenant, bundle: int, why: str, is_standing: bool) -> None:
        if is_standing:
            return
        self._count("orders", tenant, bundle)
        self.tally[f"unfilled_{why}"] += 1
        if why in {"no_room", "no_deposit"}:
            tenant.trust -= self.habits.trust_loss * tenant.trust

    def _decide(self, order: Order) -> None:
        tenant, open_market = order.tenant, self._open_market(order.denom, order.bundle)

        def utility(bid: Bid) -> tuple[float, int]:
            value = (
                -float(self.choice.price_weight[tenant.id]) * (bid.price / open_market)
                + float(self.choice.audit_weight[tenant.id]) * bid.provider.is_audited
                + float(self.choice.taste_weight[tenant.id]) * bid.taste
            )
            return value, -bid.provider.id

        winner = max(order.bids, key=utility)
        lease = Lease(order, winner, self.height, settled_at=self.height, top_ups=order.top_ups)
        self._log("deposits of winning bids", None, None, 0, winner.deposit)
        cost = -(-winner.price * self.habits.deposit_blocks // MICRO)
        self._deposit(lease, max(cost, self.law.deployment.min_deposits.get(DENOMS[order.denom], 0)))
        lease.next_withdrawal = self.height + self.habits.withdrawal_blocks
        self._plan_top_up(lease)
        self.leases.append(lease)
        self.started.append(lease)
        self.orders.remove(order)
        for bid in reversed(order.bids):
            if bid is not winner:
                bid.node.take(self.bundles[order.bundle], -1)
                bid.provider.wallet[0] += bid.deposit
                self._log("deposits of lost bids", None, bid.provider.id, 0, bid.deposit)
        if not order.is_standing:
            tenant.trust += self.habits.trust_gain * (1.0 - tenant.trust)
            self._count("orders", tenant, order.bundle, len(order.bids))
            self._count("orders_filled", tenant, order.bundle)
        self.tally["leases_started"] += 1

    def _top_up(self, lease: Lease) -> None:
        needed = lease.bid.price * lease.order.duration - lease.deposited * MICRO
        self._deposit(lease, -(-min(needed, lease.bid.price * self.habits.top_up_blocks) // MICRO))
        lease.top_ups -= 1
        self._plan_top_up(lease)

    def _plan_top_up(self, lease: Lease) -> None:
        is_short = lease.deposited * MICRO < lease.bid.price * lease.order.duration
        lease.next_top_up = self.height + self.habits.top_up_blocks if is_short and lease.top_ups > 0 else NEVER

    def _withdraw(self, lease: Lease) -> None:
        if self._settle(lease):
            self._close(lease, overdrawn=True)
            return
        self._pay_out(lease)
        lease.next_withdrawal += self.habits.withdrawal_blocks

    def _end(self, lease: Lease) -> None:
        overdrawn = self._settle(lease)
        if not overdrawn:
            refund = (lease.deposited * MICRO - lease.earned) // MICRO
            lease.deposited -= refund
            lease.order.tenant.wallet[lease.order.denom] += refund
            self._log("escrow refunds", None, lease.order.tenant.id, lease.order.denom, refund)
        self._close(lease, overdrawn)

    # --- money -----------------------------------------------------------------------------------------------

    def _settle(self, lease: Lease) -> bool:
        """Pay whole blocks up to now; if the account cannot, pay everything that is left."""
        if self.height > lease.dry:
            self.tally["unpaid_blocks"] += self.height - lease.dry
            lease.earned = lease.deposited * MICRO
            return True
        lease.earned = lease.bid.price * (self.height - lease.start)
        return False

    def _pay_out(self, lease: Lease) -> None:
        denom, take = lease.order.denom, self.law.take
        amount = lease.earned // MICRO - lease.paid_out
        fee = amount * take.denom_take_rates.get(DENOMS[denom], take.default_take_rate) // 100
        lease.paid_out += amount
        lease.bid.provider.wallet[denom] += amount - fee
        self._log("paid to providers", None, lease.bid.provider.id, denom, amount - fee)
        self._log("take fees", None, 0, denom, fee)

    def _close(self, lease: Lease, overdrawn: bool) -> None:
        self._pay_out(lease)
        self._log("dust left in escrow", None, 0, lease.order.denom, lease.deposited - lease.paid_out)
        lease.bid.provider.wallet[0] += lease.bid.deposit
        self._log("bid deposits of closed leases", None, lease.bid.provider.id, 0, lease.bid.deposit)
        lease.bid.node.take(self.bundles[lease.order.bundle], -1)
        self.leases.remove(lease)
        lease.end = self.height
        self.tally["leases_overdrawn" if overdrawn else "leases_ended"] += 1

    def _deposit(self, lease: Lease, amount: int) -> None:
        tenant, denom = lease.order.tenant, lease.order.denom
        missing = max(0, amount - tenant.wallet[denom])
        self._log("bought by tenants", 0, tenant.id, denom, missing)
        self._log("escrow deposits", tenant.id, None, denom, amount)
        tenant.wallet[denom] += missing - amount
        lease.deposited += amount

    def _log(self, why: str, source: int | None, destination: int | None, denom: int, amount: int) -> None:
        if amount:
            self.log.append((self.height, why, source, destination, denom, amount))

    # --- the rest --------------------------------------------------------------------------------------------

    def _open_market(self, denom: int, bundle: int) -> float:
        usd = self.bundles[bundle].open_market_usd_per_hour * (self.world.seconds_per_block / SECONDS_PER_HOUR)
        micro = usd * UAKT_PER_AKT * MICRO
        return micro if denom == 1 else micro / self.world.akt_price_usd

    def _top_ups(self, uniform: float) -> int:
        forget = self.habits.forget_top_up_ratio
        return NEVER if forget == 0.0 else int(math.log1p(-uniform) / math.log(1.0 - forget))

    def _count(self, what: str, tenant: Tenant, bundle: int, n_bids: int = 0) -> None:
        model, gpus = self.bundles[bundle].gpu_model, self.bundles[bundle].gpus
        self.tally[what] += 1
        self.tally[what, "class", tenant.tenant_class] += 1
        self.tally[what, "model", model] += 1
        self.tally[f"gpus {what}", model] += gpus
        self.tally["bids"] += n_bids
        self.tally["bids", "model", model] += n_bids

    def _count_lease(self, lease: Lease, began: int, until: int) -> None:
        """Add a lease's overlap with the epoch, and what it spent in it."""
        bundle, denom = self.bundles[lease.order.bundle], lease.order.denom
        overlap = min(until, lease.end) - max(began, lease.start)
        self.tally["gpu_blocks", bundle.gpu_model] += overlap * bundle.gpus
        self.tally["thread_blocks"] += overlap * bundle.threads
        spent = lease.earned if lease.end < NEVER else lease.spent_by(until)
        self.tally["spent_micro", denom, bundle.gpu_model] += spent - lease.counted
        lease.counted = spent
