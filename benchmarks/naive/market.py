"""The naive twin of the market: one object an agent, plain loops, plain Python integers, no compiler.

It follows the same rules as econsim/mechanisms/market (docs there) and shares only the draws and the units with it, so
that each proves the other. Where that keeps running totals, this recomputes from what a lease was ever paid. It keeps
no ledger: `log` lists every movement of money as (height, why, from, to, denom, amount), agents by id, leases as None.
"""

from __future__ import annotations

import math
from collections import Counter
from itertools import takewhile
from typing import Any

import numpy as np

from benchmarks.naive.agents import NEVER, Intention, Search, Tenant
from benchmarks.naive.outages import Outages
from benchmarks.naive.uptime import uptime

# In the order in which they happen within one height
OUTAGE, BREAK_OFF, LEASE_END, TOP_UP, WITHDRAWAL, FUNDS_CHECK, DECISION, GIVING_UP, COMING_BACK, ARRIVAL = range(10)
WEIGHTS = ("price_weight", "audit_weight", "taste_weight", "trust_weight", "least_uptime", "required_level")
Event = tuple[int, int, int, Any]  # height, kind, serial, handler


class NaiveMarket(Outages):
    """A market stepped like `run_market`."""

    def run(self, until: int, pricing: Any, choice: Any, wanted: Any, outages: Any = ()) -> Counter[Any]:
        """Let everything happen below a height; return the counts.

        outages: (height, state, node, height at which a maintenance begins that is noticed), in order.
        """
        self.pricing, self.wanted, self.first = pricing, wanted, self.cursor
        self.weights = {name: np.broadcast_to(getattr(choice, name), len(self.tenants)) for name in WEIGHTS}
        self.outages = [tuple(int(number) for number in outage) for outage in outages]
        self.knows_pairs = self.knows_pairs or bool(self.weights["trust_weight"].any())
        self.tally, began, was_running = Counter(), self.height, list(self.leases)
        self.started, self.decided, self.won = [], [], []
        for lease in self.leases:
            lease.in_whole_units = self.law.release.escrow_settles_whole_units
        while True:
            height, act = self._next()
            if height >= until:
                break
            self.height = height
            act()
            self._bid_again()
        self.height = until
        for lease in was_running + self.started:
            self._count_lease(lease, began, until)
        self._count_outages(began, until)
        return self.tally

    def _next(self) -> tuple[int, Any]:
        """Return height and handler of the first event."""
        height, *_, act = min(self._events(), key=lambda event: event[:3], default=(NEVER, None))
        return height, act

    def _events(self) -> list[Event]:
        events: list[Event] = [(height, OUTAGE, 0, self._next_outages) for height, *_ in self.outages[:1]]
        for height, lease in self.broken_off:
            events.append((height, BREAK_OFF, lease.serial, lambda at=height, of=lease: self._break_off(at, of)))
        for lease in self.leases:
            serial, every = lease.serial, self.habits.monitor_blocks
            events.append((lease.planned_end, LEASE_END, serial, lambda of=lease: self._end(of)))
            events.append((lease.next_top_up, TOP_UP, serial, lambda of=lease: self._top_up(of)))
            events.append((lease.next_withdrawal, WITHDRAWAL, serial, lambda of=lease: self._withdraw(of)))
            found_dry = lease.start + every * ((lease.dry - lease.start) // every + 1)
            events.append((found_dry, FUNDS_CHECK, serial, lambda of=lease: self._withdraw(of)))
        for order in self.orders:
            events.append((order.decided_at, DECISION, order.serial, lambda of=order: self._decide(of)))
            events.append((order.gives_up_at, GIVING_UP, order.serial, lambda of=order: self._give_up(of)))
        for again in self.returns:
            events.append((again.height, COMING_BACK, again.serial, lambda of=again: self._come_back(of)))
        if self.cursor < len(self.world.intentions):
            at, serial = (int(self.world.intentions.rows[name][self.cursor]) for name in ("height", "serial"))
            events.append((at, ARRIVAL, serial, self._arrive))
        return events

    def _next_outages(self) -> None:
        """Let all that nature has for the height happen as one event."""
        together = list(takewhile(lambda outage: outage[0] == self.height, self.outages))
        del self.outages[: len(together)]
        self._change_states(together)

    def _arrive(self) -> None:
        table, row = self.world.intentions, self.cursor
        intention = Intention(*(getattr(table, name)[row].item() for name in Intention.__dataclass_fields__))
        share = float(self.wanted[row - self.first])
        self.cursor += 1
        tenant, thinning = self.tenants[intention.tenant], intention.thinning
        is_standing, of_class = bool(intention.is_standing), self.of_class(tenant)
        wanted, top_ups = (intention.bundle, intention.duration_blocks), self._top_ups(intention.forget_uniform)
        search = Search(intention, tenant, *wanted, top_ups, is_standing)
        if thinning >= tenant.trust * share:
            if thinning < share and not is_standing:
                self.tally["intentions_suppressed"] += 1
                self._buy_outside(search)
        elif tenant.is_excluded:
            self.tally["intentions_excluded"] += 1
            self._buy_outside(search)
        elif of_class.one_at_a_time and self._is_busy(tenant):
            self.tally["intentions_busy"] += 1
        elif self._uptime() < of_class.least_uptime:
            self.tally["intentions_unreliable"] += 1
            self._buy_outside(search)
        else:
            self._post(search)

    def _top_ups(self, uniform: float) -> int:
        forget = self.habits.forget_top_up_ratio
        return NEVER if forget == 0.0 else int(math.log1p(-uniform) / math.log(1.0 - forget))

    def _is_busy(self, tenant: Tenant) -> bool:
        going_on = [*self.orders, *self.returns, *(lease.order for lease in self.leases)]
        return any(each.search.tenant is tenant for each in going_on)

    def _uptime(self) -> float:
        gpu_nodes = [node for provider in self.providers for node in provider.nodes if node.gpu_model >= 0]
        return uptime(gpu_nodes, self.days_since, self.height, self.day_blocks)
