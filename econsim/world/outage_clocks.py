"""The clocks of outages: each knows its next point and no later one, so nothing depends on how far ahead one asks.

Times are in blocks since the start. Every draw is named by what it is for: a node's by its identity and the number of
its up time, a provider's or jurisdiction's by its id, layer and number. One more node moves nobody else's.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.draws import bits_of, uniform_of
from econsim.units import FloatArray, IntArray
from econsim.world.providers import FAILED, IN_MAINTENANCE, NOTICED, UP
from econsim.world.tables import Table, column, record_type, records

PURPOSES = ("up time", "repair", "shock of a provider", "shock of a jurisdiction", "maintenance", "level")
_UP_TIME, _REPAIR, OF_PROVIDER, OF_JURISDICTION, MAINTENANCE, _LEVEL = range(len(PURPOSES))

OUTAGE_LAW = record_type(
    keys=(np.uint64, len(PURPOSES)),
    mtbf_gpu_hours=(np.float64, 2),  # by grade: data centre, consumer
    cpu_mtbf_hours=np.float64,  # of a node without GPUs
    mttr_hours=(np.float64, 2),  # by grade
    weibull_shape=np.float64,
    provider_share=np.float64,  # of a node's failure rate, from shocks that strike its provider ...
    jurisdiction_share=np.float64,  # ... and its jurisdiction
    maintenance_interval_hours=np.float64,  # 0 for none
    maintenance_hours=np.float64,
    notice_hours=np.float64,
)
OUTAGE = record_type(  # a node, or all tenants of a class, enter a state
    height=np.int64,
    kind=np.int64,  # the state
    node=np.int64,  # or -1 - a tenant class, which is EXCLUDED or UP
    until=np.int64,  # NOTICED: height at which the maintenance begins; else 0
)


def entered(node: IntArray, height: IntArray | int, state: int) -> Any:
    """Return OUTAGE records of nodes that enter a state at a height of their own, or at one for all."""
    found = records(OUTAGE, node.size)
    found["height"], found["kind"], found["node"] = height, state, node
    return found


def in_order(outages: Any) -> Any:
    """Return OUTAGE records by height, state and node, as the market takes them."""
    return outages[np.lexsort((outages["node"], outages["kind"], outages["height"]))]


SHARED = record_type(  # a point that several nodes may have in common
    at=np.float64,
    until=np.float64,  # maintenance: when it begins
    level=np.float64,  # common shock: it strikes nodes whose failure rate is above [1/hour]
    kind=np.int64,
    whose=np.int64,
)


class NodeClocks(Table):
    """One row a node."""

    next: FloatArray = column(
        "when it fails of itself or, while it is down, is back [blocks since start]; NaN: it rests", np.float64
    )
    maintained: FloatArray = column("when a maintenance begins that it was told of, infinite for none", np.float64)
    number: IntArray = column("of its up times so far")
    is_down: IntArray = column("1 while it is down", np.int64)


class SharedClocks(Table):
    """One row a source of what nodes share: a layer of the shocks of a provider or jurisdiction, or maintenance.

    Layer j of shocks strikes nodes by failure rate: from 2^(j-1) to 2^j times that of one GPU of a data centre, layer
    0 below it. A bigger node adds a layer, and those below stay as they were.
    """

    kind: IntArray = column("OF_PROVIDER, OF_JURISDICTION or MAINTENANCE")
    whose: IntArray = column("provider or jurisdiction id")
    layer: IntArray = column("of shocks")
    number: IntArray = column("of its points so far")
    next: FloatArray = column("when its next point comes [blocks since start]", np.float64)


@njit_borrowing
def failure_rate(law: Any, node: Any) -> float:
    """Return how often a node fails [1/hour]: its GPUs over the MTBF of its grade, without GPUs by its own MTBF."""
    if node.gpus > 0:
        return float(node.gpus / law.mtbf_gpu_hours[node.is_consumer])
    return float(1.0 / law.cpu_mtbf_hours)


@njit_borrowing
def _edge(law: Any, layer: int) -> float:
    """Return the failure rate below which a layer of shocks lies [1/hour]."""
    return float(2.0**layer / law.mtbf_gpu_hours[0]) if layer >= 0 else 0.0


@njit_borrowing
def layers_of(law: Any, nodes: Any, layers: IntArray) -> None:
    """Note how many layers of shocks may strike each node."""
    for row in range(nodes.size):
        rate, layers[row] = failure_rate(law, nodes[row]), 1
        while _edge(law, layers[row] - 1) < rate:
            layers[row] += 1


@njit_borrowing
def all_run_that_should(clocks: Any, nodes: Any) -> bool:
    """Return whether the clocks of nodes that are listed run and those of all others rest."""
    for row in range(nodes.size):
        is_listed = nodes[row].gpus > 0 or nodes[row].threads > 0
        if math.isnan(clocks[row].next) == is_listed:
            return False
    return True


@njit_borrowing
def begin_nodes(law: Any, nodes: Any, clocks: Any, now: float, blocks_per_hour: float) -> None:
    """Let nodes begin an up time, by the number that each clock has come to."""
    for row in range(nodes.size):
        clocks[row].maintained = math.inf
        clocks[row].next = now + _up_blocks(law, nodes[row], clocks[row].number, blocks_per_hour)


@njit_borrowing
def begin_shared(law: Any, shared: Any, now: float, blocks_per_hour: float) -> None:
    """Let what nodes share begin."""
    for row in range(shared.size):
        shared[row].next = now + _gap_blocks(law, shared[row], blocks_per_hour)


@njit_borrowing
def _exponential(bits: Any) -> float:
    return -math.log1p(-uniform_of(bits))


@njit_borrowing
def _up_blocks(law: Any, node: Any, number: int, blocks_per_hour: float) -> float:
    """Return how long a node is up until it fails of itself, a block at least.

    The share of failures that it has with others apart, its rate is that of its own failures; Weibull with this mean.
    """
    rate = failure_rate(law, node) * (1.0 - law.provider_share - law.jurisdiction_share)
    if rate <= 0.0:
        return math.inf
    drawn = _exponential(bits_of(bits_of(law.keys[_UP_TIME], node.identity), number))
    if law.weibull_shape != 1.0:
        drawn = drawn ** (1.0 / law.weibull_shape) / math.gamma(1.0 + 1.0 / law.weibull_shape)
    return float(max(1.0, drawn / rate * blocks_per_hour))


@njit_borrowing
def _repair_blocks(law: Any, node: Any, number: int, blocks_per_hour: float) -> float:
    hours = law.mttr_hours[node.is_consumer if node.gpus > 0 else 0]
    drawn = _exponential(bits_of(bits_of(law.keys[_REPAIR], node.identity), number))
    return float(max(1.0, drawn * hours * blocks_per_hour))


@njit_borrowing
def _gap_blocks(law: Any, clock: Any, blocks_per_hour: float) -> float:
    """Return how long it is to the next point of a source, a block at least.

    A maintenance comes so long after the end of the one before.
    """
    bits = bits_of(bits_of(bits_of(law.keys[clock.kind], clock.whose), clock.layer), clock.number)
    if clock.kind == MAINTENANCE:
        mean = law.maintenance_interval_hours
    else:
        share = law.provider_share if clock.kind == OF_PROVIDER else law.jurisdiction_share
        rate = share * (_edge(law, clock.layer) - _edge(law, clock.layer - 1))
        if rate == 0.0:  # a share too small for a number
            return math.inf
        mean = 1.0 / rate
    return float(max(1.0, _exponential(bits) * mean * blocks_per_hour))


@njit_borrowing
def shared_points(law: Any, shared: Any, until: float, blocks_per_hour: float, found: Any, n: int) -> int:
    """Note the points before a time behind the first n while there is room; return how many are noted then."""
    for row in range(shared.size):
        clock = shared[row]
        while clock.next < until and n < found.size:
            point, after = found[n], clock.next
            point.at, point.kind, point.whose = clock.next, clock.kind, clock.whose
            if clock.kind == MAINTENANCE:
                point.until = clock.next + law.notice_hours * blocks_per_hour
                after = point.until + max(1.0, law.maintenance_hours * blocks_per_hour)
            else:
                below = _edge(law, clock.layer - 1)
                bits = bits_of(bits_of(bits_of(law.keys[_LEVEL], clock.kind), clock.whose), clock.layer)
                point.level = below + uniform_of(bits_of(bits, clock.number)) * (_edge(law, clock.layer) - below)
            clock.number += 1
            clock.next = after + _gap_blocks(law, clock, blocks_per_hour)
            n += 1
    return n


@njit_borrowing
def outages_of_nodes(
    law: Any, nodes: Any, providers: Any, clocks: Any, points: Any, until: float, blocks_per_hour: float, found: Any
) -> int:
    """Let every node live through a stretch of time; return how many states are entered, and note what fits of them.

    points: shared ones before `until`, in order of time. A node that is down is struck by nothing and told of nothing;
    one that fails before a maintenance that it was told of stays out of it. Each up time is a new one. A node whose
    clock rests is left out.
    """
    n = 0
    for row in range(nodes.size):
        node, clock, place = nodes[row], clocks[row], 0
        while not math.isnan(clock.next):
            while place < points.size and not _concerns(law, points[place], node, providers):
                place += 1
            shared = points[place].at if place < points.size else until
            at = min(clock.next, clock.maintained, shared, until)
            if at == until:
                break
            kind, begins = UP, 0.0
            if clock.is_down != 0 and at == clock.next:
                clock.is_down, clock.number = 0, clock.number + 1
                clock.next = at + _up_blocks(law, node, clock.number, blocks_per_hour)
            elif at == clock.next or (at == shared and points[place].kind != MAINTENANCE):
                kind = FAILED
                place += at == shared
                if clock.is_down != 0:
                    continue
                clock.next = at + _repair_blocks(law, node, clock.number, blocks_per_hour)
            elif at == clock.maintained:
                kind = IN_MAINTENANCE
                clock.next = at + max(1.0, law.maintenance_hours * blocks_per_hour)
            else:
                kind, begins = NOTICED, points[place].until
                place += 1
                if clock.is_down != 0:
                    continue
                clock.maintained = begins
            if kind in (FAILED, IN_MAINTENANCE):
                clock.is_down, clock.maintained = 1, math.inf
            if n < found.size:
                outage = found[n]
                outage.height, outage.kind, outage.node, outage.until = math.floor(at), kind, row, math.floor(begins)
            n += 1
    return n


@njit_borrowing
def _concerns(law: Any, point: Any, node: Any, providers: Any) -> bool:
    """Return whether a shared point is one of a node's."""
    if point.kind == MAINTENANCE:
        return bool(point.whose == node.provider)
    whose = node.provider if point.kind == OF_PROVIDER else providers[node.provider].jurisdiction
    return bool(point.whose == whose and point.level < failure_rate(law, node))
