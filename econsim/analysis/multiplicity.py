"""Many objectives, one error: the levels at which each is tested, so that a wrong call of any stays at 5 %."""

from __future__ import annotations

from collections.abc import Sequence


def holm_levels(groups: Sequence[Sequence[float]], significance: float) -> list[list[float]]:
    """Return the level that each p-value is held against; it is called where it is no larger.

    Holm's step-down test (1979), weighted: a group counts once, its members share its part alike, and the part of a
    group is free for the others only when all its members are called. That keeps the chance of any wrong call at
    `significance` however the tests depend on each other (sequential rejection, Goeman and Solari 2010, theorem 1).
    Groups of one are plain Holm.
    """
    levels = [[0.0] * len(group) for group in groups]
    is_open = [[True] * len(group) for group in groups]
    while any(map(any, is_open)):
        n_groups, n_called = sum(map(any, is_open)), 0
        for group, level, left in zip(groups, levels, is_open, strict=True):
            share = significance / (n_groups * max(1, sum(left)))
            for place in [place for place, waits in enumerate(left) if waits]:
                level[place] = share
                left[place] = group[place] > share
                n_called += not left[place]
        if not n_called:
            break
    return levels
