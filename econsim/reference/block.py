"""The block that is being made: what every module reads of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Block:
    """Height and time [seconds] of the current block."""

    height: int = 0
    time: int = 0
