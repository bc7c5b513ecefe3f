"""Functions that kernels call are compiled once for all whole numbers: each version more is time at every first run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from econsim.compiled import njit
from econsim.world.tables import record_type, records

PAIR = record_type(narrow=np.int32, wide=np.int64)


@njit
def twice(number: int, times: int) -> int:
    for _ in range(times):
        number += number
    return number


@njit
def by_all_kinds(pair: Any) -> int:
    """Return 2 x 1 + 2 x 7 + 4 x narrow + 2 x wide: numbers that are written out, a narrow one and a wide one."""
    return twice(1, 1) + twice(7, 1) + twice(pair.narrow, 2) + twice(pair.wide, 1)


@njit
def halves(number: float) -> float:
    return number / 2


@njit
def of_both_kinds(number: float) -> float:
    return halves(3) + halves(number)


def needs_a_compiler(function: Any) -> None:
    if not hasattr(function.compiled, "overloads"):
        pytest.skip("nothing is compiled")


def test_one_version_serves_what_is_written_out_and_narrow_and_wide_numbers() -> None:
    kernel: Any = by_all_kinds
    needs_a_compiler(kernel)
    pair = records(PAIR, 1)[0]
    pair.narrow, pair.wide = -3, 2**40
    assert by_all_kinds(pair) == 2 + 14 - 12 + 2**41
    inner: Any = twice
    assert len(inner.within.overloads) == 1


def test_a_whole_number_and_another_are_two_versions() -> None:
    kernel: Any = of_both_kinds
    needs_a_compiler(kernel)
    assert of_both_kinds(5.0) == 4.0
    inner: Any = halves
    assert len(inner.within.overloads) == 2
