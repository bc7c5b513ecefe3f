"""When tenants will want something: Poisson processes, each of which knows its next point and no later one.

Each process is a row: a tenant's base demand, or what one layer of a shock adds to it. The gap before its k-th point is
-ln(1 - u) / rate with a uniform keyed by (process, tenant, k), so points depend neither on how far ahead they are asked
for nor on what others do. A point is named by 64 bits, from which all follows that it is about (`wants.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from econsim.compiled import njit_borrowing
from econsim.draws import bits_of, uniform_of
from econsim.units import FloatArray, IntArray
from econsim.world.market_book import NEVER
from econsim.world.tables import Table, column, empty, longer, one_behind_the_other, record_type, records

BASE, STANDING = -1, -2  # kinds; extra demand has the number of its shock
_ROOM = 4096  # points, to begin with
_AT_A_TIME = 32  # gaps that are added up before they are added to the place reached

POINT = record_type(
    height=np.int64,
    tenant=np.int64,
    kind=np.int64,
    number=np.int64,  # among the points of its process
    extra=np.float64,  # excess over base demand from which on it is wanted; 0 for base
    identity=np.uint64,  # 64 bits that name it
    tenant_class=np.int64,  # of its tenant
)


class Processes(Table):
    """One row a tenant and process."""

    tenant: IntArray = column("tenant id")
    tenant_class: IntArray = column("class of its tenant")
    kind: IntArray = column("-1 for base demand, else the number of the shock")
    layer: IntArray = column("excess over base demand from which the layer begins")
    gap_key: Any = column("key of the gaps, by number", np.uint64)
    name_key: Any = column("what names the points, by number", np.uint64)
    level_key: Any = column("key of how far a point's `extra` lies above the layer's beginning", np.uint64)
    since: FloatArray = column("when it begins [s since start]", np.float64)
    per_second: FloatArray = column("rate [1/s]", np.float64)
    number: IntArray = column("of the next point")
    reached: FloatArray = column("sum of the gaps up to the last whole batch, at rate 1", np.float64)
    beyond: FloatArray = column("sum of the gaps since, at rate 1", np.float64)


@dataclass
class Arrivals:
    """What is still to come: processes with the heights of their next points, and points that are known already."""

    processes: Processes
    next_height: IntArray
    known: Any  # POINT, in order of height
    start_height: int
    seconds_per_block: float
    taken_to: int = 0  # the height below which all points have been taken

    @classmethod
    def none(cls) -> Arrivals:
        """Return arrivals in a world in which nobody wants anything of itself."""
        return cls(empty(Processes, 0), np.zeros(0, dtype=np.int64), records(POINT, 0), 0, 1.0)

    @classmethod
    def begun(cls, processes: Processes, known: Any, start_height: int, seconds_per_block: float) -> Arrivals:
        """Return arrivals whose processes stand before their first points; `known` is in any order."""
        processes.number[:] = -1
        heights = np.empty(len(processes), dtype=np.int64)
        _begin(processes.rows, heights, start_height, seconds_per_block)
        return cls(processes, heights, in_order(known), start_height, seconds_per_block)

    def until(self, height: int) -> Any:
        """Take the points below a height and return them in order."""
        found, n = records(POINT, _ROOM), 0
        while True:
            n = _come_up(
                self.processes.rows, self.next_height, self.start_height, self.seconds_per_block, height, found, n
            )
            if n < found.size:
                break
            found = longer(found, found.size, "points")
        n_known = int(np.searchsorted(self.known["height"], height))
        due, self.known, self.taken_to = self.known[:n_known], self.known[n_known:].copy(), height
        return in_order(one_behind_the_other(due, found[:n]) if n_known else found[:n])


def in_order(points: Any) -> Any:
    """Return points by height, tenant, kind, number and level."""
    ordered = records(POINT, points.size)
    _put_in_order(points, np.argsort(points["height"]), ordered)
    return ordered


def n_points_within(keys: Any, spans: FloatArray) -> IntArray:
    """Return how many points of rate-1 processes with these keys of their gaps lie within these spans."""
    processes: Processes = empty(Processes, spans.size)
    processes.gap_key, processes.number[:] = keys, -1
    counts = np.zeros(spans.size, dtype=np.int64)
    _count_within(processes.rows, spans, counts)
    return counts


@njit_borrowing
def _advance(process: Any) -> float:
    """Let a process go on to its next point; return its place at rate 1."""
    process.number += 1
    if process.number % _AT_A_TIME == 0:
        process.reached += process.beyond
        process.beyond = 0.0
    process.beyond -= math.log1p(-uniform_of(bits_of(process.gap_key, process.number)))
    return float(process.reached + process.beyond)


@njit_borrowing
def _next_height(process: Any, start_height: int, seconds_per_block: float) -> int:
    block = (process.since + _advance(process) / process.per_second) / seconds_per_block
    return start_height + math.floor(block) if block < NEVER else NEVER


@njit_borrowing
def _begin(processes: Any, heights: Any, start_height: int, seconds_per_block: float) -> None:
    for row in range(heights.size):
        heights[row] = _next_height(processes[row], start_height, seconds_per_block)


@njit_borrowing
def _come_up(
    processes: Any, heights: Any, start_height: int, seconds_per_block: float, until: int, found: Any, n: int
) -> int:
    """Note the points below a height behind the first n while there is room; return how many are noted then."""
    for row in range(heights.size):
        while heights[row] < until and n < found.size:
            process, point = processes[row], found[n]
            point.height = heights[row]
            point.tenant, point.tenant_class = process.tenant, process.tenant_class
            point.kind, point.number = process.kind, process.number
            point.identity = bits_of(process.name_key, process.number)
            if process.kind != BASE:
                point.extra = process.layer + 1.0 - uniform_of(bits_of(process.level_key, point.identity))
            heights[row] = _next_height(process, start_height, seconds_per_block)
            n += 1
    return n


@njit_borrowing
def _count_within(processes: Any, spans: Any, counts: Any) -> None:
    for row in range(spans.size):
        while _advance(processes[row]) < spans[row]:
            counts[row] += 1


@njit_borrowing
def _put_in_order(points: Any, order: Any, ordered: Any) -> None:
    """Fill in points by height, and settle ties, which are few."""
    for last in range(1, order.size):
        row = last
        while row > 0 and _comes_before(points[order[row]], points[order[row - 1]]):
            order[row], order[row - 1] = order[row - 1], order[row]
            row -= 1
    for row in range(order.size):
        ordered[row] = points[order[row]]


@njit_borrowing
def _comes_before(one: Any, other: Any) -> bool:
    if one.height != other.height:
        return False
    if one.tenant != other.tenant:
        return bool(one.tenant < other.tenant)
    if one.kind != other.kind:
        return bool(one.kind < other.kind)
    if one.number != other.number:
        return bool(one.number < other.number)
    return bool(one.extra < other.extra)
