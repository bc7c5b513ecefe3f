"""The window of signatures, in compiled code: which vote brings a validator's missed ones above what it may miss.

The chain keeps a bit a vote, the last `window` of them; here runs of missed votes are kept, which costs what is missed
and not what is signed. A run is a record (validator, first, last), see world/signing.py.
"""

from __future__ import annotations

from econsim.compiled import njit_borrowing as njit
from econsim.mechanisms.staking.records import Records

NONE = -1


@njit
def missed_up_to(runs: Records, begin: int, end: int, vote: int) -> int:
    """Return how many votes of some runs are missed, up to a vote and with it."""
    missed = 0
    for place in range(begin, end):
        if runs[place].first > vote:
            break
        missed += min(runs[place].last, vote) - runs[place].first + 1
    return missed


@njit
def missed_in_window(runs: Records, begin: int, end: int, vote: int, window: int) -> int:
    """Return how many of the last `window` votes are missed, a vote the last of them."""
    return missed_up_to(runs, begin, end, vote) - missed_up_to(runs, begin, end, vote - window)


@njit
def first_too_many(runs: Records, begin: int, end: int, window: int, most_missed: int, votes: tuple[int, int]) -> int:
    """Return the first vote, from the first to the last of `votes`, with too many missed; NONE if there is none.

    What is missed rises in a missed run alone, and never falls in one: a run whose last vote is too much has the first.
    """
    first, last = votes
    if missed_up_to(runs, begin, end, last) <= most_missed or first > last:
        return NONE
    if missed_in_window(runs, begin, end, first, window) > most_missed:
        return first
    missed, gone, oldest = 0, 0, begin  # votes missed up to a run, and in the runs that have left the window by its end
    for place in range(begin, end):
        run = runs[place]
        until = min(run.last, last)
        missed += until - run.first + 1
        while runs[oldest].last <= until - window:
            gone += runs[oldest].last - runs[oldest].first + 1
            oldest += 1
        leaving = max(until - window - runs[oldest].first + 1, 0)
        if until > first and missed - gone - leaving > most_missed:
            return _first_in(runs, begin, end, window, most_missed, max(run.first, first), until)
    return NONE


@njit
def _first_in(runs: Records, begin: int, end: int, window: int, most_missed: int, low: int, high: int) -> int:
    """Return the first vote with too many missed, from `low` to `high`, of which that is true of `high`."""
    while low < high:
        middle = (low + high) // 2
        if missed_in_window(runs, begin, end, middle, window) > most_missed:
            high = middle
        else:
            low = middle + 1
    return low
