"""Cores of this machine that this process may use, and how many tasks run side by side on them."""

from __future__ import annotations


def n_cores() -> int:
    """Return how many cores this process may use: what it is bound to and what its container is given, no others.

    joblib, which counts them, takes the environment variable LOKY_MAX_CPU_COUNT for a limit, too.
    """
    from joblib import cpu_count  # which what runs a single task does without

    return int(cpu_count())


def n_lanes(workers: int | None, n_tasks: int) -> int:
    """Return how many of some tasks run side by side: as many as there are `workers`, or cores when None."""
    return 1 if n_tasks < 2 else min(workers or n_cores(), n_tasks)
