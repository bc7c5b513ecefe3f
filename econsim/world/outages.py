"""Outages: when nodes go down, are told of maintenance and come back; and how long providers' nodes have been down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.units import SECONDS_PER_HOUR, IntArray
from econsim.world.outage_clocks import (
    MAINTENANCE,
    OF_JURISDICTION,
    OF_PROVIDER,
    OUTAGE,
    SHARED,
    NodeClocks,
    SharedClocks,
    all_run_that_should,
    begin_nodes,
    begin_shared,
    in_order,
    layers_of,
    outages_of_nodes,
    shared_points,
)
from econsim.world.providers import NOTICED, Nodes, Providers
from econsim.world.tables import Table, column, empty, longer, records

_ROOM = 256  # outages and points, to begin with
DAYS_OF_UPTIME = 30


class Downtimes(Table):
    """One row a provider, after the row of the market (all nodes with GPUs): how long its nodes were down of late."""

    n_nodes: IntArray = column("nodes")
    n_down: IntArray = column("nodes that are down")
    counted_to: IntArray = column("height up to which the days below are counted")
    last_day: IntArray = column("the last of the days below, counted from the start")
    days: IntArray = column("node-blocks down, by day modulo the number of days", lead=(DAYS_OF_UPTIME + 1,))


NOTHING = records(OUTAGE, 0)


@dataclass
class Outages:
    """What is still to come of outages, and what is remembered of those that were."""

    start_height: int  # from which clocks and days count
    nodes: NodeClocks
    shared: SharedClocks
    downtimes: Downtimes

    @classmethod
    def none(cls, start_height: int) -> Outages:
        """Return outages of a world in which nothing has broken yet."""
        return cls(start_height, empty(NodeClocks, 0), empty(SharedClocks, 0), empty(Downtimes, 0))

    def until(
        self,
        law: Any,
        nodes: Nodes,
        providers: Providers,
        since_height: int,
        until_height: int,
        seconds_per_block: float,
    ) -> Any:
        """Return the outages (OUTAGE) from a height to below another, by height, kind and node.

        law: a record of OUTAGE_LAW. Stretches follow each other; nodes that are new are up at the first height.
        """
        per_hour = SECONDS_PER_HOUR / seconds_per_block
        self._take_in(law, nodes, providers, float(since_height - self.start_height), per_hour)
        until = float(until_height - self.start_height)
        points = self._shared_until(law, until, per_hour)
        found, clocks = records(OUTAGE, _ROOM), self.nodes.rows
        while True:
            moved = clocks.copy()
            n = outages_of_nodes(law, nodes.rows, providers.rows, moved, points, until, per_hour, found)
            if n <= found.size:
                break
            found = records(OUTAGE, n)
        self.nodes.rows, due = moved, found[:n]
        due["height"] += self.start_height
        due["until"][due["kind"] == NOTICED] += self.start_height
        return in_order(due)

    def downtimes_of(self, nodes: Any, providers: Any) -> Any:
        """Return the records of downtimes, of the market and of all providers, with the nodes that there are now."""
        self.downtimes.grow(providers.size + 1 - len(self.downtimes))
        is_listed = (nodes["gpus"] > 0) | (nodes["threads"] > 0)
        owners = np.bincount(nodes["provider"][is_listed], minlength=providers.size)
        self.downtimes.n_nodes = np.concatenate([[np.count_nonzero(nodes["gpus"])], owners])
        return self.downtimes.rows

    def _shared_until(self, law: Any, until: float, per_hour: float) -> Any:
        """Take the shared points before a time and return them in order."""
        found, n = records(SHARED, _ROOM), 0
        while True:
            n = shared_points(law, self.shared.rows, until, per_hour, found, n)
            if n < found.size:
                break
            found = longer(found, found.size, "what nodes share")
        return found[:n][np.argsort(found["at"][:n], kind="stable")] if n else found[:0]

    def _take_in(self, law: Any, nodes: Nodes, providers: Providers, now: float, per_hour: float) -> None:
        """Let the clocks of nodes begin that are listed now and were not before, and those of what they share.

        The clock of a node that is not listed rests (NaN); when it is listed again, its next up time begins.
        """
        self._make_room(len(nodes))
        clocks = self.nodes
        if all_run_that_should(clocks.rows, nodes.rows):
            return
        rests, is_listed = np.isnan(clocks.next), nodes.is_listed
        self._let_rest(np.flatnonzero(~rests & ~is_listed))
        new = np.flatnonzero(rests & is_listed)
        begun = clocks.rows[new]
        begin_nodes(law, nodes.rows[new], begun, now, per_hour)
        clocks.rows[new] = begun
        known = set(zip(self.shared.kind.tolist(), self.shared.whose.tolist(), self.shared.layer.tolist(), strict=True))
        found = sorted(_sources(law, Nodes(nodes.rows[is_listed]), providers) - known)
        first = len(self.shared)
        if found:
            kind, whose, layer = np.array(found, dtype=np.int64).T
            self.shared.append(kind=kind, whose=whose, layer=layer)
        begin_shared(law, self.shared.rows[first:], now, per_hour)

    def _make_room(self, n_nodes: int) -> None:
        """Have a clock for every node; those that are new rest."""
        if missing := n_nodes - len(self.nodes):
            self.nodes.append(next=np.full(missing, np.nan))

    def _let_rest(self, which: IntArray) -> None:
        clocks = self.nodes
        clocks.next[which], clocks.is_down[which] = np.nan, 0
        clocks.number[which] += 1


def _sources(law: Any, nodes: Nodes, providers: Providers) -> set[tuple[int, int, int]]:
    """Return kind, whose and layer of all that some node shares with others."""
    layers = np.empty(len(nodes), dtype=np.int64)
    layers_of(law, nodes.rows, layers)
    found = set()
    shocks = (
        (OF_PROVIDER, nodes.provider, law.provider_share),
        (OF_JURISDICTION, providers.jurisdiction[nodes.provider], law.jurisdiction_share),
    )
    for kind, whose, share in shocks:
        if share > 0.0:
            found |= {
                (kind, each, layer)
                for each, n in set(zip(whose.tolist(), layers.tolist(), strict=True))
                for layer in range(n)
            }
    if law.maintenance_interval_hours > 0.0:
        found |= {(MAINTENANCE, each, 0) for each in nodes.provider.tolist()}
    return found
