"""Cores that a process may use: fewer than the machine has, where it is bound to some."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from econsim.cores import n_lanes

ASKED = "from econsim.cores import n_lanes; print(n_lanes(None, 9), n_lanes(3, 9), n_lanes(3, 2), n_lanes(3, 0))"


def asked(environment: dict[str, str], before: str = "") -> list[int]:
    wanted = {name: value for name, value in os.environ.items() if name != "LOKY_MAX_CPU_COUNT"} | environment
    told = subprocess.check_output([sys.executable, "-c", before + ASKED], env=wanted, text=True)
    return [int(number) for number in told.split()]


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes are not bound to cores here")
def test_a_job_that_is_bound_to_one_core_of_many_starts_one_worker():
    assert asked({}, "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); ") == [1, 3, 2, 1]


def test_a_limit_in_the_environment_counts_unless_workers_are_asked_for():
    assert asked({"LOKY_MAX_CPU_COUNT": "1"}) == [1, 3, 2, 1]


def test_one_task_takes_one_process_however_many_there_may_be():
    assert [n_lanes(workers, 1) for workers in (None, 1, 8)] == [1, 1, 1]
