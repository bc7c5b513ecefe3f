"""Uptime: which part of its node-blocks a provider, or the market, was up of late.

Node-blocks down are counted by day in a ring, one row a provider (`Downtimes`), written when nodes go down and come
back and at no other moment, so epochs have no say in it. Days are whole numbers of blocks from the start on.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing
from econsim.mechanisms.market.records import Market, Record
from econsim.world.outages import DAYS_OF_UPTIME


@njit_borrowing
def uptime_of(m: Market, provider: int, height: int) -> float:
    """Return the uptime of a provider's nodes over the last 30 days before a height."""
    return share_up(m.downtimes[1 + provider], m.rules, height)


@njit_borrowing
def market_uptime(m: Market, height: int) -> float:
    """Return the same of all nodes with GPUs together."""
    return share_up(m.downtimes[0], m.rules, height)


@njit_borrowing
def note_down(downtime: Record, rules: Record, height: int, change: int) -> None:
    """Note that a node goes down (`change` 1) or comes back (-1) at a height."""
    if downtime.n_down > 0:
        _count_days(downtime, rules, height)
    downtime.counted_to = height
    downtime.n_down += change


@njit_borrowing
def _count_days(downtime: Record, rules: Record, height: int) -> None:
    """Count the node-blocks down since the last time, by day; days that are long past are forgotten."""
    since = downtime.counted_to
    while since < height:
        day = (since - rules.start_height) // rules.day_blocks
        until = min(height, rules.start_height + (day + 1) * rules.day_blocks)
        for new in range(max(downtime.last_day + 1, day - DAYS_OF_UPTIME), day + 1):
            downtime.days[new % (DAYS_OF_UPTIME + 1)] = 0
        downtime.last_day = day
        downtime.days[day % (DAYS_OF_UPTIME + 1)] += downtime.n_down * (until - since)
        since = until


@njit_borrowing
def share_up(downtime: Record, rules: Record, height: int) -> float:
    """Return 1 - node-blocks down / (nodes x blocks), from the beginning of the day 30 days ago to a height.

    From the start on, if that is later; 1 at the start, and for who has no node. A node that is told of a maintenance
    is up; one that is new counts as if it had always been up.
    """
    first_day = max(0, (height - rules.start_height) // rules.day_blocks - DAYS_OF_UPTIME)
    first = rules.start_height + first_day * rules.day_blocks
    node_blocks = downtime.n_nodes * (height - first)
    if node_blocks == 0:
        return 1.0
    down = downtime.n_down * (height - max(downtime.counted_to, first))
    for day in range(first_day, downtime.last_day + 1):
        down += downtime.days[day % (DAYS_OF_UPTIME + 1)]
    return float(1.0 - down / node_blocks)
