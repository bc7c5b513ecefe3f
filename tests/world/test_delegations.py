"""Delegations stay sorted by delegator, then validator, so that a pair is found by bisection."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from econsim.world.delegations import Delegations
from econsim.world.tables import empty

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), min_size=1, max_size=12)


def columns(pairs) -> tuple[np.ndarray, np.ndarray]:
    delegator, validator = np.array(pairs, dtype=np.int64).T
    return delegator, validator


@given(st.lists(PAIRS, max_size=5))
def test_rows_stay_sorted_unique_and_findable_whatever_is_added(batches):
    held = empty(Delegations, 0)
    expected: dict[tuple[int, int], int] = {}
    for batch in batches:
        rows = held.ensure(*columns(batch))
        np.add.at(held.shares, rows, 1)
        for pair in batch:
            expected[pair] = expected.get(pair, 0) + 1
        pairs = list(zip(held.delegator.tolist(), held.validator.tolist(), strict=True))
        assert pairs == sorted(expected)
        assert held.shares.tolist() == [expected[pair] for pair in pairs]
        assert held.find(*columns(batch)).tolist() == [pairs.index(pair) for pair in batch]


def test_a_pair_that_does_not_exist_has_row_minus_one():
    held = empty(Delegations, 0)
    assert held.find(np.array([0]), np.array([0])).tolist() == [-1]
    held.ensure(np.array([3, 5]), np.array([1, 0]))
    assert held.find(np.array([3, 3, 4, 5, 9]), np.array([1, 0, 0, 0, 0])).tolist() == [0, -1, -1, 1, -1]


def test_a_new_pair_has_no_shares_and_leaves_the_others_alone():
    held = empty(Delegations, 0)
    held.ensure(np.array([2]), np.array([2]))
    held.shares[0] = 7
    rows = held.ensure(np.array([1, 3]), np.array([0, 0]))
    assert rows.tolist() == [0, 2]
    assert held.shares.tolist() == [0, 7, 0]


def test_pairs_without_shares_are_dropped():
    held = empty(Delegations, 0)
    held.ensure(np.array([1, 2, 3]), np.array([0, 0, 0]))
    held.shares[:] = [5, 0, 6]
    held.drop_empty()
    assert held.delegator.tolist() == [1, 3]
    assert held.shares.tolist() == [5, 6]


def test_pairs_in_order_are_by_delegator_then_validator() -> None:
    table = empty(Delegations, 0)
    table.ensure(np.array([5, 2, 5]), np.array([1, 9, 0]))
    rows = table.in_order()
    assert list(zip(table.delegator[rows].tolist(), table.validator[rows].tolist(), strict=True)) == [
        (2, 9),
        (5, 0),
        (5, 1),
    ]
