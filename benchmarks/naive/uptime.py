"""How much of the last 30 days nodes were up."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.naive.agents import Node

DAYS = 30


def uptime(nodes: Sequence[Node], first: int, height: int, day_blocks: int) -> float:
    """Return the share of node-blocks up, from the beginning of the day 30 days ago to a height.

    first: height at which day 0 has begun. Nodes that came later count as if they had been up before.
    """
    begin = first + max(0, (height - first) // day_blocks - DAYS) * day_blocks
    window = len(nodes) * (height - begin)
    return 1.0 - sum(node.down_blocks(begin, height) for node in nodes) / window if window else 1.0
