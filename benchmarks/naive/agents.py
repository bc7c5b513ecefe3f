"""Who and what is in the naive market: one plain object each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from econsim.draws import event_bits, event_uniform
from econsim.units import MICRO

NEVER = 2**62
EXCLUDED, UP, NOTICED, IN_MAINTENANCE, FAILED, INTERRUPTED, AT_FAULT = range(-1, 6)  # states of a node
_PURPOSES = 2**40  # where the numbers that name draws of an attempt begin; below are the providers
PATIENCE, WHETHER_TO_RETURN, SLEEP, SECOND_CHOICE, WHETHER_TO_REOPEN, HEEDING, COMING_BACK, AWAY = range(1, 9)
_TASTE, _COST = 1, 2


@dataclass(eq=False)
class Bundle:
    gpu_model: int
    gpus: int
    threads: int
    memory_gib: int
    storage_gib: int
    open_market_usd_per_hour: float
    value_cap_ratio: float

    def is_but_for_the_model(self, other: Bundle, gpu_model: int) -> bool:
        """Whether it is the bundle of a GPU model that has what another has."""
        names = ("gpus", "threads", "memory_gib", "storage_gib")
        return self.gpu_model == gpu_model and all(getattr(self, name) == getattr(other, name) for name in names)


@dataclass(eq=False)
class Node:
    id: int
    gpu_model: int
    installed: dict[str, int]
    free: dict[str, int]
    state: int = UP
    downs: list[list[int]] = field(default_factory=list)  # from, until: the last one open to NEVER while it is down

    def has_room(self, bundle: Bundle) -> bool:
        return self.state == UP and self._fits(bundle, self.free)

    def could_hold(self, bundle: Bundle) -> bool:
        return self._fits(bundle, self.installed)

    def _fits(self, bundle: Bundle, there: dict[str, int]) -> bool:
        return self.gpu_model == bundle.gpu_model and all(n >= getattr(bundle, what) for what, n in there.items())

    def take(self, bundle: Bundle, times: int) -> None:
        for what in self.free:
            self.free[what] -= times * getattr(bundle, what)

    @property
    def is_down(self) -> bool:
        return self.state in (IN_MAINTENANCE, FAILED, INTERRUPTED, AT_FAULT)

    def down_blocks(self, since: int, until: int) -> int:
        return sum(max(0, min(end, until) - max(begin, since)) for begin, end in self.downs)


@dataclass(eq=False)
class Provider:
    id: int
    is_audited: bool
    level: int
    wallet: list[int]
    nodes: list[Node]

    def best_node(self, bundle: Bundle) -> Node | None:
        what = "gpus" if bundle.gpu_model >= 0 else "threads"
        fitting = [node for node in self.nodes if node.has_room(bundle)]
        return min(fitting, key=lambda node: node.free[what], default=None)


@dataclass(eq=False)
class Tenant:
    id: int
    tenant_class: int
    trust: float
    wallet: list[int]
    is_excluded: bool = False


@dataclass(eq=False)
class Intention:
    """What the market reads of a row of the world's table."""

    height: int
    serial: int
    tenant: int
    bundle: int
    duration_blocks: int
    max_price_ratio: float
    outside_ratio: float
    thinning: float
    denom_uniform: float
    forget_uniform: float
    event_key: int
    is_standing: int


@dataclass(eq=False)
class Search:
    """A tenant on its way to a lease: one intention, through all its attempts."""

    intention: Intention
    tenant: Tenant
    bundle: int
    duration: int
    top_ups: int  # it will make before it forgets
    is_standing: bool
    attempt: int = 0
    retries: int = 0
    has_chosen_again: bool = False
    is_rest: bool = False  # of a lease that an outage has cut short

    @property
    def serial(self) -> int:
        return self.intention.serial

    @property
    def key(self) -> Any:
        """What names the draws of the attempt."""
        key = np.uint64(self.intention.event_key)
        return event_bits(key, _PURPOSES, self.attempt)[0] if self.attempt else key

    def uniform(self, purpose: int, *more: int) -> float:
        return float(event_uniform(self.key, _PURPOSES + purpose, *more)[0])

    def taste_uniform(self, provider: int) -> float:
        return float(event_uniform(self.key, provider, _TASTE)[0])

    def cost_uniform(self, provider: int) -> float:
        return float(event_uniform(self.key, provider, _COST)[0])


@dataclass(eq=False)
class Return:
    """A search that goes on with the next attempt."""

    height: int
    why: str
    search: Search

    @property
    def serial(self) -> int:
        return self.search.serial


@dataclass(eq=False)
class Bid:
    provider: Provider
    node: Node
    price: int
    cost: int  # the provider's for this order; 0 if it has none of its own
    deposit: int
    taste: float


@dataclass(eq=False)
class Order:
    search: Search
    denom: int
    max_price: int
    posted_at: int
    first_bid_at: int = NEVER
    decided_at: int = NEVER
    gives_up_at: int = NEVER
    obstacle: str = ""  # why nobody bid when it was posted
    is_affordable: bool = False  # somebody who could hold it asked no more than it pays, were there room
    bids: list[Bid] = field(default_factory=list)

    @property
    def serial(self) -> int:
        return self.search.serial

    @property
    def tenant(self) -> Tenant:
        return self.search.tenant

    @property
    def bundle(self) -> int:
        return self.search.bundle


@dataclass(eq=False)
class Lease:
    order: Order
    bid: Bid
    start: int
    deposited: int = 0  # whole units ever put in
    paid_out: int = 0  # whole units ever withdrawn
    earned: int = 0  # micro ever moved to the payment
    settled: int = 0  # height of the last settlement
    in_whole_units: bool = False  # how it is settled under the law of now
    top_ups: int = 0
    next_top_up: int = NEVER
    next_withdrawal: int = 0
    counted: int = 0  # micro of spending in the tallies
    end: int = NEVER  # when it closed

    @property
    def serial(self) -> int:
        return self.order.serial

    @property
    def planned_end(self) -> int:
        return self.start + self.order.search.duration

    @property
    def left(self) -> int:
        """Micro in the account at the last settlement, with all that was put in since."""
        return self.deposited * MICRO - self.earned

    @property
    def dry(self) -> int:
        if self.in_whole_units:  # the last block for which what is due, in whole units, is there
            return self.settled + (self.left // MICRO * MICRO + MICRO - 1) // self.bid.price
        return self.settled + self.left // self.bid.price

    def spent_by(self, height: int) -> int:
        return self.earned + self.bid.price * min(height - self.settled, self.left // self.bid.price)
