"""Leases of the naive market: deposits, top-ups, withdrawals, and how they end and what that leaves behind."""

from __future__ import annotations

from benchmarks.naive.agents import NEVER, Bid, Lease, Order
from benchmarks.naive.book import Book
from econsim.units import DENOMS, MICRO


class Leases(Book):
    """Escrow is recomputed from what a lease was ever paid."""

    def _begin(self, order: Order, winner: Bid) -> None:
        lease = Lease(order, winner, self.height, top_ups=order.search.top_ups, settled=self.height)
        lease.in_whole_units = self.law.release.escrow_settles_whole_units
        self.note("deposits of winning bids", None, None, 0, winner.deposit)
        cost = -(-winner.price * self.habits.deposit_blocks // MICRO)
        self._deposit(lease, max(cost, self.law.deployment.min_deposits.get(DENOMS[order.denom], 0)))
        lease.next_withdrawal = self.height + self.habits.withdrawal_blocks
        self._plan_top_up(lease)
        self.leases.append(lease)
        self.started.append(lease)
        self.tally["leases_started"] += 1

    def _top_up(self, lease: Lease) -> None:
        self._deposit(lease, -(-min(self._needed(lease), lease.bid.price * self.habits.top_up_blocks) // MICRO))
        lease.top_ups -= 1
        self._plan_top_up(lease)

    def _plan_top_up(self, lease: Lease) -> None:
        is_short = self._needed(lease) > 0
        lease.next_top_up = self.height + self.habits.top_up_blocks if is_short and lease.top_ups > 0 else NEVER

    def _needed(self, lease: Lease) -> int:
        """Micro that the account lacks to pay up to the planned end."""
        return lease.bid.price * (lease.planned_end - lease.settled) - lease.left

    def _withdraw(self, lease: Lease) -> None:
        if self._settle(lease):
            self._close(lease, "dry")
            return
        self._pay_out(lease)
        lease.next_withdrawal += self.habits.withdrawal_blocks

    def _end(self, lease: Lease, cause: str = "planned") -> str:
        """Close the deployment, and refund what is left; return by what cause it ends, which is `dry` if too little is.

        causes: planned, tenant, provider, failure, spot_interruption, exclusion, fault.
        """
        if self._settle(lease):
            cause = "dry"
        else:
            refund = (lease.deposited * MICRO - lease.earned) // MICRO
            lease.deposited -= refund
            lease.order.tenant.wallet[lease.order.denom] += refund
            self.note("escrow refunds", None, lease.order.tenant.id, lease.order.denom, refund)
        self._close(lease, cause)
        return cause

    def _close(self, lease: Lease, cause: str) -> None:
        bid, denom = lease.bid, lease.order.denom
        self._pay_out(lease)
        self.note("dust left in escrow", None, 0, denom, lease.deposited - lease.paid_out)
        bid.provider.wallet[0] += bid.deposit
        self.note("bid deposits of closed leases", None, bid.provider.id, 0, bid.deposit)
        self.give_back(bid.node, lease.order.bundle)
        self.leases.remove(lease)
        lease.end = self.height
        self.tally["ended", cause] += 1
        self._remember(lease, cause)

    def _remember(self, lease: Lease, cause: str) -> None:
        """Let the tenant's trust in the provider and in the market follow from how its lease has ended."""
        tenant, provider, habits = lease.order.tenant, lease.bid.provider, self.habits
        is_broken = cause in ("provider", "failure", "spot_interruption", "fault")
        if is_broken:
            tenant.trust -= habits.failure_trust_loss * tenant.trust
        if self.knows_pairs and (is_broken or cause == "planned"):
            trust = self.trust_in(tenant, provider)
            trust += -habits.pair_loss * (1.0 + trust) if is_broken else habits.pair_gain * (1.0 - trust)
            self.met[tenant.id, provider.id] = trust, self.height

    # --- money -----------------------------------------------------------------------------------------------

    def _settle(self, lease: Lease) -> bool:
        """Pay what is due up to now; if the account cannot, pay everything that is left."""
        due = lease.bid.price * (self.height - lease.settled)
        if lease.in_whole_units:
            due -= due % MICRO
        is_dry = due > lease.left
        if is_dry:
            self.tally["unpaid_blocks"] += self.height - lease.dry
            if lease.in_whole_units:
                self.tally[f"unsettled_{DENOMS[lease.order.denom]}_micro"] += due - lease.left
        lease.earned += min(due, lease.left)
        lease.settled = self.height
        return is_dry

    def _pay_out(self, lease: Lease) -> None:
        denom, take = lease.order.denom, self.law.take
        amount = lease.earned // MICRO - lease.paid_out
        fee = amount * take.denom_take_rates.get(DENOMS[denom], take.default_take_rate) // 100
        lease.paid_out += amount
        lease.bid.provider.wallet[denom] += amount - fee
        self.note("paid to providers", None, lease.bid.provider.id, denom, amount - fee)
        self.note("take fees", None, 0, denom, fee)

    def _deposit(self, lease: Lease, amount: int) -> None:
        tenant, denom = lease.order.tenant, lease.order.denom
        missing = max(0, amount - tenant.wallet[denom])
        self.note("bought by tenants", 0, tenant.id, denom, missing)
        self.note("escrow deposits", tenant.id, None, denom, amount)
        tenant.wallet[denom] += missing - amount
        lease.deposited += amount

    def _count_lease(self, lease: Lease, began: int, until: int) -> None:
        """Add a lease's overlap with the epoch, and what it spent in it."""
        bundle, denom = self.bundles[lease.order.bundle], lease.order.denom
        overlap = min(until, lease.end) - max(began, lease.start)
        self.count("gpu_blocks", bundle, overlap * bundle.gpus)
        tenant_class = lease.order.tenant.tenant_class
        for part, micro in self._worth_of_a_block(lease).items():
            self.tally[f"{part}_micro", "class", tenant_class] += overlap * micro
        self.tally["thread_blocks"] += overlap * bundle.threads
        spent = lease.earned if lease.end < NEVER else lease.spent_by(until)
        self.count(f"spent_{DENOMS[denom]}_micro", bundle, spent - lease.counted)
        self.tally[f"spent_{DENOMS[denom]}_micro", "class", tenant_class] += spent - lease.counted
        lease.counted = spent

    def _worth_of_a_block(self, lease: Lease) -> dict[str, int]:
        """What a block is worth to the tenant, what a cap leaves out, and the part above the open market."""
        wants, bundle = lease.order.search.intention, self.bundles[lease.order.bundle]
        ratios = [wants.max_price_ratio, wants.outside_ratio * bundle.value_cap_ratio, wants.outside_ratio]
        full, cap, outside = (int(ratio * self.open_market(1, lease.order.bundle)) for ratio in ratios)
        value = min(full, cap)
        return {"value": value, "beyond_cap": full - value, "above_outside": max(0, value - outside)}
