"""The blocks of an epoch that validators miss, in compiled code: in outages, and single ones by geometric gaps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from econsim.compiled import njit
from econsim.draws import bits_of, uniform_of
from econsim.units import BoolArray, FloatArray, IntArray

_SPARE = 64  # rows
Epoch = tuple[int, int, float]  # number of its first block since the start, of its blocks, seconds a block


@njit
def missed_blocks(
    spells: FloatArray, first_spell: IntArray, epoch: Epoch, rate: float, key: Any
) -> tuple[IntArray, BoolArray]:
    """Return the runs of blocks that validators miss (world/signing.py, Faults), and who is offline at the epoch's end.

    spells: begin and end [s since start], in order; those of validator v are first_spell[v] to first_spell[v + 1] - 1.
    rate: probability that another block is missed; key: bits of the epoch's draws.
    """
    first, n_blocks, seconds = epoch
    found, size, log_up = np.empty((_SPARE, 4), np.int64), 0, math.log1p(-rate) if rate < 1.0 else -math.inf
    is_offline = np.zeros(first_spell.size - 1, np.bool_)
    for validator in range(is_offline.size):
        bits, n_drawn, miss = bits_of(key, validator), 0, -1
        miss += _gap(bits, n_drawn, log_up, n_blocks)
        place = first_open(spells, first_spell[validator], first_spell[validator + 1], first * seconds)
        low = 0
        while low < n_blocks:
            low, high = n_blocks, n_blocks - 1
            if place < first_spell[validator + 1]:
                low = min(max(math.ceil(spells[place, 0] / seconds) - first, 0), n_blocks)
                high = math.ceil(spells[place, 1] / seconds) - first - 1
                is_offline[validator] |= math.ceil(spells[place, 0] / seconds) - first <= n_blocks <= high
                high = min(high, n_blocks - 1)
                place += 1
            while miss <= high:
                if miss < low:
                    found, size = _added(found, size, validator, miss, miss, 0)
                n_drawn += 1
                miss += _gap(bits, n_drawn, log_up, n_blocks)
            if low <= high:
                found, size = _added(found, size, validator, low, high, 1)
    return found[:size], is_offline


@njit
def _gap(bits: Any, number: int, log_up: float, most: int) -> int:
    """Return after how many blocks the next one is missed: geometric, at least 1; more than `most` is enough."""
    if log_up == 0.0:
        return most + 1
    return 1 + int(min(math.log(1.0 - uniform_of(bits_of(bits, number))) / log_up, float(most)))


@njit
def first_open(spells: FloatArray, begin: int, end: int, seconds: float) -> int:
    """Return the first of some spells that ends after a time."""
    while begin < end:
        middle = (begin + end) // 2
        if spells[middle, 1] > seconds:
            end = middle
        else:
            begin = middle + 1
    return begin


@njit
def _added(found: IntArray, size: int, validator: int, first: int, last: int, is_offline: int) -> tuple[IntArray, int]:
    """Return the runs with one more, and how many they are."""
    if size == found.shape[0]:
        more = np.empty((2 * size, 4), np.int64)
        more[:size] = found
        found = more
    found[size, 0], found[size, 1], found[size, 2], found[size, 3] = validator, first, last, is_offline
    return found, size + 1
