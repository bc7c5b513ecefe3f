"""What the naive market holds: agents read off the tables of a world, orders, leases, its log and its counts."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.naive.agents import Bundle, Lease, Node, Order, Provider, Return, Tenant
from econsim.mechanisms.market.schedules import ClassHabits
from econsim.units import MICRO, SECONDS_PER_DAY, SECONDS_PER_HOUR, UAKT_PER_AKT


@dataclass
class Book:
    """The state of a market built from the tables of a world under a law (a `MarketLaw`) and habits."""

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
            wallet = [int(w.providers.wallet[code, row]) for code in range(3)]
            self.providers.append(
                Provider(row, bool(w.providers.is_audited[row]), int(w.providers.level[row]), wallet, nodes)
            )
        self.tenants = [
            Tenant(row, int(w.tenants.tenant_class[row]), float(w.tenants.trust[row]), [0, 0, 0])
            for row in range(len(w.tenants))
        ]
        self.orders: list[Order] = []
        self.returns: list[Return] = []
        self.leases: list[Lease] = []
        self.met: dict[tuple[int, int], tuple[float, int]] = {}  # by tenant and provider: trust, and when it changed
        self.knows_pairs = False
        self.broken_off: list[tuple[int, Lease]] = []  # that have to go for an outage, and when
        self.freed: list[Node] = []  # by the event that is handled
        self.started: list[Lease] = []  # in the stretch
        self.decided: list[tuple[int, int]] = []  # bids of the stretch, by provider and GPU model
        self.won: list[tuple[int, int]] = []  # those of them that became leases
        self.tally: Counter[Any] = Counter()  # by name, or name and what it is of
        self.outside_price = dict(zip(w.elsewhere.gpu_model.tolist(), w.elsewhere.price_ratio.tolist(), strict=True))
        self.days_since, self.day_blocks = w.start_height, round(SECONDS_PER_DAY / w.seconds_per_block)
        there = w.elsewhere
        self.elsewhere = [list(gpu) for gpu in zip(there.gpu_model.tolist(), there.until.tolist(), strict=True)]
        self.cursor = 0
        self.height = 0

    def _node(self, place: int) -> Node:
        nodes = self.world.nodes
        whats = ("gpus", "threads", "memory_gib", "storage_gib")
        installed = {what: int(getattr(nodes, what)[place]) for what in whats}
        return Node(place, int(nodes.gpu_model[place]), installed, dict(installed))

    def of_class(self, tenant: Tenant) -> Any:
        return self.habits.classes[tenant.tenant_class] if self.habits.classes else ClassHabits()

    def give_back(self, node: Node, bundle: int) -> None:
        node.take(self.bundles[bundle], -1)
        self.freed.append(node)

    def note(self, why: str, source: int | None, destination: int | None, denom: int, amount: int) -> None:
        if amount:
            self.log.append((self.height, why, source, destination, denom, amount))

    def open_market(self, denom: int, bundle: int) -> float:
        usd = self.bundles[bundle].open_market_usd_per_hour * (self.world.seconds_per_block / SECONDS_PER_HOUR)
        micro = usd * UAKT_PER_AKT * MICRO
        return micro if denom == 1 else micro / self.world.akt_price_usd

    def trust_in(self, tenant: Tenant, provider: Provider) -> float:
        """What is left of the trust of a pair by now: 0 for strangers, and once it is below a thousandth."""
        trust, since = self.met.get((tenant.id, provider.id), (0.0, 0))
        left = trust * math.exp(-((self.height - since) * (math.log(2.0) / self.habits.pair_half_life_blocks)))
        return left if abs(left) >= 0.001 else 0.0

    def count(self, name: str, bundle: Bundle, amount: float = 1) -> None:
        """Count something of a bundle, by the GPU model of which it is."""
        self.tally[name, "model", bundle.gpu_model] += amount
