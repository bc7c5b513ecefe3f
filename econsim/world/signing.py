"""Signatures on blocks: what validators miss, what their windows still hold, and double signs not yet seen.

Blocks of an epoch are numbered from 0, its first one.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from econsim.units import BoolArray, FloatArray, IntArray
from econsim.world.growing import GrowingTable
from econsim.world.tables import column


class Faults(NamedTuple):
    """What goes wrong with validators in an epoch, whether or not they are in the set.

    absent: (n, 4), a row a run of blocks that a validator does not sign, by validator, then in order, without overlaps:
    validator, number of the first block, number of the last, 1 if it is offline (0: it is up and misses them).
    double_signs: (n, 3), a row a block of which a validator signs two, in order: validator, number of the block,
    blocks until another one holds the evidence (1 at least). is_offline: by validator, when the epoch ends.
    """

    absent: IntArray
    double_signs: IntArray
    is_offline: BoolArray


class MissedVotes(GrowingTable):
    """One row a run of votes that a validator missed and its window still holds, by validator, then in order.

    Votes are counted from 0, the first since the window began.
    """

    validator: IntArray = column("validator id")
    first: IntArray = column("first vote missed")
    last: IntArray = column("last vote missed")


class DoubleSigns(GrowingTable):
    """One row a block of which a validator has signed two, until a block holds the evidence."""

    validator: IntArray = column("validator id")
    height: IntArray = column("height of the two blocks")
    seconds: FloatArray = column("their time [s since start]", np.float64)
    power: IntArray = column("its voting power on them")
    evidence_height: IntArray = column("height of the block that will hold the evidence")
