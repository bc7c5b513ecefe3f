"""Outages of nodes in the naive market: what they end, and when nodes are up again."""

from __future__ import annotations

from benchmarks.naive.agents import (
    AT_FAULT,
    EXCLUDED,
    FAILED,
    HEEDING,
    IN_MAINTENANCE,
    INTERRUPTED,
    NEVER,
    NOTICED,
    UP,
    Lease,
    Node,
)
from benchmarks.naive.orders import Orders

# height, state, node or -1 - tenant class, height at which a maintenance begins that is noticed
Outage = tuple[int, int, int, int]
CAUSES = {
    NOTICED: "tenant",
    IN_MAINTENANCE: "provider",
    FAILED: "failure",
    INTERRUPTED: "spot_interruption",
    AT_FAULT: "fault",
}


class Outages(Orders):
    """Nature says which state a node enters when; the market follows."""

    def _change_states(self, outages: list[Outage]) -> None:
        """Let nodes enter the states of one height, those that are down only UP; who has to go for it goes then."""
        nodes = {node.id: node for provider in self.providers for node in provider.nodes}
        begins = {}
        for _, state, row, at in outages:
            if row < 0:
                for tenant in self.tenants:
                    if tenant.tenant_class == -1 - row:
                        tenant.is_excluded = state == EXCLUDED
                continue
            node, was_down = nodes[row], nodes[row].is_down
            if was_down and state not in (UP, EXCLUDED):
                continue
            node.state, begins[row] = state, at
            if node.is_down and not was_down:
                node.downs.append([self.height, NEVER])
            if was_down and not node.is_down:
                node.downs[-1][1] = self.height
            if state == UP:
                self.freed.append(node)
        for lease in self.leases:
            node, is_excluded = lease.bid.node, self._is_excluded(lease) and lease.planned_end > self.height
            if is_excluded or (node.id in begins and self._has_to_go(lease, node, begins[node.id])):
                self.broken_off.append((self.height, lease))

    def _is_excluded(self, lease: Lease) -> bool:
        return lease.order.tenant.is_excluded or lease.bid.node.state == EXCLUDED

    def _has_to_go(self, lease: Lease, node: Node, begins: int) -> bool:
        if node.state == NOTICED:
            is_hit, u = lease.planned_end > begins, lease.order.search.uniform(HEEDING, begins)
            return is_hit and lease.planned_end > self.height and u < self.habits.heeds_notice
        return node.is_down and lease.planned_end > self.height

    def _break_off(self, height: int, lease: Lease) -> None:
        self.broken_off.remove((height, lease))
        cause = "exclusion" if self._is_excluded(lease) else CAUSES[lease.bid.node.state]
        if self._end(lease, cause) == cause:
            self._reopen(lease)

    def _count_outages(self, began: int, until: int) -> None:
        """Add the blocks that nodes, and their GPUs, were down in the stretch."""
        for provider in self.providers:
            for node in provider.nodes:
                blocks = node.down_blocks(began, until)
                self.tally["node_blocks_down"] += blocks
                self.tally["gpu_blocks_down", "model", node.gpu_model] += blocks * node.installed["gpus"]
