"""Outages of neglect: those that a validator has beside the others while too little is spent on its operation.

Of each validator the outages are drawn that it would have if nothing were spent; each has a draw of its own, and
happens where that lies below the part of the cost that is saved. So less spending only adds outages, the hours offline
are in proportion to what is saved, and an outage ends at the latest with the epoch in which enough is spent again.
"""

from __future__ import annotations

import numpy as np

from econsim.compiled import njit
from econsim.shocks.validator_outages.misses import first_open
from econsim.units import FloatArray, IntArray


@njit
def with_neglect(
    times: FloatArray,
    first: IntArray,
    neglect: FloatArray,
    first_neglect: IntArray,
    saved_share: FloatArray,
    span: tuple[float, float],
) -> tuple[FloatArray, IntArray]:
    """Return the outages that touch a span of time [s since start], those of neglect that happen among them.

    times: begin and end of the others; those of validator v are first[v] to first[v + 1] - 1. neglect: the same and
    the draws of those of neglect. What overlaps becomes one. Where they begin is returned like `first`.
    """
    found, n = np.empty((times.shape[0] + neglect.shape[0], 2)), 0
    begins = np.zeros(first.size, np.int64)
    for validator in range(first.size - 1):
        begins[validator] = n
        place, end = first_open(times, first[validator], first[validator + 1], span[0]), first[validator + 1]
        other, other_end = first_neglect[validator], first_neglect[validator + 1]
        other = first_open(neglect, other, other_end, span[0])
        while True:
            while other < other_end and neglect[other, 0] < span[1] and neglect[other, 2] >= saved_share[validator]:
                other += 1
            is_one = place < end and times[place, 0] < span[1]
            is_other = other < other_end and neglect[other, 0] < span[1]
            if not is_one and not is_other:
                break
            if is_one and (not is_other or times[place, 0] <= neglect[other, 0]):
                begin, until, place = times[place, 0], times[place, 1], place + 1
            else:
                begin, until, other = neglect[other, 0], neglect[other, 1], other + 1
            if n > begins[validator] and begin <= found[n - 1, 1]:
                found[n - 1, 1] = max(found[n - 1, 1], until)
            else:
                found[n, 0], found[n, 1] = begin, until
                n += 1
    begins[-1] = n
    return found[:n], begins
